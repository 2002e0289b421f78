// The settings of an edge: edge.json, strict. What can be set is what a customer can set; the platform's own limits are
// constants (limits.ts). A mistake is named with its line.

import { JsonLineError, type JsonNode, readJsonLines } from '../files/json-lines.ts';
import { DEFAULT_READ_TIMEOUT_S, LONGEST_READ_TIMEOUT_S } from './limits.ts';
import type { EdgePlace } from './trace.ts';

/**
 * How the edge speaks with the origin: `off` and `flexible` in plain HTTP to port 80, `full` in TLS to port 443 whatever the
 * certificate, `strict` in TLS with a certificate that is checked.
 */
export type SslMode = 'off' | 'flexible' | 'full' | 'strict';

export interface EdgeSettings {
  /** Name or address of the origin. */
  readonly origin: string;
  /** The mode; `full`. */
  readonly ssl: SslMode;
  /** The origin's port in place of 80 or 443. */
  readonly originPort: number | null;
  /** Proxy read timeout; 120. */
  readonly readTimeoutS: number;
  /** Pass the origin's own pages on with its 502 and 504; false. */
  readonly originErrorPages: boolean;
  /** Cache whatever its file extension; false. */
  readonly cacheEverything: boolean;
  /** How long a response is kept in the cache, whatever it says; null to obey its fields. */
  readonly edgeTtlS: number | null;
}

/** A mistake, and its line. */
export interface SettingsProblem {
  readonly line: number;
  readonly message: string;
}

/** Settings that hold, with the lines they stand on. */
export interface ReadSettings {
  readonly settings: EdgeSettings;
  /** Where a setting was made; `default` where nothing is said. */
  place(setting: keyof EdgeSettings): EdgePlace | 'default';
}

type Check = (value: unknown) => string | null;

const wholeNumber =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? null
      : `must be a whole number from ${min} to ${max}`;
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'must be true or false');

const CHECKS: Readonly<Record<keyof EdgeSettings, Check>> = {
  origin: (value) =>
    typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(value)
      ? null
      : 'must be a host name or an IPv4 address',
  ssl: (value) =>
    ['off', 'flexible', 'full', 'strict'].includes(value as string)
      ? null
      : 'must be "off", "flexible", "full" or "strict"',
  originPort: wholeNumber(1, 65_535),
  readTimeoutS: wholeNumber(1, LONGEST_READ_TIMEOUT_S),
  originErrorPages: flag,
  cacheEverything: flag,
  edgeTtlS: wholeNumber(0, 31_536_000),
};

const DEFAULTS: Omit<EdgeSettings, 'origin'> = {
  ssl: 'full',
  originPort: null,
  readTimeoutS: DEFAULT_READ_TIMEOUT_S,
  originErrorPages: false,
  cacheEverything: false,
  edgeTtlS: null,
};

function problemsOf(node: JsonNode): SettingsProblem[] {
  if (node.kind !== 'object') return [{ line: node.line, message: 'the file must hold an object' }];
  const problems: SettingsProblem[] = [];
  for (const [name, member] of node.members) {
    const { line } = member;
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof EdgeSettings] : null;
    const value = member.kind === 'value' ? member.value : undefined;
    const wrong = check ? check(value) : 'is no setting of an edge';
    if (wrong !== null) problems.push({ line, message: `"${name}" ${wrong}` });
  }
  if (!node.members.has('origin')) {
    problems.push({ line: node.line, message: '"origin" is missing' });
  }
  return problems;
}

/** Reads a settings file; what is wrong with it where something is. */
export function readSettings(
  file: string,
  text: string,
): ReadSettings | { readonly problems: readonly SettingsProblem[] } {
  try {
    const node = readJsonLines(text);
    const problems = problemsOf(node);
    if (problems.length > 0 || node.kind !== 'object') return { problems };
    const own = [...node.members].map(([name, member]) => [
      name,
      member.kind === 'value' ? member.value : null,
    ]);
    const settings = { ...DEFAULTS, ...Object.fromEntries(own) } as EdgeSettings;
    return {
      settings,
      place: (setting) => {
        const line = node.members.get(setting)?.line;
        return line === undefined ? 'default' : { file, line };
      },
    };
  } catch (error) {
    if (!(error instanceof JsonLineError)) throw error;
    return { problems: [{ line: error.line, message: error.message }] };
  }
}
