// How the services of a world are doing, read from the trace event by event, and the words for it. It tells
// a process that ends as it starts from one that ended while serving: only the first is "down".

import type { EventOf, HostSpec, SystemSpec, TraceEvent } from '#sim';
import { codeMark } from './code-marks.ts';

/** What a service does at the moment. */
export type ServiceCondition =
  | 'unknown'
  | 'running'
  /** Ends as soon as it starts, or was given up. */
  | 'down'
  | 'stopped'
  /** Stopped by SIGSTOP: it is there, and does nothing. */
  | 'frozen'
  /** Does not come back from a callback. */
  | 'hung';

/** One service and what is known of it. */
export interface Service {
  readonly host: string;
  readonly label: string;
  readonly kind: Exclude<HostSpec['kind'], 'client'>;
  readonly condition: ServiceCondition;
  readonly pid: number | null;
  /** When the process at hand was started, in simulated microseconds. */
  readonly startedUs: number;
  /** Whether that process has answered anything yet. */
  readonly hasServed: boolean;
  /** Whether its end was asked for. */
  readonly isStopping: boolean;
  /** The last thing it complained of, in a few words; null after a good start. */
  readonly reason: string | null;
  /** nginx only: whether it runs with an older configuration than the one on disk. */
  readonly keepsOldConfiguration: boolean;
}

/** A process that lived this long did start: the same span as the supervisor's. */
const STABLE_AFTER_US = 1_000_000;

const isService = (host: HostSpec): host is Exclude<HostSpec, { kind: 'client' }> =>
  host.kind !== 'client';

/** The services of a system, before anything is known of them. */
export const freshServices = (system: SystemSpec): Service[] =>
  system.hosts.filter(isService).map(({ name, label, kind }) => ({
    host: name,
    label,
    kind,
    condition: 'unknown',
    pid: null,
    startedUs: 0,
    hasServed: false,
    isStopping: false,
    reason: null,
    keepsOldConfiguration: false,
  }));

const fileName = (path: string): string => path.split('/').at(-1) ?? path;

/** "SyntaxError in server.ts line 9" */
function shortReason(event: TraceEvent): string | null {
  const mark = codeMark(event);
  if (!mark) return null;
  const name = /^\w*Error\b/.exec(mark.message)?.[0] ?? 'an error';
  return `${name} in ${fileName(mark.path)} line ${mark.line}`;
}

function afterConfiguration(
  service: Service,
  event: EventOf<'nginx-configuration'>,
): Partial<Service> {
  const found = event.messages.find(({ level }) => level === 'emerg');
  const place = found?.place ? ` in ${fileName(found.place.file)} line ${found.place.line}` : '';
  return {
    condition: event.isRunning ? 'running' : 'down',
    keepsOldConfiguration: event.isRunning && !event.isAccepted,
    reason: event.isAccepted ? null : `${found?.text ?? 'the configuration is refused'}${place}`,
    startedUs: event.isAccepted ? event.atUs : service.startedUs,
  };
}

function afterExit(service: Service, event: EventOf<'process-exited'>): Partial<Service> {
  if (event.pid !== service.pid) return {};
  if (service.isStopping) return { pid: null, condition: 'stopped', hasServed: false };
  const livedUs = event.atUs - service.startedUs;
  const isAtStart = !service.hasServed && livedUs < STABLE_AFTER_US;
  const plain = event.signal ?? `exit code ${event.code ?? 0}`;
  return {
    pid: null,
    condition: isAtStart ? 'down' : 'stopped',
    reason: service.reason ?? plain,
    hasServed: false,
  };
}

function afterState(service: Service, event: EventOf<'service-state'>): Partial<Service> {
  switch (event.state) {
    case 'online': {
      const { pid, atUs } = event;
      // A process that is started again and again is no more up than before, until it serves.
      const condition = service.condition === 'down' ? 'down' : 'running';
      const reason = condition === 'down' ? service.reason : null;
      const isStopping = false;
      return { pid, startedUs: atUs, condition, reason, isStopping, hasServed: false };
    }
    case 'stopping':
      // Whoever stops it wants it to be another one afterwards.
      return { isStopping: true, reason: null };
    case 'stopped':
      return { pid: null, condition: 'stopped', isStopping: false };
    case 'errored':
      return { pid: null, condition: 'down', isStopping: false };
  }
}

const isPeer = ({ kind }: Service): boolean => kind !== 'nginx' && kind !== 'node';

/** After the start of a process: the one that counts is nginx's master, and the only one of a peer. */
function afterStart(
  service: Service,
  event: Extract<TraceEvent, { kind: 'process-started' }>,
): Partial<Service> {
  const { pid, atUs } = event;
  if (service.kind === 'nginx') return event.command.includes('master') ? { pid } : {};
  return isPeer(service) ? { pid, startedUs: atUs, condition: 'running', reason: null } : {};
}

function change(service: Service, event: TraceEvent): Partial<Service> {
  switch (event.kind) {
    case 'nginx-configuration':
      return afterConfiguration(service, event);
    case 'process-started':
      return afterStart(service, event);
    case 'service-state':
      return afterState(service, event);
    case 'process-exited':
      if (isPeer(service)) return event.pid === service.pid ? { condition: 'stopped' } : {};
      return service.kind === 'node' ? afterExit(service, event) : {};
    case 'process-hung':
      return event.pid === service.pid ? { condition: 'hung' } : {};
    case 'process-signal':
      if (event.pid !== service.pid) return {};
      if (event.signal === 'SIGSTOP') return { condition: 'frozen' };
      return event.signal === 'SIGCONT' && service.condition === 'frozen'
        ? { condition: 'running' }
        : {};
    case 'app-request':
      return event.pid === service.pid
        ? { hasServed: true, condition: 'running', reason: null }
        : {};
    case 'app-error':
    case 'app-syntax-error':
      // The stack of a syntax error has no line of the reader's: what was known before says more.
      return event.pid === service.pid ? { reason: shortReason(event) ?? service.reason } : {};
    default:
      return {};
  }
}

/** Whether an applied change is a new beginning for a service: what was wrong may be mended. */
const isNewBeginning = (service: Service, event: TraceEvent): boolean =>
  event.kind === 'command' &&
  (event.command.type === 'apply' ||
    event.command.type === 'restart-service' ||
    event.command.type === 'start-service') &&
  event.command.host === service.host &&
  service.kind === 'node';

/** The services after one more event. */
export function servicesAfter(services: readonly Service[], event: TraceEvent): readonly Service[] {
  const host = 'host' in event ? event.host : null;
  return services.map((service) => {
    if (isNewBeginning(service, event)) {
      const condition = service.condition === 'down' ? 'stopped' : service.condition;
      return { ...service, condition, reason: null };
    }
    return service.host === host ? { ...service, ...change(service, event) } : service;
  });
}

/** Words for a service, and how good or bad they are. */
export interface ServiceWords {
  readonly tone: 'ok' | 'warn' | 'error' | 'plain';
  /** A few words for a chip: "my-app runs, pid 4250". */
  readonly short: string;
  /** A sentence where there is more to say; else empty. */
  readonly long: string;
}

function nginxWords({ label, keepsOldConfiguration, condition, reason }: Service): ServiceWords {
  if (condition === 'down') {
    const long = `${label} did not start: ${reason ?? 'its configuration is refused'}.`;
    return { tone: 'error', short: `${label} is down`, long };
  }
  if (keepsOldConfiguration) {
    const long = `${label} keeps its last good configuration: ${reason}.`;
    return { tone: 'warn', short: `${label} keeps its old configuration`, long };
  }
  return { tone: 'ok', short: `${label} runs`, long: '' };
}

/** How a service is doing, in words. */
export function serviceWords(service: Service): ServiceWords {
  const { label, condition, pid, reason } = service;
  if (condition === 'unknown') return { tone: 'plain', short: `${label}`, long: '' };
  if (service.kind === 'nginx') return nginxWords(service);
  switch (condition) {
    case 'running':
      return { tone: 'ok', short: `${label} runs, pid ${pid}`, long: '' };
    case 'down':
      return {
        tone: 'error',
        short: `${label} is down`,
        long: `${label} is down: ${reason ?? 'it ends as soon as it starts'}.`,
      };
    case 'stopped': {
      if (isPeer(service)) {
        return { tone: 'error', short: `${label} is stopped`, long: `${label} is stopped.` };
      }
      const long = reason ? `${label} ended: ${reason}. pm2 starts it again.` : '';
      return { tone: reason ? 'error' : 'warn', short: `${label} is stopped`, long };
    }
    case 'frozen':
      return {
        tone: 'warn',
        short: `${label} is frozen, pid ${pid}`,
        long: `${label} is frozen by SIGSTOP: it takes connections and answers nobody.`,
      };
    case 'hung':
      return {
        tone: 'error',
        short: `${label} hangs, pid ${pid}`,
        long: `${label} does not come back from a loop. It uses a whole core and answers nobody.`,
      };
  }
}

/** What applying files has done to a service, in a sentence. */
export function appliedWords(service: Service): string {
  const words = serviceWords(service);
  if (words.long) return words.long;
  return service.kind === 'nginx'
    ? `${service.label} reloaded its configuration.`
    : `${service.label} restarted, pid ${service.pid}.`;
}
