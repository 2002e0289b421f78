// The shape of a recording: what a case led to.

/** A body, or what identifies it. */
export interface BodyRecord {
  length: number;
  text?: string;
  sha256?: string;
  head?: string;
  hex?: string;
  head_hex?: string;
}

/** Fields in order, a line without a colon having no value. */
export type HeaderRecord = readonly (readonly [string, string | null])[];

/** One request's response as the client saw it. */
export interface ResponseRecord {
  request: string;
  at_ms?: number;
  connection_reused?: boolean;
  http_version?: string | null;
  status?: number | null;
  status_line?: string;
  reason?: string;
  headers?: HeaderRecord;
  informational?: readonly unknown[];
  framing?: string;
  body?: BodyRecord | { varies: string };
  complete?: boolean | null;
  client_error?: string;
  partial_head?: string;
  bad_chunk_line?: string;
  chunk_sizes?: readonly number[];
  upgraded_closed?: string;
  request_body_sent?: boolean;
  elapsed_s?: string;
  headers_s?: string;
  first_body_byte_s?: string;
  connection_after?: string;
  extra_bytes?: BodyRecord;
}

/** A whole recording. */
export interface Recording {
  name: string;
  flaky?: boolean;
  flaky_fields?: readonly string[];
  responses?: ResponseRecord[];
  commands?: unknown[];
  access_log?: Record<string, string>[];
  error_log?: string[];
  upstreams?: Record<string, unknown>;
  nginx_start?: { exit?: number; stderr: readonly string[] };
  dns_queries?: readonly string[];
  exit?: number;
  stderr?: readonly string[];
  stdout?: readonly string[];
}
