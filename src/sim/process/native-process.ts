// A program that is part of the simulator itself: its callbacks run at once and take no turn.

import { Process } from './process.ts';

export class NativeProcess extends Process {
  #waiting: (() => void)[] = [];
  #catchingUp = false;

  override post(callback: () => void): void {
    if (this.isDead) return;
    // What a late callback sets off comes after what has waited longer.
    if (this.canRun && !this.#catchingUp) callback();
    else this.#waiting.push(callback);
  }

  protected override resumed(): void {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    while (this.canRun && this.#waiting.length > 0) this.#waiting.shift()?.();
    this.#catchingUp = false;
  }
}
