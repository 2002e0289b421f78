// `limit_conn`: how many requests of one key can be under way at once.

import { evaluate } from '../config/template.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import type { ConnLimit } from '../settings/access.ts';

const refuse = (request: HttpRequest, limit: ConnLimit): Outcome => {
  const { limitConnDryRun, limitConnLogLevel, limitConnStatus } = request.settings.access;
  const dry = limitConnDryRun ? ', dry run' : '';
  logRequest(request, limitConnLogLevel, `limiting connections${dry} by zone "${limit.zoneName}"`);
  request.main.limitConnStatus = limitConnDryRun ? 'REJECTED_DRY_RUN' : 'REJECTED';
  if (limitConnDryRun) return 'declined';
  request.worker.traceDecision(request, 'limit_conn', limit.place);
  return limitConnStatus;
};

/** The preaccess handler of `limit_conn`: counts the request, or refuses it. */
export const limitConn = (request: HttpRequest): Outcome => {
  const { connLimits } = request.settings.access;
  if (connLimits.length === 0 || request.main.limitConnChecked) return 'declined';
  for (const limit of connLimits) {
    const { zone } = limit;
    const key = zone ? evaluate(zone.key, request) : '';
    if (!zone || key === '') continue;
    request.main.limitConnChecked = true;
    request.main.limitConnStatus = 'PASSED';
    const used = zone.counts.get(key) ?? 0;
    if (used >= limit.connections) return refuse(request, limit);
    zone.counts.set(key, used + 1);
    request.main.cleanups.push(() => {
      const left = (zone.counts.get(key) ?? 1) - 1;
      if (left > 0) zone.counts.set(key, left);
      else zone.counts.delete(key);
    });
  }
  return 'declined';
};
