// Services as operators' tools see them: what runs on each host, its state, its processes.

import type { HostService, Process, Supervisor, SystemSpec } from '#sim';
import type { Box } from '../../box.ts';
import type { Task } from '../../task.ts';

export type ServiceHost = Exclude<SystemSpec['hosts'][number], { kind: 'client' }>;

export interface ServiceView {
  readonly box: Box;
  readonly spec: ServiceHost;
  readonly service: HostService;
}

const UNITS: Readonly<Record<string, { name: string; description: string }>> = {
  nginx: {
    name: 'nginx',
    description: 'nginx.service - A high performance web server and a reverse proxy server',
  },
  postgres: { name: 'postgresql', description: 'postgresql.service - PostgreSQL RDBMS' },
  redis: { name: 'redis-server', description: 'redis-server.service - Advanced key-value store' },
};

/** All services, in the order of the system's hosts. */
export function allServices(box: Box): ServiceView[] {
  return box.world.system.hosts.flatMap((spec) => {
    if (spec.kind === 'client') return [];
    const service = box.world.service(spec.name);
    const other = box.boxes(spec.name);
    return service && other ? [{ box: other, spec, service }] : [];
  });
}

/** What runs on this host. */
export const ownService = (box: Box): ServiceView | undefined =>
  allServices(box).find(({ spec }) => spec.name === box.name);

/** The name of its unit, without `.service`. */
export const unitName = ({ spec }: ServiceView): string => UNITS[spec.kind]?.name ?? spec.name;

export const unitDescription = (view: ServiceView): string =>
  UNITS[view.spec.kind]?.description ?? `${view.spec.name}.service - ${view.spec.label}`;

const isSupervisor = (service: HostService): service is HostService & Supervisor =>
  'state' in service && 'restarts' in service;

export interface ServiceState {
  readonly state: 'online' | 'stopping' | 'stopped' | 'errored';
  readonly restarts: number;
  readonly process: Process | null;
  /** How long the process has been up. */
  readonly uptimeMs: number;
}

export function stateOf({ box, service }: ServiceView): ServiceState {
  const { process } = service;
  const started = process
    ? box.kernel.trace
        .since()
        .findLast(
          (event) =>
            event.kind === 'process-started' &&
            event.pid === process.pid &&
            event.host === box.name,
        )
    : undefined;
  const uptimeMs = started ? (box.kernel.nowUs - started.atUs) / 1_000 : 0;
  if (isSupervisor(service)) {
    return { state: service.state, restarts: service.restarts, process, uptimeMs };
  }
  return { state: process ? 'online' : 'stopped', restarts: 0, process, uptimeMs };
}

/** Waits until a service has done what it was told, or some seconds. */
export function* settled(
  view: ServiceView,
  wanted: 'online' | 'stopped',
  before: Process | null,
): Task {
  for (let tries = 0; tries < 60; tries++) {
    yield* view.box.sleep(50_000);
    const { state, process } = stateOf(view);
    if (state === 'errored') return;
    if (wanted === 'stopped' ? !process : process !== null && process !== before) return;
  }
}

/** `5s`, `3m`, `2h`, `4D`: as pm2 shows it. */
export function shortAge(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}D`;
}

/** `5 seconds`, `About a minute`, `3 minutes`: as docker shows it. */
export function longAge(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 46) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours === 1) return 'About an hour';
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
