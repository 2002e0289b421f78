// Signals of the terminal's processes, with Linux's numbers (signal(7)), and how a task is told of one.

import type { Signal } from '#sim';

/** Signals a terminal's process can get; SIGTSTP is what Ctrl-Z sends. */
export type ShellSignal = Signal | 'SIGTSTP' | 'SIGALRM' | 'SIGCHLD' | 'SIGWINCH';

/** Numbers of the signals, by name. */
export const SIGNAL_NUMBERS: Readonly<Record<ShellSignal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGWINCH: 28,
};

/** What the shell says of a process that a signal ended. */
export const SIGNAL_WORDS: Readonly<Partial<Record<ShellSignal, string>>> = {
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit',
  SIGABRT: 'Aborted',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
};

/** A signal by its name, with or without SIG, or its number. */
export function parseSignal(text: string): ShellSignal | null {
  const names = Object.keys(SIGNAL_NUMBERS) as ShellSignal[];
  if (/^\d+$/.test(text)) return names.find((name) => SIGNAL_NUMBERS[name] === +text) ?? null;
  const upper = text.toUpperCase();
  const full = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return names.find((name) => name === full) ?? null;
}

/** Thrown into a task that a signal ends. */
export class Killed extends Error {
  readonly signal: ShellSignal;

  constructor(signal: ShellSignal) {
    super(signal);
    this.signal = signal;
  }

  /** The status a shell reports: 128 and the signal's number. */
  get status(): number {
    return 128 + SIGNAL_NUMBERS[this.signal];
  }
}
