// Reads from the trace why a request ended as it did: who wrote the response, what decided it (decide.ts), what each
// station knew (hops.ts), whether the app saw the request and a retry is safe.

import { isIdempotent } from '../client/retry-policy.ts';
import { decide, writerKindOf } from './decide.ts';
import type { Circumstance, Explanation, Hop, PeerCause } from './explanation.ts';
import { hopsOf } from './hops.ts';
import { type Journey, journeyOf } from './journey.ts';
import { peerTroubles, peerWaits } from './peer-cause.ts';
import type { TraceIndex } from './trace-index.ts';

function appSaw({
  appRequest,
  edged,
  originResult,
  proxied,
  result,
}: Journey): Explanation['appSawRequest'] {
  if (appRequest) return 'yes';
  // The request may be in the buffers of a process that has not come to read it.
  if (proxied) return result?.requestSent ? 'perhaps' : 'no';
  return edged && originResult?.requestSent ? 'perhaps' : 'no';
}

function retryOf(method: string, saw: Explanation['appSawRequest']): Explanation['retry'] {
  if (saw === 'no') return { safe: 'yes', because: 'never-sent' };
  return isIdempotent(method)
    ? { safe: 'if-idempotent', because: 'method-idempotent' }
    : { safe: 'no', because: 'may-have-been-done' };
}

/** The edge whose page took the place of the origin's own. */
function pageBy(index: TraceIndex, { edged, record }: Journey): string | null {
  const isReplaced = edged?.decisions.some(({ rule }) => rule === 'origin_error_pages') ?? false;
  return isReplaced ? (index.connect(record.request.connection ?? -1)?.toHost ?? null) : null;
}

/** What programs that the app turned to did while it had the request. */
function peersOf(index: TraceIndex, { appRequest, appResponse, endedUs }: Journey): PeerCause[] {
  if (!appRequest) return [];
  const untilUs = Math.min(appResponse?.atUs ?? Number.POSITIVE_INFINITY, endedUs);
  const span = { fromUs: appRequest.atUs, untilUs };
  const troubles = peerTroubles(index, appRequest.host, span);
  return appResponse ? troubles : [...peerWaits(index, appRequest.host, span), ...troubles];
}

function circumstancesOf(
  index: TraceIndex,
  hosts: readonly string[],
  { fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number },
): Circumstance[] {
  const found = hosts.flatMap((host) => index.processes.circumstances(host, fromUs, untilUs));
  const evicted = index.peers.evictions(fromUs, untilUs).filter(({ host }) => hosts.includes(host));
  const [first] = evicted;
  if (first) {
    const { host, atUs } = first;
    found.push({ kind: 'evicted', host, keys: evicted.map(({ key }) => key).slice(0, 20), atUs });
  }
  return found.sort((a, b) => a.atUs - b.atUs);
}

/** The hosts that had to do with a request: the stations, and those the app had turned to. */
function hostsOf(index: TraceIndex, hops: readonly Hop[], untilUs: number): string[] {
  const hosts = hops.filter(({ kind }) => kind !== 'client').map(({ host }) => host);
  const app = hops.find(({ kind }) => kind === 'app')?.host;
  const peers = app === undefined ? [] : index.outgoing(app, untilUs).map(({ toHost }) => toHost);
  return [...new Set([...hosts, ...peers.filter((host) => host !== null)])];
}

/**
 * Why a client's request ended as it did, by its number; null where there is no such request. Of several clients the one
 * that was there first is meant, unless another is named.
 */
export function explain(index: TraceIndex, request: number, client?: string): Explanation | null {
  const record = index.clientRequest(request, client);
  if (!record) return null;
  const journey = journeyOf(index, record);
  const hops = hopsOf(index, journey);
  const writerKind = writerKindOf(journey);
  const writerHop = hops.find(({ kind }) => kind === writerKind);
  const saw = appSaw(journey);
  const { method, target, atUs } = record.request;
  const endedUs = Number.isFinite(journey.endedUs) ? journey.endedUs : atUs;
  return {
    request,
    method,
    target,
    status: record.response?.status ?? null,
    isComplete: record.response?.complete ?? null,
    reason: record.response?.reason ?? journey.appResponse?.reason ?? '',
    writer: record.response && writerHop ? { host: writerHop.host, kind: writerKind } : null,
    pageBy: pageBy(index, journey),
    decision: decide(index, journey),
    hops,
    appSawRequest: saw,
    retry: retryOf(method, saw),
    faults: index.faults(atUs, endedUs).map(({ id, type }) => ({ id, type })),
    peers: peersOf(index, journey),
    circumstances: circumstancesOf(index, hostsOf(index, hops, endedUs), {
      fromUs: atUs,
      untilUs: endedUs,
    }),
    elapsedUs: endedUs - atUs,
  };
}
