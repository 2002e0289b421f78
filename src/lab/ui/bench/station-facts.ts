// What there is to know of one station: what it is, where, since when, how many requests it saw. From the system
// and the trace.
import type { HostSpec, TraceEvent } from '#sim';
import type { LabSession } from '../../session/lab-session.ts';
import { simulatedTime } from '../engine-words.ts';

type Facts = readonly (readonly [name: string, value: string])[];

function programOf(host: HostSpec): string {
  switch (host.kind) {
    case 'client':
      return 'curl 8.5, like a browser without pages';
    case 'nginx':
      return `nginx ${host.version}`;
    case 'node':
      return `Node 24, ${host.main}, under pm2`;
    case 'postgres':
      return 'PostgreSQL 15';
    case 'redis':
      return 'Redis';
    case 'api':
      return 'a third party, whose answers are scripted';
    case 'edge':
      return 'a CDN edge';
  }
}

/** Whether a request has reached a host with this event. */
function isRequestAt(event: TraceEvent, host: HostSpec): boolean {
  switch (event.kind) {
    case 'client-request':
      return host.kind === 'client';
    case 'nginx-request':
      return host.kind === 'nginx';
    case 'app-request':
      return event.host === host.name;
    default:
      return false;
  }
}

/** Connections to a host that were asked for, and how many of them failed. */
function connectionsOf(
  events: readonly TraceEvent[],
  host: string,
): [asked: number, failed: number] {
  const asked = new Set<number>();
  let failed = 0;
  for (const event of events) {
    if (event.kind === 'tcp-connect' && event.toHost === host) asked.add(event.connection);
    if (event.kind === 'tcp-connect-failed' && asked.has(event.connection)) failed++;
  }
  return [asked.size, failed];
}

/** Names and values, in the order they are shown. */
export function stationFacts(session: LabSession, host: HostSpec): Facts {
  const { events, services } = session.view;
  const facts: (readonly [string, string])[] = [['Program', programOf(host)]];
  const requests = events.filter((event) => isRequestAt(event, host)).length;
  if (host.kind === 'client') {
    return [...facts, ['Requests sent', String(requests)]];
  }
  const [asked, failed] = connectionsOf(events, host.name);
  const service = services.find((one) => one.host === host.name);
  const lastUs = events.at(-1)?.atUs ?? 0;
  facts.push(['Address', `${host.ip}, ${host.name} in the network's names`]);
  if (service?.pid) {
    facts.push(['Process', `pid ${service.pid}, up ${simulatedTime(lastUs - service.startedUs)}`]);
  }
  facts.push(['Connections', failed > 0 ? `${asked}, ${failed} of them failed` : String(asked)]);
  if (host.kind === 'nginx' || host.kind === 'node') facts.push(['Requests', String(requests)]);
  if (host.kind === 'node') facts.push(['Directory', host.directory]);
  return facts;
}
