// What a request spent its time on, station by station, read from the trace: one bar for each, from the moment
// it got the request to the moment its answer left. Attempts of the proxy to connect are bars of their own.

import {
  type EventOf,
  type ProxiedRequest,
  type SystemSpec,
  type TraceEvent,
  TraceIndex,
} from '#sim';

/** One bar. */
export interface WaterfallBar {
  readonly host: string;
  readonly layer: 'client' | 'edge' | 'proxy' | 'app' | 'data';
  /** What the time went by with: "connects", "waits for my-app". */
  readonly words: string;
  readonly fromUs: number;
  readonly untilUs: number;
  /** Whether it ended in a failure of this station or of what it asked. */
  readonly isFailed: boolean;
}

export interface Waterfall {
  readonly bars: readonly WaterfallBar[];
  readonly fromUs: number;
  readonly untilUs: number;
}

/** The host with an address such as 10.0.0.12:3000. */
function hostAt(system: SystemSpec, address: string | null): string | null {
  const ip = address?.split(':')[0];
  const found = system.hosts.find((host) => host.kind !== 'client' && host.ip === ip);
  return found?.name ?? null;
}

const kindOf = (system: SystemSpec, name: string): string =>
  system.hosts.find((host) => host.name === name)?.kind ?? 'client';

function appBar(
  index: TraceIndex,
  connection: number,
  span: { fromUs: number; untilUs: number },
): WaterfallBar | null {
  const isIn = ({ atUs }: { atUs: number }): boolean => atUs >= span.fromUs && atUs <= span.untilUs;
  const request = index.appRequests(connection).find(isIn);
  if (!request) return null;
  const response = index.appResponses(connection).find(isIn);
  return {
    host: request.host,
    layer: 'app',
    words: response ? `answers ${response.status}` : 'does not answer',
    fromUs: request.atUs,
    untilUs: response?.atUs ?? span.untilUs,
    isFailed: !response || response.status >= 500,
  };
}

function attemptBars(
  index: TraceIndex,
  proxied: ProxiedRequest,
  given: { proxy: string; system: SystemSpec; endUs: number },
): WaterfallBar[] {
  return proxied.attempts.flatMap((attempt) => {
    const result = proxied.results.find((one) => one.attempt === attempt.attempt);
    const untilUs = result?.atUs ?? given.endUs;
    const name = hostAt(given.system, attempt.address) ?? attempt.upstream;
    const where = `${name}${attempt.address?.replace(/^[^:]*/, '') ?? ''}`;
    const isFailed = result?.outcome !== 'response';
    const words = isFailed ? `${where}: ${result?.outcome ?? 'no answer'}` : `asks ${where}`;
    const bar: WaterfallBar = {
      host: given.proxy,
      layer: 'proxy',
      words,
      fromUs: attempt.atUs,
      untilUs,
      isFailed,
    };
    const span = { fromUs: attempt.atUs, untilUs };
    const app = attempt.connection === null ? null : appBar(index, attempt.connection, span);
    return app ? [bar, app] : [bar];
  });
}

const endOf = (
  events: readonly (EventOf<'client-response'> | EventOf<'client-failed'> | null)[],
): number | null => events.find((event) => event !== null)?.atUs ?? null;

/** The bars of a request of the client; null where the trace does not have it, or it is still out. */
export function waterfall(
  events: readonly TraceEvent[],
  request: number,
  system: SystemSpec,
): Waterfall | null {
  const index = new TraceIndex();
  for (const event of events) index.add(event);
  const record = index.clientRequest(request);
  const untilUs = record ? endOf([record.response, record.failure]) : null;
  if (!record || untilUs === null) return null;
  const fromUs = record.request.atUs;
  const connection = record.request.connection ?? -1;
  const client = system.hosts[0]?.name ?? 'client';
  const bars: WaterfallBar[] = [
    {
      host: client,
      layer: 'client',
      words: record.response ? `gets ${record.response.status}` : (record.failure?.error ?? ''),
      fromUs,
      untilUs,
      isFailed: !record.response || record.response.status >= 500,
    },
  ];
  const isIn = ({ atUs }: { atUs: number }): boolean => atUs >= fromUs && atUs <= untilUs;
  const proxied = index.proxiedOn(connection).find((one) => isIn(one.request));
  if (!proxied) {
    const app = appBar(index, connection, { fromUs, untilUs });
    return { bars: app ? [...bars, app] : bars, fromUs, untilUs };
  }
  const { entry } = system;
  const isEdge = kindOf(system, entry.host) === 'edge';
  bars.push({
    host: entry.host,
    layer: isEdge ? 'edge' : 'proxy',
    words: proxied.response ? `answers ${proxied.response.status}` : 'does not answer',
    fromUs: proxied.request.atUs,
    untilUs: proxied.response?.atUs ?? untilUs,
    isFailed: !proxied.response || proxied.response.status >= 500,
  });
  bars.push(...attemptBars(index, proxied, { proxy: entry.host, system, endUs: untilUs }));
  return { bars, fromUs, untilUs };
}
