// content/facts/failures.yaml and proxy-status.yaml: one failure, many numbers, and the neutral yardstick.
// It does not say why a platform chose its number; that is in the platform's rules.
import { z } from 'astro/zod';
import { factId, inlineText, platformId, sourceId } from '../text.ts';
import { evidenceFields, sentStatus } from './evidence.ts';

/** What one platform does when the failure happens. */
export const failureRow = z.strictObject({
  /** `failure.connection-refused.nginx` */
  id: factId,
  platform: platformId,
  /** The part or edition of the platform, where parts differ: `mod_proxy_fcgi`, `V2`. */
  variant: z.string().optional(),
  /** What the client sees. */
  sends: sentStatus,
  /** The flag in the log. */
  flag: z.string().optional(),
  /** The platform's own code or words for it. */
  detail: z.string().optional(),
  /** The timer that strikes, with its default. */
  timeout: z.string().optional(),
  /** The limit that is passed, with its default. */
  limit: z.string().optional(),
  ...evidenceFields,
});

/** One failure over all platforms. */
export const failureSchema = z.strictObject({
  /** `failure.connection-refused` */
  id: factId,
  /** The failure's short name. */
  name: z.string().min(1),
  /** What happens. */
  says: inlineText,
  /** The status RFC 9209 recommends. */
  rfc9209: sentStatus.optional(),
  /** The error types of RFC 9209 it would be reported as: ids of `proxy-status.yaml`. Empty where there is none. */
  proxyStatus: z.array(factId),
  /** One row per platform. */
  platforms: z.array(failureRow).min(1),
});

/** The whole of `failures.yaml`. */
export const failuresFile = z.strictObject({ failures: z.array(failureSchema).min(1) });

/** One error type of the `Proxy-Status` field. */
export const proxyStatusType = z.strictObject({
  id: factId,
  /** The token: `connection_refused`. */
  type: z.string().min(1),
  /** The status RFC 9209 recommends with it. */
  recommends: sentStatus,
  ...evidenceFields,
});

/** The whole of `proxy-status.yaml`. */
export const proxyStatusFile = z.strictObject({
  /** How to read the table. */
  note: inlineText,
  source: sourceId,
  types: z.array(proxyStatusType).min(1),
});

/** One failure over all platforms. */
export type Failure = z.infer<typeof failureSchema>;
/** What one platform does when a failure happens. */
export type FailureRow = z.infer<typeof failureRow>;
/** One error type of the `Proxy-Status` field. */
export type ProxyStatusType = z.infer<typeof proxyStatusType>;
