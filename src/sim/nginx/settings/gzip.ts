// Settings of the gzip filter.

/** The gzip filter's settings. */
export interface GzipSettings {
  readonly enabled: boolean;
  readonly minLengthBytes: number;
  /** Types besides text/html; `*` for all. */
  readonly types: readonly string[];
  readonly vary: boolean;
  /** HTTP version times 1000 a client must speak. */
  readonly httpVersion: number;
  /** Requests that came through a proxy: `off`, `any`, or conditions on the response. */
  readonly proxied: readonly string[];
  readonly disabledAgents: readonly RegExp[];
}

/** Their defaults. */
export const GZIP_DEFAULTS: GzipSettings = {
  enabled: false,
  minLengthBytes: 20,
  types: [],
  vary: false,
  httpVersion: 1_001,
  proxied: ['off'],
  disabledAgents: [],
};
