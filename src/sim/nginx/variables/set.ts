// Gives a variable a value during a request: `set`, `auth_request_set`.

import { parseSize } from '../config/values.ts';
import type { HttpRequest } from '../http/request.ts';

/** Sets a variable; a few of nginx's own have effects. */
export const setVariable = (request: HttpRequest, name: string, value: string): void => {
  if (name === 'args') {
    request.args = value;
    request.validUnparsedUri = false;
  } else if (name === 'limit_rate') {
    request.limitRate = parseSize(value);
  } else {
    request.values.set(name, value);
  }
};
