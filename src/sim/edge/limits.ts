// The limits of the platform an edge is modelled on, as Cloudflare documents them: connection limits, and the pages of
// errors 520, 522 and 524, all read in 2026-11 (content/facts/platforms/cloudflare.yaml has them with their sources).

/** No SYN+ACK within this: 522. */
export const CONNECT_TIMEOUT_S = 19;
/** The request is not acknowledged within this: 522. */
export const ACK_TIMEOUT_S = 90;
/** No response within this: 524. The 524 page says 120 s, the page of limits 100 s; customers of one plan can set it. */
export const DEFAULT_READ_TIMEOUT_S = 120;
export const LONGEST_READ_TIMEOUT_S = 6_000;
/** A write that takes longer: 524. */
export const WRITE_TIMEOUT_S = 30;
/** How long a connection to the origin is kept without use. */
export const ORIGIN_IDLE_S = 900;
/** How long a connection of a visitor is kept without use. */
export const CLIENT_IDLE_S = 400;
/** A longer response header: 520. The 520 page says 128 kB, others less. */
export const HEADER_LIMIT_BYTES = 128 * 1024;
