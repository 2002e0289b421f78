// Values of directives as they are checked and stored: memory in bytes, words in lower case. The messages are those
// of config.c in Redis 7.0.

import type { DirectiveKind } from './directives.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1_000,
  kb: 1_024,
  m: 1_000_000,
  mb: 1_048_576,
  g: 1_000_000_000,
  gb: 1_073_741_824,
};

/** A memory value such as `2mb` in bytes; null where it is none. */
export function parseMemory(text: string): number | null {
  const match = /^(\d+)([a-z]*)$/i.exec(text);
  const unit = UNITS[match?.[2]?.toLowerCase() ?? '?'];
  return match && unit !== undefined ? Number(match[1]) * unit : null;
}

export type CheckedValue = { readonly value: string } | { readonly refused: string };

const refused = (text: string): CheckedValue => ({ refused: text });

/** The value as it is kept, or why it is refused. */
export function checkValue(type: DirectiveKind, given: readonly string[]): CheckedValue {
  const text = given.join(' ');
  switch (type.kind) {
    case 'yes-no': {
      const value = text.toLowerCase();
      if (value !== 'yes' && value !== 'no') return refused("argument must be 'yes' or 'no'");
      return { value };
    }
    case 'integer': {
      if (!/^-?\d+$/.test(text)) return refused("argument couldn't be parsed into an integer");
      const value = Number(text);
      if (value < type.from || value > type.to) {
        return refused(`argument must be between ${type.from} and ${type.to} inclusive`);
      }
      return { value: String(value) };
    }
    case 'memory': {
      const bytes = parseMemory(text);
      return bytes === null ? refused('argument must be a memory value') : { value: String(bytes) };
    }
    case 'one-of': {
      const value = text.toLowerCase();
      if (!type.words.includes(value)) {
        return refused(`argument(s) must be one of the following: ${type.words.join(', ')}`);
      }
      return { value };
    }
    default:
      return { value: text };
  }
}
