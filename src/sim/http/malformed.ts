// What can be wrong with the bytes of a response, so that nothing after it can be understood.

/** Kinds of malformed response; `text` of the report shows the place. */
export type MalformedKind =
  /** The bytes do not begin with `HTTP/`: another protocol, or HTTP/0.9. */
  | 'not-http'
  | 'bad-status-line'
  /** A field line without a colon or name, or with a NUL in it. */
  | 'bad-field'
  | 'head-too-large'
  /** Content-Length is no number, or there are several different ones. */
  | 'bad-content-length'
  | 'bad-chunk-size'
  /** The bytes of a chunk are not followed by an empty line. */
  | 'bad-chunk-end';

export interface Malformed {
  readonly kind: MalformedKind;
  /** The line or bytes in question, as far as they are known, at most 200 characters. */
  readonly text: string;
}

export const malformed = (kind: MalformedKind, text: string): Malformed => ({
  kind,
  text: text.slice(0, 200),
});
