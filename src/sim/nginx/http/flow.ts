// How requests move through nginx, as the parts of it see each other. A worker ties the functions
// together, so that no file has to import the one that imports it.

import type { LocationConfig } from '../config/location.ts';
import type { Outcome } from './outcome.ts';
import type { HttpRequest } from './request.ts';

/** The ways through nginx, as its parts call them. */
export interface Flow {
  /** Starts a request, or starts it again after an internal redirect. */
  handle(request: HttpRequest): void;
  /** Goes on with the phases where the request stands. */
  runPhases(request: HttpRequest): void;
  /** Ends a request, or answers it with an error page first. */
  finalize(request: HttpRequest, outcome: Outcome): void;
  /** Sends the request to another URI inside nginx. */
  internalRedirect(request: HttpRequest, uri: string, args: string): Outcome;
  /** Sends the request to a named location. */
  namedLocation(request: HttpRequest, name: string): Outcome;
  /** Moves the request into a location: its settings hold from now on. */
  enterLocation(request: HttpRequest, location: LocationConfig): void;
  /** Answers with nginx's own page, or the one `error_page` names. */
  specialResponse(request: HttpRequest, status: number): Outcome;
}
