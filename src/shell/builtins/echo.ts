// echo, as bash has it: -n, -e, -E.

import type { Invocation } from '../invocation.ts';
import { decodeEscapes } from '../language/read-word.ts';
import type { Task } from '../task.ts';

/** The escapes of `echo -e`; `\c` ends the output. */
export function echoEscapes(text: string): { readonly text: string; readonly isCut: boolean } {
  const cut = text.search(/(?<!\\)(?:\\\\)*\\c/);
  const kept = cut < 0 ? text : text.slice(0, text.indexOf('\\c', cut));
  const octal = kept.replace(/\\0([0-7]{0,3})/g, (_whole, digits: string) => `\\${digits || '0'}`);
  return { text: decodeEscapes(octal.replace(/\\(['"?])/g, '\\\\$1')), isCut: cut >= 0 };
}

export function* echo(run: Invocation): Task<number> {
  const args = [...run.args];
  let isBare = false;
  let isEscaped = false;
  while (/^-[neE]+$/.test(args[0] ?? '')) {
    for (const letter of (args.shift() as string).slice(1)) {
      if (letter === 'n') isBare = true;
      else isEscaped = letter === 'e';
    }
  }
  const joined = args.join(' ');
  const { text, isCut } = isEscaped ? echoEscapes(joined) : { text: joined, isCut: false };
  yield* run.print(isBare || isCut ? text : `${text}\n`);
  return 0;
}
