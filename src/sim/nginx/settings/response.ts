// Settings about what is added to responses and what is written to the access log.

import type { Template } from '../config/template.ts';

/** `add_header` or `add_trailer`. */
export interface AddedHeader {
  readonly name: string;
  readonly value: Template;
  readonly always: boolean;
}

/** `expires`. */
export type Expires =
  | { readonly kind: 'off' | 'epoch' | 'max' }
  | { readonly kind: 'after'; readonly seconds: number; readonly fromModified: boolean }
  | { readonly kind: 'daily'; readonly seconds: number };

/** One `access_log`. */
export interface AccessLog {
  /** May hold variables. */
  readonly file: Template;
  /** The format; null for the built-in `combined`. */
  readonly format: LogFormat;
  readonly condition: Template | null;
}

/** A `log_format`. */
export interface LogFormat {
  readonly name: string;
  readonly escaping: 'default' | 'json' | 'none';
  readonly line: Template;
}

/** The settings about fields and access logs. */
export interface ResponseSettings {
  readonly addedHeaders: readonly AddedHeader[];
  readonly expires: Expires;
  /** Null for the log every server has that names none. */
  readonly accessLogs: readonly AccessLog[] | null;
  readonly rewriteLog: boolean;
  readonly uninitializedWarn: boolean;
}

/** Their defaults. */
export const RESPONSE_DEFAULTS: ResponseSettings = {
  addedHeaders: [],
  expires: { kind: 'off' },
  accessLogs: null,
  rewriteLog: false,
  uninitializedWarn: true,
};
