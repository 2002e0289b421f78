// Settings of the `resolver` directive.

/** What a `resolver` directive says. */
export interface ResolverSettings {
  /** Addresses of DNS servers, asked in turn. */
  readonly servers: readonly string[];
  /** `valid=`: how long an answer counts; null for the answer's own time to live. */
  readonly validMs: number | null;
  readonly ipv6: boolean;
}
