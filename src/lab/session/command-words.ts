// What was done to a world, in words: for the history, for links that are opened, for screen readers.

import type { Command, FaultTarget, LoadSpec, LoggedCommand, SystemSpec } from '#sim';

/** One thing the reader did: a few commands that belong together. */
export interface HistoryStep {
  /** How many of the world's commands it takes to be here. */
  readonly count: number;
  readonly atUs: number;
  readonly words: string;
}

const fileName = (path: string): string => path.split('/').at(-1) ?? path;

const labelOf = (system: SystemSpec, name: string): string =>
  system.hosts.find((host) => host.name === name)?.label ?? name;

const seconds = (durationUs: number): string =>
  durationUs < 1_000_000 ? `${durationUs / 1_000} ms` : `${durationUs / 1_000_000} s`;

function loadWords({ arrivals, durationMs, requests }: LoadSpec): string {
  const rate =
    arrivals.kind === 'open'
      ? `${arrivals.requestsPerSecond} requests a second`
      : `${arrivals.workers} clients that wait for their answers`;
  const end = requests === undefined ? '' : `, ${requests} requests at the most`;
  return durationMs === undefined
    ? `${rate}${end}`
    : `${rate} for ${seconds(durationMs * 1_000)}${end}`;
}

function placeWords(on: FaultTarget, system: SystemSpec): string {
  if ('everywhere' in on) return 'everywhere';
  if ('link' in on) {
    return `between ${on.link.map((one) => labelOf(system, one)).join(' and ')}`;
  }
  const host = labelOf(system, on.host);
  return 'process' in on ? `for ${on.process} on ${host}` : `on ${host}`;
}

/** The id of a fault in words. A Break menu makes it of its kind and place: "latency.nginx.my-app". */
function faultIdWords(id: string, system: SystemSpec): string {
  const [kind = id, ...hosts] = id.split('.');
  if (hosts.length === 0) return `the fault ${id}`;
  const labels = hosts.map((name) => labelOf(system, name));
  const place = labels.length === 1 ? `on ${labels[0]}` : `between ${labels.join(' and ')}`;
  return `${kind.replaceAll('-', ' ')} ${place}`;
}

/** A command as an order. */
export function commandWords(command: Command, system: SystemSpec): string {
  switch (command.type) {
    case 'request':
      return `Send ${command.request.method} ${command.request.target}`;
    case 'visit':
      return `${command.isReload ? 'Reload' : 'Open'} ${command.request.target} in a browser`;
    case 'burst':
      return `Send ${command.request.method} ${command.request.target} ${command.count} times`;
    case 'save':
      return `Save ${fileName(command.path)}`;
    case 'apply': {
      const host = system.hosts.find(({ name }) => name === command.host);
      return `${host?.kind === 'nginx' ? 'Reload' : 'Restart'} ${labelOf(system, command.host)}`;
    }
    case 'start-service':
      return `Start ${labelOf(system, command.host)}`;
    case 'stop-service':
      return `Stop ${labelOf(system, command.host)}`;
    case 'restart-service':
      return `Restart ${labelOf(system, command.host)}`;
    case 'signal':
      return `Send ${command.signal} to ${labelOf(system, command.host)}`;
    case 'link':
      return `Change the way between ${command.between.map((one) => labelOf(system, one)).join(' and ')}`;
    case 'terminal':
      return `Type ${command.line}`;
    case 'terminal-open':
      return `Open a terminal on ${labelOf(system, command.host)}`;
    case 'load':
      return `Start ${loadWords(command.load)}`;
    case 'stop-load':
      return `Stop the load ${command.id}`;
    case 'fault':
      return `Switch on ${command.fault.type.replaceAll('-', ' ')} ${placeWords(command.on, system)}`;
    case 'clear-fault':
      return `End ${faultIdWords(command.id, system)}`;
    case 'service-fault': {
      const fault = `${command.fault.replaceAll('-', ' ')} on ${labelOf(system, command.host)}`;
      return command.setting === null ? `End ${fault}` : `Switch on ${fault}`;
    }
    case 'wait':
      return `Wait ${seconds(command.durationUs)}`;
    default:
      return command.type.replaceAll('-', ' ');
  }
}

/** What time passes after by itself. */
const TAKES_WAITS: ReadonlySet<string> = new Set(['apply', 'load', 'stop-load', 'wait']);

/** The steps of a history: saves go with what applies them. */
export function historySteps(inputs: readonly LoggedCommand[], system: SystemSpec): HistoryStep[] {
  const steps: HistoryStep[] = [];
  let saved: string[] = [];
  for (const [index, { atUs, command }] of inputs.entries()) {
    if (command.type === 'save') {
      saved.push(fileName(command.path));
      continue;
    }
    // A wait that only lets a restart finish is part of it.
    const before = inputs[index - 1]?.command.type ?? '';
    const isTail = command.type === 'wait' && TAKES_WAITS.has(before);
    const last = steps.at(-1);
    if (isTail && last) {
      steps[steps.length - 1] = { ...last, count: index + 1 };
      continue;
    }
    const words = commandWords(command, system);
    const full = saved.length > 0 ? `Save ${saved.join(', ')}; ${words.toLowerCase()}` : words;
    saved = [];
    steps.push({ count: index + 1, atUs, words: full });
  }
  return steps;
}
