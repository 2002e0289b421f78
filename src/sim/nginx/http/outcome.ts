// What a handler answers: a status, or one of the words nginx's own handlers use among themselves.

/**
 * `ok`: done, go on with the next phase (or: the response is on its way). `declined`: not mine, ask
 * the next. `again`: wait, the handler will come back. `done`: somebody else has taken over.
 * `error`: give up, close the connection. A number is a status to answer with.
 */
export type Outcome = 'ok' | 'declined' | 'again' | 'done' | 'error' | number;

/** Status numbers nginx uses only inside; clients see 400 or nothing. */
export const STATUS = {
  close: 444,
  headerTooLarge: 494,
  certificateError: 495,
  noCertificate: 496,
  toHttps: 497,
  clientClosedRequest: 499,
} as const;
