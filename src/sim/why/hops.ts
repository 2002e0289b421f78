// The stations of a request and what each knew of it.

import type { Hop, HopKnowledge } from './explanation.ts';
import type { Journey } from './journey.ts';
import type { TraceIndex } from './trace-index.ts';

function edgeHop(index: TraceIndex, journey: Journey): Hop[] {
  const { edged, originResult, record } = journey;
  if (!edged) return [];
  const knew: HopKnowledge = {
    kind: 'edge',
    outcome: originResult?.outcome ?? null,
    cacheStatus: edged.response?.cacheStatus ?? null,
    requestSent: originResult?.requestSent ?? false,
  };
  return [
    {
      host: index.connect(record.request.connection ?? -1)?.toHost ?? 'edge',
      kind: 'edge',
      sawRequest: 'yes',
      status: edged.response?.status || null,
      knew,
      atUs: edged.request.atUs,
    },
  ];
}

function nginxHop(index: TraceIndex, journey: Journey): Hop[] {
  const { proxied, result, entryConnection } = journey;
  if (!proxied) return [];
  const knew: HopKnowledge = {
    kind: 'nginx',
    attempts: proxied.attempts.length,
    outcome: result?.outcome ?? null,
    requestSent: result?.requestSent ?? false,
  };
  return [
    {
      host: index.connect(entryConnection ?? -1)?.toHost ?? 'nginx',
      kind: 'nginx',
      sawRequest: 'yes',
      status: proxied.response?.status ?? null,
      knew,
      atUs: proxied.request.atUs,
    },
  ];
}

/** The app, or what stands where nginx or the edge expected it. */
function appHop(index: TraceIndex, journey: Journey): Hop[] {
  const { edged, proxied, attempt, result, originAttempt, originResult, endedUs } = journey;
  const { appConnection, appRequest, appResponse, record } = journey;
  const isAsked = proxied ? attempt !== null : !edged || originAttempt !== null;
  const to = appConnection === null ? undefined : index.connect(appConnection);
  const host = appRequest?.host ?? to?.toHost;
  if (!host || !isAsked) return [];
  const sent = proxied ? result?.requestSent : originResult?.requestSent;
  const phase = (proxied ? result?.phase : originResult?.phase) ?? '';
  const partly = sent === false && phase.startsWith('sending');
  const pid = appRequest?.pid ?? -1;
  const exit = appRequest ? index.processes.exit(pid, appRequest.atUs, endedUs) : null;
  return [
    {
      host,
      kind: 'app',
      sawRequest: appRequest ? 'yes' : partly ? 'in-part' : 'no',
      status: appResponse?.status ?? null,
      knew: {
        kind: 'app',
        hasAnswered: appResponse !== null,
        isHung: index.processes.hung(pid, endedUs),
        exit: exit && { code: exit.code, signal: exit.signal },
      },
      atUs: appRequest?.atUs ?? attempt?.atUs ?? originAttempt?.atUs ?? record.request.atUs,
    },
  ];
}

/** The stations, the client first. */
export function hopsOf(index: TraceIndex, journey: Journey): Hop[] {
  const { request, response, failure } = journey.record;
  const client: Hop = {
    host: index.connect(request.connection ?? -1)?.fromHost ?? request.client,
    kind: 'client',
    sawRequest: 'yes',
    status: response?.status ?? null,
    knew: { kind: 'client', error: failure?.error ?? null },
    atUs: request.atUs,
  };
  return [
    client,
    ...edgeHop(index, journey),
    ...nginxHop(index, journey),
    ...appHop(index, journey),
  ];
}
