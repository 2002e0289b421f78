// Conversations with Redis as files: `== name` begins one on a fresh server; `conf` lines are its redis.conf; the
// others are what clients send.
//
//   1> GET a        connection 1 sends a command; without a number it is connection 1
//   ~> SMEMBERS s   the lines of the reply are compared without their order
//   #> TIME         numbers in the reply are not compared
//   raw "PING\r\n"  connection 1 sends bytes
//   wait 50         milliseconds pass
//   close 2         connection 2 ends

import { splitWords } from '../split-words.ts';

export type Comparison = 'exact' | 'unordered' | 'numberless';

export type ScenarioStep =
  | {
      readonly do: 'send';
      readonly on: number;
      readonly bytes: string;
      readonly compare: Comparison;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'close'; readonly on: number };

export interface Scenario {
  readonly name: string;
  readonly configuration: readonly string[];
  readonly steps: readonly { readonly line: string; readonly step: ScenarioStep }[];
}

/** What connections received after a step, by their number. */
export type Received = Readonly<Record<string, string>>;

/** A recorded conversation. */
export interface RecordedScenario {
  readonly name: string;
  readonly received: readonly Received[];
}

/** A command's bytes as clients send it. */
export const encodeCommand = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

const MARKS: Readonly<Record<string, Comparison>> = {
  '': 'exact',
  '~': 'unordered',
  '#': 'numberless',
};

function parseStep(line: string): ScenarioStep {
  const sent = /^(\d*)([~#]?)> ?(.*)$/.exec(line);
  if (sent) {
    const [, on = '', mark = '', text = ''] = sent;
    const words = splitWords(text);
    if (!words) throw new Error(`Quotes do not match: ${line}`);
    const compare = MARKS[mark] ?? 'exact';
    return { do: 'send', on: Number(on || 1), bytes: encodeCommand(words), compare };
  }
  const [name, value = '', ...rest] = splitWords(line) ?? [];
  if (name === 'raw' && rest.length === 0) {
    return { do: 'send', on: 1, bytes: value, compare: 'exact' };
  }
  if (name === 'wait') return { do: 'wait', ms: Number(value) };
  if (name === 'close') return { do: 'close', on: Number(value) };
  throw new Error(`No step: ${line}`);
}

/** Reads a file of scenarios. */
export function parseScenarios(text: string): Scenario[] {
  const scenarios: { name: string; configuration: string[]; steps: Scenario['steps'][number][] }[] =
    [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('//')) continue;
    const current = scenarios.at(-1);
    if (line.startsWith('== '))
      scenarios.push({ name: line.slice(3), configuration: [], steps: [] });
    else if (!current) throw new Error(`Before the first scenario: ${line}`);
    else if (line.startsWith('conf ')) current.configuration.push(line.slice(5));
    else current.steps.push({ line, step: parseStep(line) });
  }
  return scenarios;
}

/** What is compared of received bytes. */
export function comparable(bytes: string, compare: Comparison): string {
  if (compare === 'unordered') return bytes.split('\r\n').sort().join('\r\n');
  return compare === 'numberless' ? bytes.replace(/\d+(?:\.\d+)?/g, '<n>') : bytes;
}
