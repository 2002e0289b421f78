// The controller of one open lab: holds the session in a signal and does what the reader asks for, one thing
// after another. Decisions are the session's; this file only orders them and talks to the engine.
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  Command,
  Completion,
  LoggedCommand,
  PreparedEntry,
  TraceEvent,
  WorldSource,
} from '#sim';
import {
  answerForgotten,
  edited,
  fileOpened,
  filesApplied,
  judged,
  type LabSession,
  presetChosen,
  proofBegins,
  received,
  requestChanged,
  reseeded,
  resetLab,
  startOf,
  unapplied,
  worldBegins,
} from '../session/lab-session.ts';
import { type RequestChange, type RequestDraft, requestOf } from '../session/request-draft.ts';
import { restoreWork } from '../session/saved-work.ts';
import { sayWhy } from '../session/say-why.ts';
import { appliedWords } from '../session/services.ts';
import type { FilePlace } from '../session/text-links.ts';
import { reachedCount } from '../session/verdicts.ts';
import { applyFiles } from './apply-files.ts';
import { Arrivals } from './arrivals.ts';
import type { Activity, DeskOptions, Reveal, Watcher } from './desk-options.ts';
import { Engine, firstLine } from './engine.ts';
import { type Trip, tripOf } from './trip.ts';

export class LabDesk {
  readonly #session: Signal<LabSession>;
  readonly #activity = signal<Activity>('none');
  readonly #notice = signal('');
  readonly #announcement = signal('');
  readonly #trip = signal<Trip | null>(null);
  readonly #reveal = signal<Reveal | null>(null);
  readonly #later = signal<readonly LoggedCommand[]>([]);
  readonly #done = signal<readonly LoggedCommand[]>([]);
  readonly #first: LabSession;
  readonly #firstPreset: string;
  readonly #options: DeskOptions;
  readonly #engine: Engine;
  readonly #arrivals = new Arrivals((events) => this.#change((now) => received(now, events)));
  #watcher: Watcher | null = null;
  /** Counts what ends the passing of time: going elsewhere in it. */
  #passes = 0;
  #provenFiles = '{}';
  #queue: Promise<void> = Promise.resolve();
  #worldCount = 0;
  /** Proofs of what is about to be thrown away need not go on. */
  #resets = 0;
  /** Events of a world that is not on show yet; null where it is. */
  #unshown: TraceEvent[] | null = null;

  constructor(session: LabSession, prepared: readonly PreparedEntry[], options: DeskOptions = {}) {
    this.#session = signal(session);
    this.#options = options;
    this.#first = session;
    this.#firstPreset = session.draft.presetId;
    this.#engine = new Engine({
      source: startOf(session),
      packages: session.data.packages,
      prepared,
      pacer: options.pacer,
      onEvents: (events) => this.#receive(events),
      onWorld: () => this.#beginWorld(),
    });
  }

  get session(): ReadonlySignal<LabSession> {
    return this.#session;
  }

  get engine() {
    return this.#engine.status;
  }

  get activity(): ReadonlySignal<Activity> {
    return this.#activity;
  }

  /** What was done last, in a sentence: "my-app restarted, pid 4250." */
  get notice(): ReadonlySignal<string> {
    return this.#notice;
  }

  /** What a screen reader is to say. */
  get announcement(): ReadonlySignal<string> {
    return this.#announcement;
  }

  /** The way of the last request, to be travelled once. */
  get trip(): ReadonlySignal<Trip | null> {
    return this.#trip;
  }

  get reveal(): ReadonlySignal<Reveal | null> {
    return this.#reveal;
  }

  /** What was done to the world on show. */
  get done(): ReadonlySignal<readonly LoggedCommand[]> {
    return this.#done;
  }

  /** What was done after that, where the reader has gone back in time. */
  get later(): ReadonlySignal<readonly LoggedCommand[]> {
    return this.#later;
  }

  /** Whether the world lacks something the reader typed. */
  readonly isUnsaved = computed(() => unapplied(this.#session.value).length > 0);

  /** Loads the engine, if it is not there. Failing is told by its status. */
  wake(): void {
    this.#engine.open().catch(() => {});
  }

  /** Loads the database that was offered. */
  loadDatabase(): void {
    this.#engine.allowDownload();
  }

  /** Puts back work that was kept (see stored-work.ts). */
  restore(stored: string): void {
    this.#change((now) => restoreWork(now, stored));
  }

  /** Takes over what the reader typed into the page's form before there was any script. */
  takeTyped(typed: Readonly<Record<string, string>>, rendered: RequestDraft): void {
    const { preset = rendered.presetId, method, target, body } = typed;
    if (preset !== rendered.presetId) this.choosePreset(preset);
    if (method !== undefined && method !== rendered.method) this.changeRequest({ method });
    if (target !== undefined && target !== rendered.target) this.changeRequest({ target });
    if (body !== undefined && body !== rendered.body) this.changeRequest({ body });
  }

  editFile(name: string, text: string): void {
    this.#change((now) => edited(now, name, text));
  }

  openFile(name: string): void {
    this.#change((now) => fileOpened(now, name));
  }

  /** Opens a file at a place that something points to. */
  showPlace(place: FilePlace): void {
    this.openFile(place.name);
    this.#reveal.value = { place, times: (this.#reveal.value?.times ?? 0) + 1 };
  }

  /** The reader begins to edit, perhaps at a place: the engine is needed soon. */
  beginEditing(place?: FilePlace): void {
    if (place) this.showPlace(place);
    this.wake();
    this.#engine.open().then(
      () => this.#engine.prepareForPrograms(),
      () => {},
    );
  }

  choosePreset(id: string): void {
    this.#change((now) => presetChosen(now, id));
  }

  changeRequest(change: RequestChange): void {
    this.#change((now) => requestChanged(now, change));
  }

  /** Gives the world the reader's files, restarts what uses them, and says what that did. */
  apply(): Promise<void> {
    return this.#enqueue('applying', async () => {
      const words = await this.#applyFiles();
      this.say(words || 'Nothing to save: the files are as they run.');
      if (this.#options.provesOnApply) await this.#proveEdits();
    });
  }

  /** Applies what was edited, sends the request, and proves the objectives when files have changed. */
  send(): Promise<void> {
    return this.#enqueue('sending', async () => {
      const words = await this.#applyFiles((name) => this.#isHeldBack(name));
      if (words) this.#notice.value = words;
      await this.#command({ type: 'request', request: requestOf(this.#session.value.draft) });
      this.#engine.prepareForEdits();
      this.#takeDisk();
      this.#announceAnswer(words);
      await this.#proveEdits();
    });
  }

  /** Does something else to the world: stops a service, lets time pass, sends a lot of requests. */
  act(commands: readonly Command[], words: string): Promise<void> {
    return this.#enqueue('acting', async () => {
      for (const command of commands) await this.#command(command);
      this.say(`${words} ${this.#takeDisk()}`.trim());
      if (this.#options.provesOnApply) await this.#proveEdits();
    });
  }

  /** What could be typed on in a terminal that is open. Nothing is done to the world. */
  complete(session: string, line: string, cursor: number): Promise<Completion | null> {
    return this.#queue.then(() => this.#engine.complete(session, line, cursor));
  }

  /** Somebody wants to know of the world on show from now on. */
  watch(watcher: Watcher): void {
    this.#watcher = watcher;
  }

  /**
   * Lets simulated time pass, a little at a time, for as long as `goesOn` says so and nobody goes elsewhere in time.
   * What else is asked for meanwhile comes in between.
   */
  async passTime(stepUs: number, goesOn: () => boolean): Promise<void> {
    const pass = ++this.#passes;
    const isOn = (): boolean => pass === this.#passes && goesOn();
    this.#arrivals.setBusy(true);
    try {
      while (isOn()) {
        const step = this.#queue.then(async () => {
          if (isOn()) await this.#command({ type: 'wait', durationUs: stepUs });
        });
        this.#queue = step.catch(() => {});
        await step;
      }
    } catch (error) {
      this.say(firstLine(error));
    } finally {
      this.#arrivals.setBusy(false);
    }
  }

  /** Goes back, or forward again, to the world after so many commands. Edits stay as they are typed. */
  travel(count: number): Promise<void> {
    this.#passes++;
    return this.#enqueue('travelling', async () => {
      const all = [...this.#done.value, ...this.#later.value];
      await this.#replay(all.slice(0, count));
      this.#later.value = all.slice(count);
      const isNow = this.#later.value.length === 0;
      this.say(isNow ? 'This is now again.' : 'The world is as it was then. Edits are kept.');
    });
  }

  /** Builds the world from a lab that was handed over: its seed, what was done to it. */
  takeOver(seed: number, inputs: readonly LoggedCommand[]): Promise<void> {
    this.#passes++;
    return this.#enqueue('travelling', async () => {
      this.#change((now) => reseeded(now, seed));
      await this.#replay(inputs, startOf(this.#session.value));
      this.#later.value = [];
      this.say(`The world was built with seed ${seed}.`);
      if (this.#options.provesOnApply) await this.#proveEdits();
    });
  }

  /** Everything as it was at first. */
  reset(): Promise<void> {
    this.#resets++;
    this.#passes++;
    return this.#enqueue('resetting', async () => {
      const isReseeded = this.#session.value.data !== this.#first.data;
      this.#change((now) => resetLab({ ...now, data: this.#first.data }, this.#firstPreset));
      this.#provenFiles = '{}';
      if (isReseeded) await this.#engine.replay([], startOf(this.#first));
      else await this.#engine.restart();
      this.#done.value = [];
      this.#later.value = [];
      this.say('Everything is as it was at first.');
    });
  }

  #isHeldBack(name: string): boolean {
    return this.#options.disk?.holdsBack(this.#session.value, name) ?? false;
  }

  /** What a terminal did to files comes to the reader. Answers the words for it. */
  #takeDisk(): string {
    const taken = this.#options.disk?.take(this.#session.peek());
    if (taken) this.#session.value = taken.session;
    return taken?.words ?? '';
  }

  async #applyFiles(isHeldBack: (name: string) => boolean = () => false): Promise<string> {
    const worlds = this.#worldCount;
    const applied = await applyFiles({
      session: this.#session,
      command: (command) => this.#command(command),
      isHeldBack,
    });
    if (!applied) return '';
    // Only now: files that took the world down are to be applied again once they are mended.
    this.#change((now) => filesApplied(now, applied.texts));
    const isRebuilt = this.#worldCount > worlds && worlds > 0;
    const words = this.#session.value.view.services
      .filter(({ host }) => applied.hosts.includes(host))
      .map(appliedWords);
    return [...words, isRebuilt ? 'The world was built again for it.' : ''].join(' ').trim();
  }

  #beginWorld(): void {
    this.#worldCount++;
    this.#options.disk?.begin();
    const keeps = this.#options.keepsRecorded && this.#session.peek().isRecorded;
    this.#unshown = keeps ? [] : null;
    this.#arrivals.forget();
    if (keeps) return;
    this.#watcher?.worldBegan();
    this.#change(worldBegins);
  }

  #receive(events: readonly TraceEvent[]): void {
    this.#options.disk?.see(events);
    if (this.#unshown) this.#unshown.push(...events);
    else this.#hand(events);
  }

  #hand(events: readonly TraceEvent[]): void {
    this.#watcher?.happened(events);
    this.#arrivals.take(events);
  }

  /** The world at hand takes the place of the recorded one. */
  #showWorld(): void {
    const events = this.#unshown;
    if (!events) return;
    this.#unshown = null;
    this.#change(worldBegins);
    this.#watcher?.worldBegan();
    this.#hand(events);
  }

  async #command(command: Command): Promise<void> {
    try {
      await this.#engine.open();
      this.#showWorld();
      await this.#engine.command(command);
      // Whoever does something after going back begins another story.
      this.#later.value = [];
    } finally {
      if (command.type !== 'wait') this.#arrivals.flush();
      this.#done.value = this.#engine.inputs;
    }
  }

  async #replay(inputs: readonly LoggedCommand[], source?: WorldSource): Promise<void> {
    await this.#engine.open();
    this.#showWorld();
    this.#change(answerForgotten);
    await this.#engine.replay(inputs, source);
    this.#done.value = inputs;
    this.#change((now) => this.#options.disk?.applied(now) ?? now);
  }

  #announceAnswer(before: string): void {
    const { shown } = this.#session.value.view;
    if (!shown) return;
    const { explanation, answer } = shown;
    this.#trip.value = tripOf(explanation);
    const status =
      answer.kind === 'client-response' ? `${answer.status} ${answer.reason}` : 'No response';
    const writer = explanation.writer ? `, written by ${explanation.writer.host}` : '';
    this.#announcement.value = `${before} ${status}${writer}. ${sayWhy(explanation).answer}`.trim();
  }

  async #proveEdits(): Promise<void> {
    const { applied, data } = this.#session.value;
    if (this.#options.disk?.isStale) return;
    const files = JSON.stringify(applied);
    if (files === this.#provenFiles) return;
    this.#provenFiles = files;
    this.#activity.value = 'proving';
    this.#change(proofBegins);
    const resets = this.#resets;
    const { proveObjectives } = await import('./prover.ts');
    const isWhole = await proveObjectives(this.#engine, this.#session.value, {
      isStale: () => resets !== this.#resets,
      tell: (id, verdict) => this.#change((now) => judged(now, id, verdict)),
    });
    if (!isWhole) return;
    const { verdicts } = this.#session.value;
    const count = `${reachedCount(verdicts)} of ${data.objectives.length} checks are green.`;
    this.#announcement.value = `${this.#announcement.value} ${count}`;
  }

  /** Says something that happened beside the world. */
  say(words: string): void {
    this.#notice.value = words;
    this.#announcement.value = words;
  }

  #change(transition: (session: LabSession) => LabSession): void {
    this.#session.value = transition(this.#session.peek());
  }

  /** One thing after another; what fails is said, and the next thing can be done. */
  #enqueue(activity: Activity, task: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(async () => {
      this.#activity.value = activity;
      this.#notice.value = '';
      try {
        await task();
      } catch (error) {
        this.say(firstLine(error));
      } finally {
        this.#activity.value = 'none';
      }
    });
    this.#queue = done;
    return done;
  }
}
