// Turns words into fields: tilde, parameters, substitutions, arithmetic, splitting, file names, in bash's
// order (bash(1), "EXPANSION").

import type { FileSystem } from '#sim';
import type { Task } from '../task.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { expandGlob } from './glob.ts';
import { expandParameter, type ParameterValue } from './parameter.ts';
import { isPattern, type PatternText } from './pattern.ts';
import type { ShellState } from './state.ts';
import type { Script, Word, WordPart } from './syntax.ts';

export interface ExpanderOptions {
  readonly state: ShellState;
  readonly files: FileSystem;
  /** Runs `$(…)` and answers what it printed. */
  readonly substitute: (script: Script) => Task<string>;
}

/** Fields being put together. */
class Fields {
  readonly done: PatternText[][] = [];
  #current: PatternText[] | null = null;

  add(text: string, quoted: boolean): void {
    this.#current ??= [];
    this.#current.push({ text, quoted });
  }

  /** Ends the field at hand, if there is one. */
  cut(): void {
    if (this.#current) this.done.push(this.#current);
    this.#current = null;
  }

  /** Adds the result of an expansion, split at the separators. */
  addSplit(text: string, separators: string): void {
    const blanks = [...separators].filter((character) => ' \t\n'.includes(character)).join('');
    const isBlank = (character: string): boolean => character !== '' && blanks.includes(character);
    let field = '';
    let at = 0;
    const flush = (): void => {
      if (field !== '') this.add(field, false);
      field = '';
    };
    while (at < text.length) {
      const character = text[at] as string;
      if (!separators.includes(character)) {
        field += character;
        at++;
        continue;
      }
      flush();
      while (isBlank(text[at] ?? '')) at++;
      const next = text[at] ?? '';
      if (next !== '' && separators.includes(next)) {
        at++;
        if (!this.#current) this.add('', true);
        while (isBlank(text[at] ?? '')) at++;
      }
      this.cut();
    }
    flush();
  }
}

export class Expander {
  readonly #options: ExpanderOptions;

  constructor(options: ExpanderOptions) {
    this.#options = options;
  }

  /** All the fields a list of words stands for. */
  *words(words: readonly Word[]): Task<string[]> {
    const fields: string[] = [];
    for (const word of words) {
      for (const parts of expandBraces(word.parts)) fields.push(...(yield* this.#fields(parts)));
    }
    return fields;
  }

  /** A word that is neither split nor globbed: an assignment, the subject of `case`. */
  *text(word: Word): Task<string> {
    const pieces = yield* this.pieces(word);
    return pieces.map(({ text }) => text).join('');
  }

  /** A word as a pattern: quoted characters stand for themselves. */
  *pieces(word: Word): Task<PatternText[]> {
    const pieces: PatternText[] = [];
    for (const part of this.#withTilde(word.parts)) {
      if (part.kind === 'text') {
        pieces.push(part);
        continue;
      }
      const value = yield* this.#value(part);
      if (typeof value !== 'string' && 'pieces' in value) {
        pieces.push(...value.pieces);
        continue;
      }
      const text =
        typeof value === 'string'
          ? value
          : value.fields.join(value.isJoined ? this.#joiner() : ' ');
      pieces.push({ text, quoted: part.quoted });
    }
    return pieces;
  }

  #joiner(): string {
    return (this.#options.state.get('IFS') ?? ' ').slice(0, 1);
  }

  *#fields(parts: readonly WordPart[]): Task<string[]> {
    const { state, files } = this.#options;
    const separators = state.get('IFS') ?? ' \t\n';
    const fields = new Fields();
    for (const part of this.#withTilde(parts)) {
      if (part.kind === 'text') fields.add(part.text, part.quoted);
      else this.#addValue(fields, part, yield* this.#value(part), separators);
    }
    fields.cut();
    return fields.done.flatMap((pieces) => {
      const text = pieces.map((piece) => piece.text).join('');
      if (state.options.noglob || !isPattern(pieces)) return [text];
      const withDots = state.options.dotglob;
      const found = expandGlob(pieces, { files, cwd: state.cwd, withDots });
      if (found.length > 0) return found;
      return state.options.nullglob ? [] : [text];
    });
  }

  #addValue(fields: Fields, part: WordPart, value: ParameterValue, separators: string): void {
    if (typeof value === 'string') {
      if (part.quoted) fields.add(value, true);
      else fields.addSplit(value, separators);
      return;
    }
    if ('pieces' in value) {
      for (const { text, quoted } of value.pieces) {
        if (quoted || part.quoted) fields.add(text, true);
        else fields.addSplit(text, separators);
      }
      return;
    }
    if (part.quoted && value.isJoined) {
      fields.add(value.fields.join(separators.slice(0, 1)), true);
      return;
    }
    for (const [index, field] of value.fields.entries()) {
      if (index > 0) fields.cut();
      if (part.quoted) fields.add(field, true);
      else fields.addSplit(field, separators);
    }
  }

  *#value(part: Exclude<WordPart, { kind: 'text' }>): Task<ParameterValue> {
    const { state, substitute } = this.#options;
    switch (part.kind) {
      case 'command':
        return (yield* substitute(part.script)).replace(/\n+$/, '');
      case 'arithmetic':
        return String(evaluateArithmetic(yield* this.text(part.expression), this.arithmeticScope));
      case 'parameter':
        return yield* expandParameter(part.expansion, {
          state,
          quoted: part.quoted,
          text: (word) => this.text(word),
          pieces: (word) => this.pieces(word),
          arithmetic: (text) => Number(evaluateArithmetic(text, this.arithmeticScope)),
        });
    }
  }

  get arithmeticScope(): {
    get(name: string): string | undefined;
    set(n: string, v: string): void;
  } {
    const { state } = this.#options;
    return { get: (name) => state.get(name), set: (name, value) => state.set(name, value) };
  }

  #withTilde(parts: readonly WordPart[]): readonly WordPart[] {
    const [first] = parts;
    if (first?.kind !== 'text' || first.quoted || !first.text.startsWith('~')) return parts;
    const { state } = this.#options;
    const match = /^~([^/]*)/.exec(first.text);
    const name = match?.[1] ?? '';
    if (name === '' && parts.length > 1 && !first.text.startsWith('~/')) return parts;
    const homes: Readonly<Record<string, string | undefined>> = {
      '': state.get('HOME') ?? '/root',
      '+': state.get('PWD'),
      '-': state.get('OLDPWD'),
      root: '/root',
    };
    const home = homes[name];
    if (home === undefined) return parts;
    const rest = first.text.slice(1 + name.length);
    return [
      { kind: 'text', text: home, quoted: true },
      { kind: 'text', text: rest, quoted: false },
      ...parts.slice(1),
    ];
  }
}
