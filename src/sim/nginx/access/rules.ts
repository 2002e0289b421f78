// `allow` and `deny`: the first rule that fits the client's address decides.

import { isInRange } from '../config/address-range.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import type { AccessRule } from '../settings/access.ts';

const fits = (request: HttpRequest, { range }: AccessRule): boolean => {
  if (range === 'all') return true;
  if (range === 'unix') return request.connection.listen.unix;
  return isInRange(request.remoteIp, range);
};

/** The access handler of `allow` and `deny`. */
export const accessRules = (request: HttpRequest): Outcome => {
  const { rules } = request.settings.access;
  const rule = rules.find((one) => fits(request, one));
  if (!rule) return 'declined';
  if (!rule.deny) return 'ok';
  request.worker.traceDecision(request, 'deny', rule.place);
  if (request.settings.core.satisfy === 'all') {
    logRequest(request, 'error', 'access forbidden by rule');
  }
  return 403;
};
