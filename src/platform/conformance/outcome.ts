// What a program did, on the real or the simulated Node, and how two such outcomes are compared.

/** A connection of the client: what it received and how it ended. */
export interface WireRecord {
  readonly name: string;
  /** The bytes received, as latin1. */
  readonly received: string;
  readonly state: 'open' | 'ended' | 'reset' | 'refused';
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly wire: readonly WireRecord[];
}

export type OutcomePart = keyof Outcome;

/** Facts that are never the same twice: dates, ports, process numbers. */
export interface Masks {
  readonly port: number;
  readonly pid: number;
}

const EPHEMERAL_PORT = /(?<=(?:port|Port)['"]?: |127\.0\.0\.1:|\[::1\]:|localhost:)\d{5}\b/g;

/** A text with what cannot be equal made equal. Frames of Node's own files lose their places. */
export function maskText(text: string, { port, pid }: Masks): string {
  return text
    .replace(/^(date: ).*$/gim, '$1<date>')
    .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<date>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<iso date>')
    .replace(new RegExp(`\\b${port}\\b`, 'g'), '<port>')
    .replace(EPHEMERAL_PORT, '<ephemeral>')
    .replace(new RegExp(`(\\(node:|\\(pid |pid: )${pid}\\b`, 'g'), '$1<pid>')
    .replace(/(node:[\w/]+):\d+:\d+/g, '$1')
    .replace(/^(node:[\w/]+):\d+$/gm, '$1');
}

export function maskOutcome(outcome: Outcome, masks: Masks): Outcome {
  return {
    ...outcome,
    stdout: maskText(outcome.stdout, masks),
    stderr: maskText(outcome.stderr, masks),
    wire: outcome.wire.map((record) => ({
      ...record,
      received: maskText(record.received, masks),
    })),
  };
}

/** The parts in which two outcomes differ. */
export function differingParts(real: Outcome, simulated: Outcome): OutcomePart[] {
  const parts: OutcomePart[] = ['stdout', 'stderr', 'exitCode', 'signal', 'wire'];
  return parts.filter((part) => JSON.stringify(real[part]) !== JSON.stringify(simulated[part]));
}
