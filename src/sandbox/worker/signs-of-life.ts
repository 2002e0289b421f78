// Tells the supervisor that a turn still gets on, though it takes long: a process that starts reads some two hundred
// scripts in one turn, which on a slow or busy machine is longer than the watchdog waits for a program.

import type { Platform } from '../../sim/platform.ts';
import { NO_TURN } from '../protocol.ts';

/** No sooner than this after the last sign. */
const APART_MS = 100;
/** A program may compile scripts without end: only so many signs count in one turn. */
const SIGNS_PER_TURN = 40;

export interface SignsOfLifeOptions {
  readonly now: () => number;
  readonly tell: (turn: number) => void;
}

export class SignsOfLife {
  readonly #options: SignsOfLifeOptions;
  #turn = NO_TURN;
  #toldMs = 0;
  #signsLeft = SIGNS_PER_TURN;

  constructor(options: SignsOfLifeOptions) {
    this.#options = options;
  }

  /** A turn begins. */
  turn(turn: number): void {
    this.#turn = turn;
    this.#signsLeft = SIGNS_PER_TURN;
    this.#tell();
  }

  /** What follows is our own work, however many scripts it reads: no program is to blame for how long it takes. */
  ownWork(): void {
    this.turn(NO_TURN);
  }

  /** The platform, with a sign of life for each script that is read. */
  ofScripts<Kind extends Platform>(platform: Kind): Kind {
    const evaluate = (text: string): unknown => {
      this.#scriptRead();
      return platform.evaluate(text);
    };
    return { ...platform, evaluate };
  }

  #scriptRead(): void {
    if (this.#signsLeft === 0 || this.#options.now() - this.#toldMs < APART_MS) return;
    this.#signsLeft--;
    this.#tell();
  }

  #tell(): void {
    this.#toldMs = this.#options.now();
    this.#options.tell(this.#turn);
  }
}
