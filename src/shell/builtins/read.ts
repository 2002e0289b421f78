// read: a line of standard input into variables.

import type { Invocation } from '../invocation.ts';
import { LineReader } from '../io/line-reader.ts';
import type { Shell } from '../language/interpreter.ts';
import type { Task } from '../task.ts';

/** One line, byte by byte from the stream's point of view: what is behind it stays for the next read. */
function* readLine(shell: Shell, run: Invocation): Task<string | null> {
  let reader = shell.lineReaders.get(run.stdin);
  if (!reader) {
    reader = new LineReader(run.stdin, run.box.codec);
    shell.lineReaders.set(run.stdin, reader);
  }
  const line = yield* reader.next();
  return line ? line.text : null;
}

function split(text: string, separators: string, count: number): string[] {
  const fields: string[] = [];
  const blanks = new RegExp(`^[${separators.replace(/[^ \t\n]/g, '') || '\\0'}]+`);
  let rest = text.replace(blanks, '');
  while (fields.length < count - 1 && rest !== '') {
    const at = [...rest].findIndex((character) => separators.includes(character));
    if (at < 0) break;
    fields.push(rest.slice(0, at));
    rest = rest.slice(at).replace(blanks, '');
    if (rest !== '' && separators.includes(rest[0] as string))
      rest = rest.slice(1).replace(blanks, '');
  }
  fields.push(rest.replace(/[ \t\n]+$/, separators.includes(' ') ? '' : '$&'));
  return fields;
}

export function* read(shell: Shell, run: Invocation): Task<number> {
  let isRaw = false;
  const args = [...run.args];
  while (/^-/.test(args[0] ?? '')) {
    const option = args.shift() as string;
    if (option === '-p') {
      const prompt = args.shift() ?? '';
      if (run.stdin.isTerminal) yield* run.printError(prompt);
    } else if (option === '-r') isRaw = true;
    else if (/^-[tnd]$/.test(option)) args.shift();
    else if (!/^-[res]+$/.test(option)) {
      yield* shell.complain(`read: ${option.slice(0, 2)}: invalid option`);
      return 2;
    } else isRaw ||= option.includes('r');
  }
  const names = args.length > 0 ? args : ['REPLY'];
  let text = yield* readLine(shell, run);
  while (text !== null && !isRaw && /(?<!\\)(?:\\\\)*\\$/.test(text)) {
    text = text.slice(0, -1) + ((yield* readLine(shell, run)) ?? '');
  }
  const line = isRaw ? (text ?? '') : (text ?? '').replace(/\\(.)/g, '$1');
  const separators = shell.state.get('IFS') ?? ' \t\n';
  const fields = args.length > 0 ? split(line, separators, names.length) : [line];
  for (const [index, name] of names.entries()) shell.state.set(name, fields[index] ?? '');
  return text === null ? 1 : 0;
}
