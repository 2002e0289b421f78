// A visitor's browser in a world, seen from outside: worlds are handed one that can be made, so that a page loads it only
// where somebody visits.

import type { BrowserOptions, Visit } from '../client/browser/browser.ts';

export interface Visitor {
  /** Opens an address. `done` is called once, when there is a page to look at. */
  visit(visit: Visit, done: () => void): void;
}

export type BrowserFactory = (options: BrowserOptions) => Visitor;

/** A command is for a browser, whose code has not been loaded: load it, and build the world again. */
export class MissingBrowserError extends Error {
  constructor() {
    super('The browser is not loaded');
  }
}
