// The route of a lab's system as it stands: stations from its hosts, their state from the services, the writer
// and the break from the explanation of the last answer. It decides nothing; the trace has.
import type { Decision, HostSpec, SystemSpec } from '#sim';
import type { Service } from '../session/services.ts';
import type { ShownAnswer } from '../session/world-view.ts';
import { layerOf } from './layers.ts';
import type { RouteBreak, RouteData, RouteStation, StationState } from './route/route.ts';

/** What a station is where its state says nothing. */
const ROLES = {
  node: 'Node service',
  edge: 'CDN edge',
  api: 'third-party API',
  postgres: 'PostgreSQL',
  redis: 'Redis',
} as const;

const STATES: Readonly<Record<Service['condition'], StationState>> = {
  unknown: 'normal',
  running: 'normal',
  down: 'stopped',
  stopped: 'stopped',
  frozen: 'stopped',
  hung: 'busy',
};

function noteOf(host: HostSpec, service: Service | undefined): string {
  if (host.kind === 'client') return 'sends the request';
  if (host.kind === 'nginx') return service?.condition === 'down' ? 'down' : host.version;
  switch (service?.condition) {
    case 'down':
      return 'down';
    case 'stopped':
      return 'stopped';
    case 'frozen':
      return 'frozen';
    case 'hung':
      return 'hangs';
    default:
      return host.kind === 'node' && service?.pid ? `pid ${service.pid}` : ROLES[host.kind];
  }
}

function stationOf(
  host: HostSpec,
  service: Service | undefined,
  shown: ShownAnswer | null,
): RouteStation {
  const decision = shown?.explanation.decision.kind;
  const hasFailed = decision === 'app-error' && shown?.explanation.writer?.host === host.name;
  return {
    id: host.name,
    layer: layerOf(host),
    label: host.label,
    note: noteOf(host, service),
    state: hasFailed ? 'failed' : STATES[service?.condition ?? 'unknown'],
  };
}

const BREAKS: Partial<Readonly<Record<Decision['kind'], RouteBreak['kind']>>> = {
  'connect-failed': 'gap',
  'not-resolved': 'gap',
  'closed-early': 'gap',
  'bad-response': 'gap',
  'timed-out': 'clock',
  'origin-failed': 'gap',
  'no-live-upstreams': 'bar',
  rule: 'bar',
};

function breakOf(system: SystemSpec, { explanation }: ShownAnswer): RouteBreak | undefined {
  const kind = BREAKS[explanation.decision.kind];
  const writer = system.hosts.findIndex(({ name }) => name === explanation.writer?.host);
  const isBeforeLast = writer >= 0 && writer < system.hosts.length - 1;
  const isFailure = (explanation.status ?? 0) >= 500;
  const after = system.hosts[writer]?.name;
  return kind && after && isBeforeLast && isFailure ? { after, kind } : undefined;
}

/** The route to draw. Without an answer it is the plain line, with every service as it is. */
export function routeOf(
  system: SystemSpec,
  services: readonly Service[],
  shown: ShownAnswer | null,
): RouteData {
  const stations = system.hosts.map((host) =>
    stationOf(
      host,
      services.find((service) => service.host === host.name),
      shown,
    ),
  );
  if (!shown?.explanation.writer) return { stations };
  const { status, writer } = shown.explanation;
  return {
    stations,
    writer: writer.host,
    status: status ?? undefined,
    break: breakOf(system, shown),
  };
}
