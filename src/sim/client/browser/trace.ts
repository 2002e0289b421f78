// What a browser adds to the trace.

import type { ErrorPage, NetError } from './net-error.ts';

declare module '../../kernel/trace.ts' {
  interface TraceEvents {
    /** A visitor has a page before them: the server's, or the browser's own about an error. */
    'browser-page': {
      readonly client: string;
      /** Counts from 1. */
      readonly visit: number;
      readonly method: string;
      /** What the address bar shows in the end. */
      readonly url: string;
      /** null where there was no response. */
      readonly status: number | null;
      readonly error: NetError | null;
      /** The browser's own page; null where it shows the server's. */
      readonly page: ErrorPage | null;
      /** Where the page came from. */
      readonly from: 'network' | 'cache' | 'revalidated';
      /** The responses that led on to another address. */
      readonly redirects: readonly { readonly status: number; readonly to: string }[];
      /** How often a request was sent again because a kept connection had gone. */
      readonly resent: number;
      /** Numbers of the requests it took. */
      readonly requests: readonly number[];
      readonly bodyBytes: number;
      readonly tookUs: number;
    };
  }
}
