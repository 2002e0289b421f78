// wc, sort, uniq: counting and ordering lines.

import type { Invocation } from '../../invocation.ts';
import { FileStream } from '../../io/file-stream.ts';
import type { Task } from '../../task.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';
import { eachInput, inputText, linesOf, textOf } from './inputs.ts';

type Counts = Readonly<Record<'l' | 'w' | 'm' | 'c' | 'L', number>>;

export function* wc(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
  });
  const order = (['l', 'w', 'm', 'c', 'L'] as const).filter((letter) => options.has(letter));
  const columns = order.length > 0 ? order : (['l', 'w', 'c'] as const);
  const rows: { counts: Counts; name: string }[] = [];
  const status = yield* eachInput(run, options.operands, function* (stream, name) {
    const bytes = yield* run.readAll(stream);
    const text = run.decode(bytes);
    const lines = linesOf(text);
    const counts = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter(Boolean).length,
      m: [...text].length,
      c: bytes.length,
      L: Math.max(0, ...lines.map((line) => line.length)),
    };
    rows.push({ counts, name: options.operands.length > 0 ? name : '' });
  });
  if (rows.length > 1) {
    const sum = (letter: keyof Counts): number =>
      rows.reduce((total, { counts }) => total + counts[letter], 0);
    const counts = { l: sum('l'), w: sum('w'), m: sum('m'), c: sum('c'), L: sum('L') };
    rows.push({ counts, name: 'total' });
  }
  const isPiped = rows.length === 1 && options.operands.length === 0;
  const largest = Math.max(0, ...rows.map(({ counts }) => counts.c));
  const width =
    columns.length === 1 && rows.length === 1 ? 1 : isPiped ? 7 : String(largest).length;
  for (const { counts, name } of rows) {
    const numbers = columns.map((column) => String(counts[column]).padStart(width)).join(' ');
    yield* run.print(`${numbers}${name === '' ? '' : ` ${name}`}\n`);
  }
  return status;
}

interface SortKey {
  readonly from: number;
  readonly to: number;
  readonly flags: string;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const numberAt = (text: string): number => {
  const match = /^\s*(-?\d*(?:\.\d+)?)/.exec(text)?.[1] ?? '';
  return match === '' || match === '-' ? 0 : Number(match);
};

const UNITS = 'KMGTPE';

function humanNumber(text: string): number {
  const match = /^\s*(-?\d+(?:\.\d+)?)([KMGTPE]?)/i.exec(text);
  if (!match) return 0;
  const power = match[2] ? UNITS.indexOf(match[2].toUpperCase()) + 1 : 0;
  return Number(match[1]) * 1024 ** power;
}

function compareVersions(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [x, y] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(x.length, y.length); at++) {
    const [left = '', right = ''] = [x[at], y[at]];
    const result =
      /^\d/.test(left) && /^\d/.test(right) ? +left - +right : compareText(left, right);
    if (result !== 0) return result;
  }
  return 0;
}

function compareBy(flags: string, a: string, b: string): number {
  if (flags.includes('n')) return numberAt(a) - numberAt(b);
  if (flags.includes('g')) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (flags.includes('h')) return humanNumber(a) - humanNumber(b);
  if (flags.includes('V')) return compareVersions(a, b);
  const fold = (text: string): string => {
    const bare = flags.includes('b') ? text.trimStart() : text;
    return flags.includes('f') ? bare.toUpperCase() : bare;
  };
  return compareText(fold(a), fold(b));
}

function keyOf(line: string, key: SortKey, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  return fields.slice(key.from - 1, key.to).join(separator ?? '');
}

function parseKey(text: string, flags: string): SortKey {
  const match = /^(\d+)(?:\.\d+)?([a-zA-Z]*)(?:,(\d+)(?:\.\d+)?([a-zA-Z]*))?$/.exec(text);
  if (!match || match[1] === '0') {
    throw new UsageError(`invalid number at field start: invalid count at start of ‘${text}’`, {
      status: 2,
      hasHint: false,
    });
  }
  const own = (match[2] ?? '') + (match[4] ?? '');
  const to = match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
  return { from: Number(match[1]), to, flags: own || flags };
}

function comparer(options: Options): (a: string, b: string) => number {
  const flags = ['n', 'g', 'h', 'V', 'f', 'b'].filter((letter) => options.has(letter)).join('');
  const isReversed = options.has('r');
  const separator = options.value('t');
  const keys = options.values('k').map((text) => parseKey(text, flags + (isReversed ? 'r' : '')));
  return (a, b) => {
    for (const key of keys) {
      const result = compareBy(key.flags, keyOf(a, key, separator), keyOf(b, key, separator));
      if (result !== 0) return key.flags.includes('r') ? -result : result;
    }
    const result = keys.length > 0 ? 0 : compareBy(flags, a, b);
    if (result !== 0 || options.has('s')) return isReversed ? -result : result;
    if (options.has('u') && (keys.length > 0 || flags !== '')) return 0;
    return isReversed ? compareText(b, a) : compareText(a, b);
  };
}

export function* sort(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'nrufghVbsk:t:o:cmz',
    long: {
      'numeric-sort': 'n',
      reverse: 'r',
      unique: 'u',
      'ignore-case': 'f',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      key: 'k',
      'field-separator': 't',
      output: 'o',
      stable: 's',
      check: 'c',
    },
    status: 2,
  });
  const compare = comparer(options);
  const { text, status } = yield* sortInput(run, options.operands);
  if (status !== 0) return 2;
  const lines = linesOf(text);
  if (options.has('c')) {
    const at = lines.findIndex(
      (line, index) => index > 0 && compare(lines[index - 1] as string, line) > 0,
    );
    if (at < 0) return 0;
    return yield* run.fail(`${options.operands[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}`);
  }
  lines.sort(compare);
  const kept = options.has('u')
    ? lines.filter((line, index) => index === 0 || compare(lines[index - 1] as string, line) !== 0)
    : lines;
  const output = options.value('o');
  if (output === undefined) {
    yield* run.print(textOf(kept));
  } else {
    const { files, box } = run;
    const stream = new FileStream({
      files,
      path: run.resolve(output),
      access: 'write',
      codec: box.codec,
    });
    yield* stream.write(run.encode(textOf(kept)));
  }
  return 0;
}

function* sortInput(
  run: Invocation,
  names: readonly string[],
): Task<{ text: string; status: number }> {
  let text = '';
  const status = yield* eachInput(
    run,
    names,
    function* (stream) {
      const added = yield* run.readText(stream);
      text += added === '' || added.endsWith('\n') ? added : `${added}\n`;
    },
    (name, words) => `cannot read: ${name}: ${words}`,
  );
  return { text, status };
}

export function* uniq(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'cduif:s:w:',
    long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f' },
  });
  const [input] = options.operands;
  const { text, status } = yield* inputText(run, input === undefined ? [] : [input]);
  const skip = Number(options.value('f') ?? 0);
  const keyOfLine = (line: string): string => {
    let key = line;
    for (let left = skip; left > 0; left--) key = key.replace(/^\s*\S+/, '');
    key = key.slice(Number(options.value('s') ?? 0));
    const width = options.value('w');
    if (width !== undefined) key = key.slice(0, Number(width));
    return options.has('i') ? key.toLowerCase() : key;
  };
  const groups: { line: string; key: string; count: number }[] = [];
  for (const line of linesOf(text)) {
    const key = keyOfLine(line);
    const last = groups.at(-1);
    if (last?.key === key) last.count++;
    else groups.push({ line, key, count: 1 });
  }
  const shown = groups.filter(
    ({ count }) => (!options.has('d') || count > 1) && (!options.has('u') || count === 1),
  );
  yield* run.print(
    textOf(
      shown.map(({ line, count }) =>
        options.has('c') ? `${String(count).padStart(7)} ${line}` : line,
      ),
    ),
  );
  return status;
}
