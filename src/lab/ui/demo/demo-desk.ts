// The controller of a demo: each button breaks the same healthy system in its own way, from its beginning, and
// sends one request. Pressing another button forgets the one before.
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Command, PreparedEntry } from '#sim';
import { type LabSession, presetOf, received, worldBegins } from '../../session/lab-session.ts';
import { sayWhy } from '../../session/say-why.ts';
import { Engine, firstLine } from '../engine.ts';
import { type Trip, tripOf } from '../trip.ts';

export class DemoDesk {
  readonly #session: Signal<LabSession>;
  readonly #pressed: Signal<string | null>;
  readonly #isBusy = signal(false);
  readonly #failure = signal('');
  readonly #announcement = signal('');
  readonly #trip = signal<Trip | null>(null);
  readonly #engine: Engine;
  /** Counts presses; an older one that is still at work stops at its next step. */
  #press = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(session: LabSession, prepared: readonly PreparedEntry[], pressed: string | null) {
    this.#session = signal(session);
    this.#pressed = signal(pressed);
    const { system, files, packages } = session.data;
    this.#engine = new Engine({
      source: { system, files: files.map(({ host, path, text }) => ({ host, path, text })) },
      packages,
      prepared,
      onEvents: (events) => this.#change((now) => received(now, events)),
      onWorld: () => this.#change(worldBegins),
    });
  }

  get session(): ReadonlySignal<LabSession> {
    return this.#session;
  }

  /** The action whose button is pressed; null while the system is healthy. */
  get pressed(): ReadonlySignal<string | null> {
    return this.#pressed;
  }

  get isBusy(): ReadonlySignal<boolean> {
    return this.#isBusy;
  }

  /** Why nothing happened, in a sentence. */
  get failure(): ReadonlySignal<string> {
    return this.#failure;
  }

  get announcement(): ReadonlySignal<string> {
    return this.#announcement;
  }

  get trip(): ReadonlySignal<Trip | null> {
    return this.#trip;
  }

  get engine() {
    return this.#engine.status;
  }

  /** Loads the engine, if it is not there. */
  wake(): void {
    this.#engine.open().catch(() => {});
  }

  /** A demo shows no files, so nothing in it leads to a place. */
  showPlace(): void {}

  /** Does what a button says, or with null makes everything healthy, and sends the request. */
  press(actionId: string | null): Promise<void> {
    const press = ++this.#press;
    this.#pressed.value = actionId;
    this.#isBusy.value = true;
    this.#failure.value = '';
    const done = this.#queue.then(() => this.#carryOut(press, actionId));
    this.#queue = done;
    return done;
  }

  async #carryOut(press: number, actionId: string | null): Promise<void> {
    if (press !== this.#press) return;
    const { data } = this.#session.value;
    const action = data.actions.find(({ id }) => id === actionId);
    const request = action?.request ?? presetOf(data, undefined).request;
    const commands: Command[] = [...(action?.commands ?? []), { type: 'request', request }];
    try {
      await this.#engine.restart();
      for (const command of commands) {
        if (press !== this.#press) return;
        await this.#engine.command(command);
      }
      this.#announce();
    } catch (error) {
      this.#failure.value = firstLine(error);
    }
    if (press === this.#press) this.#isBusy.value = false;
  }

  #announce(): void {
    const { shown } = this.#session.value.view;
    if (!shown) return;
    const { explanation } = shown;
    this.#trip.value = tripOf(explanation);
    const { status, reason } = explanation;
    this.#announcement.value = `${status ?? 'No response'} ${reason}. ${sayWhy(explanation).answer}`;
  }

  #change(transition: (session: LabSession) => LabSession): void {
    this.#session.value = transition(this.#session.peek());
  }
}
