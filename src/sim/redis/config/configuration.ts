// The settings in force: the defaults, then redis.conf, then CONFIG SET.

import type { EncodingLimits } from '../value.ts';
import { type CheckedValue, checkValue } from './check-value.ts';
import { ALIASES, DIRECTIVES, type EvictionPolicy } from './directives.ts';

export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

export class Configuration {
  readonly #values = new Map<string, string>();
  #original: ReadonlyMap<string, string> = new Map();

  constructor() {
    for (const [name, { value }] of Object.entries(DIRECTIVES)) this.#values.set(name, value);
  }

  /** The value of a modelled directive. */
  get(name: string): string {
    return this.#values.get(name) ?? '';
  }

  /** Keeps what is set now as what the file says. */
  keepAsOriginal(): void {
    this.#original = new Map(this.#values);
  }

  /** What the file says, whatever was set since. */
  original(name: string): string {
    return this.#original.get(name) ?? '';
  }

  number(name: string): number {
    return Number(this.get(name));
  }

  isOn(name: string): boolean {
    return this.get(name) === 'yes';
  }

  get policy(): EvictionPolicy {
    return this.get('maxmemory-policy') as EvictionPolicy;
  }

  get savePoints(): readonly SavePoint[] {
    const numbers = this.get('save').split(' ').filter(Boolean).map(Number);
    const points: SavePoint[] = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      points.push({ seconds: numbers[i] as number, changes: numbers[i + 1] as number });
    }
    return points;
  }

  get encodingLimits(): EncodingLimits {
    return {
      hashEntries: this.number('hash-max-listpack-entries'),
      hashValueBytes: this.number('hash-max-listpack-value'),
      setIntegers: this.number('set-max-intset-entries'),
      zsetEntries: this.number('zset-max-listpack-entries'),
      zsetValueBytes: this.number('zset-max-listpack-value'),
    };
  }

  /** Names and aliases, each with its value. */
  get all(): readonly (readonly [string, string])[] {
    const aliases = Object.entries(ALIASES).map(
      ([alias, name]) => [alias, this.get(name)] as const,
    );
    return [...this.#values, ...aliases];
  }

  /** Checks a value without setting it; undefined where no modelled directive has this name. */
  check(name: string, words: readonly string[]): CheckedValue | undefined {
    const directive = DIRECTIVES[ALIASES[name] ?? name];
    if (!directive) return undefined;
    if (name === 'save') return checkSavePoints(words);
    return checkValue(directive.type, words);
  }

  /** Sets a value that has been checked. */
  set(name: string, value: string): void {
    this.#values.set(ALIASES[name] ?? name, value);
  }
}

function checkSavePoints(words: readonly string[]): CheckedValue {
  const numbers = words.flatMap((word) => word.split(' ')).filter(Boolean);
  const isPaired = numbers.length % 2 === 0;
  const isValid = numbers.every((text, i) => /^\d+$/.test(text) && (i % 2 === 1 || text !== '0'));
  return isPaired && isValid
    ? { value: numbers.join(' ') }
    : { refused: 'Invalid save parameters' };
}
