// cut, tr, rev, paste, fold, column, base64: changing lines.

import type { Invocation } from '../../invocation.ts';
import { decodeEscapes } from '../../language/read-word.ts';
import type { Task } from '../../task.ts';
import { parseOptions, UsageError } from '../options.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { eachInput, inputText, linesOf, textOf } from './inputs.ts';

type Range = readonly [from: number, to: number];

function parseRanges(text: string, what: string): Range[] {
  return text.split(',').map((part): Range => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === '' || part === '-') {
      throw new UsageError(
        part === '-' ? 'invalid range with no endpoint: -' : `invalid ${what} ‘${part}’`,
      );
    }
    const [, first = '', dash = '', last = ''] = match;
    const from = first === '' ? 1 : Number(first);
    if (from === 0) {
      throw new UsageError(
        what === 'field value'
          ? 'fields are numbered from 1'
          : 'byte/character positions are numbered from 1',
      );
    }
    const to = last !== '' ? Number(last) : dash ? Number.POSITIVE_INFINITY : from;
    if (to < from) throw new UsageError('invalid decreasing range');
    return [from, to];
  });
}

const isIn = (ranges: readonly Range[], place: number): boolean =>
  ranges.some(([from, to]) => place >= from && place <= to);

export function* cut(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'b:c:f:d:sn',
    long: {
      bytes: 'b',
      characters: 'c',
      fields: 'f',
      delimiter: 'd',
      'only-delimited': 's',
      complement: 'complement',
      'output-delimiter': 'output-delimiter',
    },
    longValues: ['output-delimiter'],
  });
  const fields = options.value('f');
  const characters = options.value('c') ?? options.value('b');
  if (fields === undefined && characters === undefined) {
    throw new UsageError('you must specify a list of bytes, characters, or fields');
  }
  const delimiter = options.value('d') ?? '\t';
  if (delimiter.length > 1) throw new UsageError('the delimiter must be a single character');
  const isField = fields !== undefined;
  const ranges = parseRanges(
    fields ?? characters ?? '',
    isField ? 'field value' : 'byte/character position',
  );
  const wanted = (place: number): boolean => isIn(ranges, place) !== options.has('complement');
  const joiner = options.value('output-delimiter') ?? (isField ? delimiter : '');
  return yield* eachInput(run, options.operands, function* (stream) {
    const lines = run.lines(stream);
    for (let line = yield* lines.next(); line; line = yield* lines.next()) {
      if (isField && !line.text.includes(delimiter)) {
        if (!options.has('s')) yield* run.print(`${line.text}\n`);
        continue;
      }
      const pieces = isField ? line.text.split(delimiter) : [...line.text];
      yield* run.print(`${pieces.filter((_piece, index) => wanted(index + 1)).join(joiner)}\n`);
    }
  });
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is asked for
  cntrl: /[\x00-\x1f\x7f]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
};

/** The characters of a set, in order. */
function expandSet(text: string): string[] {
  const characters: string[] = [];
  const decoded = decodeEscapes(text);
  for (let at = 0; at < decoded.length; at++) {
    const named = /^\[:(\w+):\]/.exec(decoded.slice(at));
    const set = named && CLASSES[named[1] as string];
    if (named && !set)
      throw new UsageError(`invalid character class ‘${named[1]}’`, { hasHint: false });
    if (named && set) {
      for (let code = 0; code < 256; code++) {
        const character = String.fromCharCode(code);
        if (set.test(character)) characters.push(character);
      }
      at += named[0].length - 1;
    } else if (decoded[at + 1] === '-' && at + 2 < decoded.length) {
      const [from, to] = [decoded.charCodeAt(at), decoded.charCodeAt(at + 2)];
      if (to < from) {
        throw new UsageError(
          `range-endpoints of '${decoded.slice(at, at + 3)}' are in reverse collating sequence order`,
          { hasHint: false },
        );
      }
      for (let code = from; code <= to; code++) characters.push(String.fromCharCode(code));
      at += 2;
    } else characters.push(decoded[at] as string);
  }
  return characters;
}

export function* tr(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'dscCt',
    long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
  });
  const [first, second] = options.operands;
  if (first === undefined) throw new UsageError('missing operand');
  const isDeleting = options.has('d');
  if (second === undefined && !isDeleting && !options.has('s')) {
    throw new UsageError(
      `missing operand after ‘${first}’\nTwo strings must be given when translating.`,
    );
  }
  const from = expandSet(first);
  const to = second === undefined ? [] : expandSet(second);
  const isComplement = options.has('c') || options.has('C');
  const isMember = (character: string): boolean => from.includes(character) !== isComplement;
  const last = to.at(-1) ?? '';
  const map = new Map(from.map((character, index) => [character, to[index] ?? last]));
  const squeezed = new Set(to.length > 0 ? to : from);
  let previous = '';
  for (let chunk = yield* run.stdin.read(); chunk; chunk = yield* run.stdin.read()) {
    let text = '';
    for (const character of run.decode(chunk)) {
      if (isDeleting && isMember(character)) continue;
      let changed = character;
      if (!isDeleting && to.length > 0 && isMember(character)) {
        changed = isComplement ? last : (map.get(character) ?? character);
      }
      const isRepeat = options.has('s') && changed === previous;
      const isSqueezed =
        squeezed.has(changed) || (isComplement && to.length === 0 && isMember(changed));
      if (isRepeat && isSqueezed) continue;
      previous = changed;
      text += changed;
    }
    yield* run.print(text);
  }
  return 0;
}

export function* rev(run: Invocation): Task<number> {
  const { text, status } = yield* inputText(run, run.args);
  yield* run.print(textOf(linesOf(text).map((line) => [...line].reverse().join(''))));
  return status;
}

export function* paste(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'sd:', long: { serial: 's', delimiters: 'd' } });
  const delimiter = decodeEscapes(options.value('d') ?? '\t');
  const columns: string[][] = [];
  const status = yield* eachInput(run, options.operands, function* (stream) {
    columns.push(linesOf(yield* run.readText(stream)));
  });
  if (options.has('s')) {
    yield* run.print(textOf(columns.map((lines) => lines.join(delimiter))));
    return status;
  }
  const rows = Math.max(0, ...columns.map(({ length }) => length));
  const lines = Array.from({ length: rows }, (_value, row) =>
    columns.map((column) => column[row] ?? '').join(delimiter),
  );
  yield* run.print(textOf(lines));
  return status;
}

export function* fold(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'w:sb', long: { width: 'w' } });
  const width = options.count('w', (text) => `invalid number of columns: ‘${text}’`) ?? 80;
  const { text, status } = yield* inputText(run, options.operands);
  const cutLine = new RegExp(`.{1,${width}}`, 'g');
  yield* run.print(textOf(linesOf(text).flatMap((line) => line.match(cutLine) ?? [''])));
  return status;
}

export function* column(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'ts:o:', long: { table: 't', separator: 's' } });
  const { text, status } = yield* inputText(run, options.operands);
  const separator = options.value('s');
  const rows = linesOf(text)
    .filter((line) => line.trim() !== '')
    .map((line) => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const joiner = options.value('o') ?? '  ';
  const shown = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join(joiner);
  yield* run.print(textOf(rows.map(shown)));
  return status;
}

export function* base64(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'diw:', long: { decode: 'd', wrap: 'w' } });
  return yield* eachInput(run, options.operands, function* (stream) {
    const bytes = yield* run.readAll(stream);
    if (options.has('d')) {
      const decoded = decodeBase64(run.decode(bytes));
      if (decoded) yield* run.stdout.write(decoded);
      else yield* run.fail('invalid input');
      return;
    }
    const width = Number(options.value('w') ?? 76);
    const text = encodeBase64(bytes);
    yield* run.print(
      width === 0 ? text : textOf(text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []),
    );
  });
}
