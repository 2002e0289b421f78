// A program of the conformance suite: a few files in one text, in the form of Go's txtar archives
// (https://pkg.go.dev/golang.org/x/tools/txtar): what it shows, then `-- name --` before each file. The file
// `run.json`, where there is one, says how to run it and what a client sends to it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the client does, one step after the other. Connections have names; texts are latin1. */
export type ClientStep =
  /** Opens a connection, sends a GET with `Connection: close`, and waits for its end. */
  | { readonly get: string; readonly fields?: string }
  | { readonly connect: string }
  | { readonly send: string; readonly text: string }
  /** Waits until the connection has received this text. */
  | { readonly until: string; readonly text: string }
  /** Waits until the server closes the connection. */
  | { readonly closed: string }
  | { readonly end: string }
  | { readonly reset: string }
  | { readonly waitMs: number }
  | { readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGUSR2' }
  /** Waits until the process has ended. */
  | { readonly exit: true };

export interface ProgramRun {
  readonly main?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself, as on its command line: `--max-http-header-size=2048`. */
  readonly options?: readonly string[];
  /** Steps of the client. Without them the process is waited for, with them it is killed in the end. */
  readonly client?: readonly ClientStep[];
}

export interface Program {
  readonly name: string;
  readonly shows: string;
  /** Texts by path below the program's folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly run: ProgramRun;
}

const FILE_MARK = /^-- (.+) --$/;

/** Reads an archive. Throws where it has no program in it. */
export function parseProgram(name: string, archive: string): Program {
  const files = new Map<string, string>();
  const shows: string[] = [];
  let current: string | null = null;
  for (const line of archive.replace(/\n$/, '').split('\n')) {
    const mark = FILE_MARK.exec(line)?.[1];
    if (mark !== undefined) {
      current = mark;
      files.set(mark, '');
    } else if (current === null) {
      shows.push(line);
    } else {
      files.set(current, `${files.get(current)}${line}\n`);
    }
  }
  const run = JSON.parse(files.get('run.json') ?? '{}') as ProgramRun;
  files.delete('run.json');
  if (files.size === 0) throw new Error(`${name} holds no file`);
  return { name, shows: shows.join(' ').trim(), files, run };
}

/** The file that is started: the one `run.json` names, otherwise the first. */
export const mainFile = (program: Program): string =>
  program.run.main ?? (program.files.keys().next().value as string);

/** All programs below a folder, by name. */
export function readPrograms(folder: string): Program[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.txt'))
    .sort()
    .map((path) =>
      parseProgram(path.replace(/\.txt$/, ''), readFileSync(join(folder, path), 'utf8')),
    );
}
