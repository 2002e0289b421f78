// What leaves a script's usual order: break, continue, return, exit, and Ctrl-C at a prompt.

export class LoopControl extends Error {
  readonly kind: 'break' | 'continue';
  depth: number;

  constructor(kind: 'break' | 'continue', depth: number) {
    super(kind);
    this.kind = kind;
    this.depth = depth;
  }
}

export class FunctionReturn extends Error {
  readonly status: number;

  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

export class ShellExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** An error that ends the line at hand, not the script. */
export class LineDiscarded extends Error {
  readonly status: number;

  constructor(status: number) {
    super('discarded');
    this.status = status;
  }
}

/** Ctrl-C: the line is given up, the shell goes on. */
export class Interrupted extends Error {}
