// Reads redis.conf: lines of a name and words (config.c, loadServerConfigFromString). The first line that
// is refused ends the server before it has begun.

import { splitWords } from '../split-words.ts';
import { Configuration } from './configuration.ts';
import { ALIASES, DIRECTIVES, NOT_MODELLED } from './directives.ts';

/** A line that is refused, as redis-server names it. */
export interface ConfigFailure {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

export interface ReadConfig {
  readonly configuration: Configuration;
  /** Directives that are real but have no effect here. */
  readonly withoutEffect: readonly string[];
}

const BAD = 'Bad directive or wrong number of arguments';

/** The configuration of a file, or what is wrong with it. */
export function readConfig(text: string): ReadConfig | ConfigFailure {
  const configuration = new Configuration();
  const withoutEffect: string[] = [];
  let saves: string[] | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const refuse = (reason: string): ConfigFailure => ({ line: index + 1, text: line, reason });
    const words = splitWords(line);
    if (!words) return refuse('Unbalanced quotes in configuration line');
    const [given = '', ...values] = words;
    const name = given.toLowerCase();
    if (NOT_MODELLED.has(name) && values.length > 0) {
      withoutEffect.push(name);
      continue;
    }
    const directive = DIRECTIVES[ALIASES[name] ?? name];
    if (!directive || values.length === 0) return refuse(BAD);
    if (directive.type.kind !== 'words' && values.length !== 1)
      return refuse('wrong number of arguments');
    if (name === 'replicaof' || name === 'slaveof') {
      if (values.length !== 2) return refuse(BAD);
    }
    const checked = configuration.check(name, values);
    if (!checked || 'refused' in checked) return refuse(checked?.refused ?? BAD);
    if (name === 'save') {
      // The first `save` of a file replaces the defaults, later ones add to it; `save ""` empties it.
      saves = checked.value === '' ? [] : [...(saves ?? []), checked.value];
      configuration.set('save', saves.join(' '));
    } else {
      configuration.set(name, checked.value);
    }
  }
  configuration.keepAsOriginal();
  return { configuration, withoutEffect };
}
