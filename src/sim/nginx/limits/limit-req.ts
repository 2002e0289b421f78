// `limit_req`: a leaky bucket per key. What is over the rate waits, what is over the burst is
// refused. Requests are counted in thousandths, time in milliseconds, as nginx counts them.

import type { LogLevel } from '../config/place.ts';
import { evaluate } from '../config/template.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import type { ReqLimit } from '../settings/access.ts';

interface Counted {
  readonly limit: ReqLimit;
  readonly key: string;
  readonly excess: number;
}

const count = (request: HttpRequest, limit: ReqLimit): Counted | null => {
  const { zone } = limit;
  if (!zone) return null;
  const key = evaluate(zone.key, request);
  if (key === '') return null;
  const nowMs = request.worker.nowMs;
  const state = zone.states.get(key);
  const elapsedMs = state ? Math.max(0, nowMs - state.lastMs) : 0;
  const drained = Math.floor((zone.rate * elapsedMs) / 1_000);
  const excess = state ? Math.max(0, state.excess - drained + 1_000) : 0;
  return { limit, key, excess };
};

const remember = (request: HttpRequest, { limit, key, excess }: Counted): void => {
  limit.zone?.states.set(key, { excess, lastMs: request.worker.nowMs });
};

const inThousandths = (excess: number): string =>
  `${Math.floor(excess / 1_000)}.${String(excess % 1_000).padStart(3, '0')}`;

/** Delays are logged one level below refusals. */
const quieter = (level: LogLevel): LogLevel => {
  const levels: readonly LogLevel[] = ['error', 'warn', 'notice', 'info', 'debug'];
  return levels[levels.indexOf(level) + 1] ?? 'debug';
};

const refuse = (request: HttpRequest, { limit, excess }: Counted): Outcome => {
  const { limitReqDryRun, limitReqLogLevel, limitReqStatus } = request.settings.access;
  const dry = limitReqDryRun ? ', dry run' : '';
  const by = `excess: ${inThousandths(excess)} by zone "${limit.zoneName}"`;
  logRequest(request, limitReqLogLevel, `limiting requests${dry}, ${by}`);
  request.main.limitReqStatus = limitReqDryRun ? 'REJECTED_DRY_RUN' : 'REJECTED';
  if (limitReqDryRun) return 'declined';
  request.worker.traceDecision(request, 'limit_req', limit.place);
  return limitReqStatus;
};

const delayMs = ({ limit, excess }: Counted): number => {
  const rate = limit.zone?.rate ?? 0;
  if (rate === 0 || excess <= limit.delay) return 0;
  return Math.floor(((excess - limit.delay) * 1_000) / rate);
};

const wait = (request: HttpRequest, longest: Counted, ms: number): Outcome => {
  const { limitReqDryRun, limitReqLogLevel } = request.settings.access;
  const { connection, worker } = request;
  const dry = limitReqDryRun ? ', dry run' : '';
  const by = `excess: ${inThousandths(longest.excess)}, by zone "${longest.limit.zoneName}"`;
  logRequest(request, quieter(limitReqLogLevel), `delaying request${dry}, ${by}`);
  request.main.limitReqStatus = limitReqDryRun ? 'DELAYED_DRY_RUN' : 'DELAYED';
  if (limitReqDryRun) return 'declined';
  worker.traceDecision(request, 'limit_req', longest.limit.place);
  const timer = worker.timer(ms, () => {
    request.onClientGone = null;
    if (!connection.isClosed) worker.flow.runPhases(request);
  });
  request.onClientGone = () => {
    worker.kernel.cancel(timer);
    logRequest(request, 'info', 'client prematurely closed connection');
    connection.isBroken = true;
    worker.flow.finalize(request, 499);
  };
  return 'again';
};

/** The preaccess handler of `limit_req`: lets the request pass, holds it back, or refuses it. */
export const limitReq = (request: HttpRequest): Outcome => {
  const { reqLimits } = request.settings.access;
  if (reqLimits.length === 0 || request.main.limitReqChecked) return 'declined';
  const counted = reqLimits
    .map((limit) => count(request, limit))
    .filter((one): one is Counted => one !== null);
  if (counted.length === 0) return 'declined';
  request.main.limitReqChecked = true;
  const refused = counted.find(({ limit, excess }) => excess > limit.burst);
  if (refused) return refuse(request, refused);
  for (const one of counted) remember(request, one);
  request.main.limitReqStatus = 'PASSED';
  const longest = counted.reduce((a, b) => (delayMs(b) > delayMs(a) ? b : a));
  const ms = delayMs(longest);
  return ms > 0 ? wait(request, longest, ms) : 'declined';
};
