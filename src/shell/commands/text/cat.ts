// cat, tac, nl, tee, less: files shown as they are.

import { describeError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { FileStream } from '../../io/file-stream.ts';
import type { Task } from '../../task.ts';
import { type Options, parseOptions } from '../options.ts';
import { eachInput, inputText, linesOf, textOf } from './inputs.ts';

const CAT = {
  short: 'nbsETAvetu',
  long: {
    number: 'n',
    'number-nonblank': 'b',
    'squeeze-blank': 's',
    'show-ends': 'E',
    'show-tabs': 'T',
    'show-all': 'A',
  },
};

export function* cat(run: Invocation): Task<number> {
  const options = parseOptions(run.args, CAT);
  if (options.all.length > 0) return yield* shownCat(run, options);
  return yield* eachInput(run, options.operands, function* (stream) {
    for (let chunk = yield* stream.read(); chunk; chunk = yield* stream.read()) {
      yield* run.stdout.write(chunk);
    }
  });
}

function* shownCat(run: Invocation, options: Options): Task<number> {
  let number = 0;
  let wasBlank = false;
  const all = options.has('A');
  return yield* eachInput(run, options.operands, function* (stream) {
    const lines = run.lines(stream);
    for (let line = yield* lines.next(); line; line = yield* lines.next()) {
      const isBlank = line.text === '';
      if (options.has('s') && isBlank && wasBlank) continue;
      wasBlank = isBlank;
      const isNumbered = options.has('b') ? !isBlank : options.has('n');
      if (isNumbered) number++;
      let { text } = line;
      if (all || options.has('T') || options.has('t')) text = text.replaceAll('\t', '^I');
      if (all || options.has('v') || options.has('e')) text = text.replaceAll('\r', '^M');
      const end = line.isComplete && (all || options.has('E') || options.has('e')) ? '$' : '';
      const prefix = isNumbered ? `${String(number).padStart(6)}\t` : '';
      yield* run.print(`${prefix}${text}${end}${line.isComplete ? '\n' : ''}`);
    }
  });
}

export function* tac(run: Invocation): Task<number> {
  const { text, status } = yield* inputText(run, run.args);
  yield* run.print(textOf(linesOf(text).reverse()));
  return status;
}

export function* nl(run: Invocation): Task<number> {
  const { operands } = parseOptions(run.args, { short: 'b:w:' });
  const { text, status } = yield* inputText(run, operands);
  let number = 0;
  yield* run.print(
    textOf(
      linesOf(text).map((line) =>
        line === '' ? '       ' : `${String(++number).padStart(6)}\t${line}`,
      ),
    ),
  );
  return status;
}

export function* tee(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'ai', long: { append: 'a' } });
  const { files, box } = run;
  const access = options.has('a') ? 'append' : 'write';
  let status = 0;
  const outputs = [];
  for (const name of options.operands) {
    try {
      outputs.push(new FileStream({ files, path: run.resolve(name), access, codec: box.codec }));
    } catch (error) {
      yield* run.fail(`${name}: ${describeError(error)}`);
      status = 1;
    }
  }
  for (let chunk = yield* run.stdin.read(); chunk; chunk = yield* run.stdin.read()) {
    yield* run.stdout.write(chunk);
    for (const output of outputs) yield* output.write(chunk);
  }
  return status;
}

/** A pager shows everything here: the log can be scrolled and searched. */
export function* less(run: Invocation): Task<number> {
  const names = run.args.filter((arg) => !/^[-+]./.test(arg));
  if (names.length === 0 && run.stdin.isTerminal) {
    yield* run.printError('Missing filename ("less --help" for help)\n');
    return 1;
  }
  return yield* eachInput(run, names, function* (stream) {
    for (let chunk = yield* stream.read(); chunk; chunk = yield* stream.read()) {
      yield* run.stdout.write(chunk);
    }
  });
}
