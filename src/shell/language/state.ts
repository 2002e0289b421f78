// What a shell remembers: variables, functions, options, where it stands. A subshell starts with a copy.

import type { Command } from './syntax.ts';

export interface Variable {
  readonly value: string;
  readonly isExported: boolean;
  readonly isReadonly: boolean;
}

/** `set -e` and its like, by their letter or long name. */
export interface ShellOptions {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  pipefail: boolean;
  noglob: boolean;
  noexec: boolean;
  verbose: boolean;
  noclobber: boolean;
  allexport: boolean;
  nullglob: boolean;
  dotglob: boolean;
}

/** An error that ends the script, or the line of an interactive shell. */
export class ShellError extends Error {
  readonly status: number;
  /** A script goes on with its next line. */
  readonly isMinor: boolean;

  constructor(message: string, status = 1, isMinor = false) {
    super(message);
    this.status = status;
    this.isMinor = isMinor;
  }
}

export class ShellState {
  readonly variables = new Map<string, Variable>();
  readonly functions = new Map<string, Command>();
  readonly aliases = new Map<string, string>();
  readonly traps = new Map<string, string>();
  readonly options: ShellOptions = {
    errexit: false,
    nounset: false,
    xtrace: false,
    pipefail: false,
    noglob: false,
    noexec: false,
    verbose: false,
    noclobber: false,
    allexport: false,
    nullglob: false,
    dotglob: false,
  };
  /** What `local` has covered, innermost last. */
  readonly scopes: Map<string, Variable | undefined>[] = [];
  positional: readonly string[] = [];
  /** `$0` */
  scriptName = 'bash';
  cwd = '/';
  /** `$?` */
  status = 0;
  /** `$!` */
  lastBackground: number | null = null;
  /** `$$` */
  pid = 0;
  isInteractive = false;
  /** What messages begin with: `bash: ` at a prompt, `deploy.sh: line 3: ` in a script. */
  messagePrefix: (line: number) => string = () => 'bash: ';
  /** What messages about the script's syntax begin with. */
  syntaxPrefix: (line: number) => string = () => 'bash: ';
  /** The line of the command being carried out. */
  line = 1;
  umask = 0o022;

  get(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  set(name: string, value: string): void {
    const before = this.variables.get(name);
    if (before?.isReadonly) throw new ShellError(`${name}: readonly variable`);
    const isExported = (before?.isExported ?? false) || this.options.allexport;
    this.variables.set(name, { value, isExported, isReadonly: false });
  }

  export(name: string, value?: string): void {
    if (value !== undefined) this.set(name, value);
    const before = this.variables.get(name) ?? { value: '', isReadonly: false };
    this.variables.set(name, { ...before, isExported: true });
  }

  unset(name: string): void {
    if (this.variables.get(name)?.isReadonly) {
      throw new ShellError(`unset: ${name}: cannot unset: readonly variable`);
    }
    this.variables.delete(name);
  }

  /** The variables a program is given. */
  environment(): Map<string, string> {
    const exported = [...this.variables].filter(([, { isExported }]) => isExported);
    return new Map(exported.map(([name, { value }]) => [name, value]));
  }

  /** Covers a variable until the function returns. */
  declareLocal(name: string, value: string | undefined): void {
    const scope = this.scopes.at(-1);
    if (!scope) throw new ShellError('local: can only be used in a function');
    const before = this.variables.get(name);
    if (!scope.has(name)) scope.set(name, before);
    this.variables.set(name, {
      value: value ?? '',
      isExported: before?.isExported ?? false,
      isReadonly: false,
    });
  }

  leaveScope(): void {
    for (const [name, before] of this.scopes.pop() ?? []) {
      if (before) this.variables.set(name, before);
      else this.variables.delete(name);
    }
  }

  /** The state of a subshell. */
  copy(): ShellState {
    const copy = new ShellState();
    for (const [name, variable] of this.variables) copy.variables.set(name, variable);
    for (const [name, body] of this.functions) copy.functions.set(name, body);
    for (const [name, text] of this.aliases) copy.aliases.set(name, text);
    for (const scope of this.scopes) copy.scopes.push(new Map(scope));
    Object.assign(copy.options, this.options);
    copy.positional = this.positional;
    copy.scriptName = this.scriptName;
    copy.cwd = this.cwd;
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.pid = this.pid;
    copy.messagePrefix = this.messagePrefix;
    copy.syntaxPrefix = this.syntaxPrefix;
    copy.line = this.line;
    copy.umask = this.umask;
    return copy;
  }
}
