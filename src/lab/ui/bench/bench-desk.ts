// The controller of a workbench: the open lab (lab-desk.ts) and what only a workbench has: layout, hints, the
// solution, the log's filter, requests of the reader's own, dialogs.
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Command, Completion, PreparedEntry, RequestSpec } from '#sim';
import type { DiskChange } from '../../session/disk.ts';
import type { Broken } from '../../session/faults/broken.ts';
import type { FaultPlace } from '../../session/faults/fault-kind.ts';
import { fileProblem } from '../../session/file-problem.ts';
import type { LogFilter, TimeSpan } from '../../session/joined-log.ts';
import type { ActionData, FixFile } from '../../session/lab-data.ts';
import { findFile, type LabSession, textOf, unapplied } from '../../session/lab-session.ts';
import { requestOf } from '../../session/request-draft.ts';
import { type SharedLab, SharedLabError, shareLab } from '../../session/share-lab.ts';
import { terminalScreen } from '../../session/terminal-screen.ts';
import type { FilePlace } from '../../session/text-links.ts';
import { LabDesk } from '../lab-desk.ts';
import { Pacer } from '../pacer.ts';
import { DiskDesk } from './disk-desk.ts';
import { FixesDesk } from './fixes-desk.ts';
import type { BenchGuide } from './guide.ts';
import {
  DOCKS,
  type DockId,
  firstLayout,
  type Layout,
  type PanelId,
  readLayout,
  type SizeId,
  within,
  writeLayout,
} from './layout-state.ts';
import type { LoadDesk } from './load/load-desk.ts';
import {
  type OwnPreset,
  savesOnPause,
  storedLayout,
  storedPresets,
  storedProgress,
  storeLayout,
  storePresets,
  storeProgress,
  storeSavesOnPause,
} from './local-store.ts';
import type { PlaygroundHandle } from './playground/playground-handle.ts';

/** What is open above the panels. */
export type DialogId = 'none' | 'palette' | 'share' | 'shared' | 'export' | 'solution' | 'parts';

/** A link that was opened: what it says, or why it was refused. */
export type OpenedLink =
  | { readonly state: 'none' }
  | { readonly state: 'here'; readonly lab: SharedLab }
  | { readonly state: 'refused'; readonly message: string };

/** How long the reader has to pause until files are saved. */
const PAUSE_MS = 1_500;

const openFilter: LogFilter = { host: '', level: 'all', text: '', request: null, span: null };

export class BenchDesk {
  readonly lab: LabDesk;
  readonly disk: DiskDesk;
  readonly fixes: FixesDesk;
  /** Files that the terminal changed, until the reader has seen to them. */
  readonly diskChanges: ReadonlySignal<readonly DiskChange[]>;
  readonly guide: BenchGuide;
  readonly pacer = new Pacer();
  readonly layout: Signal<Layout> = signal(firstLayout);
  readonly filter: Signal<LogFilter> = signal(openFilter);
  readonly hintsShown = signal(0);
  readonly shared: Signal<OpenedLink> = signal({ state: 'none' });
  /** The reader's texts before others were put in their place; null where none were. */
  readonly ownTexts: Signal<Readonly<Record<string, string>> | null> = signal(null);
  readonly presets: Signal<readonly OwnPreset[]> = signal([]);
  readonly dialog: Signal<DialogId> = signal('none');
  readonly isSavingOnPause = signal(true);
  /** The station or the way that is shown and can be broken; null for none. */
  readonly spot: Signal<FaultPlace | null> = signal(null);
  /** Load and metrics; null until they are loaded. */
  readonly load: Signal<LoadDesk | null> = signal(null);
  readonly canUndo = computed(() => this.ownTexts.value !== null);

  /** Null for a lab with a ticket. */
  readonly playground: PlaygroundHandle | null;

  constructor(
    session: LabSession,
    prepared: readonly PreparedEntry[],
    guide: BenchGuide,
    playground: PlaygroundHandle | null = null,
  ) {
    const { pacer } = this;
    this.playground = playground;
    this.disk = new DiskDesk(session.data);
    const { disk } = this;
    const options = { provesOnApply: true, keepsRecorded: true, pacer, disk };
    this.lab = new LabDesk(session, prepared, options);
    this.diskChanges = disk.standing(this.lab.session);
    this.guide = guide;
    this.fixes = new FixesDesk(guide.solutionAddress, (files) => this.#useFiles(files));
  }

  get session(): { readonly value: LabSession } {
    return this.lab.session;
  }

  /** Puts back what this browser has kept, and keeps what changes from now on. */
  begin(): void {
    const { slug } = this.session.value.data;
    this.layout.value = readLayout(storedLayout(), this.layout.value);
    this.presets.value = storedPresets(slug);
    this.isSavingOnPause.value = savesOnPause();
    this.hintsShown.value = Math.min(storedProgress()[slug]?.hints ?? 0, this.guide.hints.length);
    effect(() => storeLayout(writeLayout(this.layout.value)));
    effect(() => this.#keepProgress());
    this.#savePaused();
  }

  resize(id: SizeId, size: number): void {
    this.layout.value = { ...this.layout.value, [id]: within(id, size) };
  }

  showPanel(panel: PanelId): void {
    const dockTab = DOCKS.find((dock) => dock === panel) ?? this.layout.value.dockTab;
    this.layout.value = { ...this.layout.value, panel, dockTab };
  }

  showDock(dockTab: DockId): void {
    this.layout.value = { ...this.layout.value, dockTab, panel: dockTab };
  }

  toggleSide(): void {
    this.layout.value = { ...this.layout.value, isSideOpen: !this.layout.value.isSideOpen };
  }

  /** Opens a file, on a phone with its panel. */
  openFile(name: string): void {
    this.lab.openFile(name);
    this.showPanel('files');
  }

  showPlace(place: FilePlace): void {
    this.showPanel('files');
    this.lab.beginEditing(place);
  }

  setFilter(change: Partial<LogFilter>): void {
    this.filter.value = { ...this.filter.value, ...change };
  }

  /** Gets what watches the world for load: before there is any, so that nothing is missed. */
  async prepareLoad(): Promise<void> {
    const { LoadDesk } = await import('./load/load-desk.ts');
    this.load.value ??= new LoadDesk(this);
  }

  /** The logs of a stretch of time, perhaps of one that the newest events have pushed out. */
  showLogsOf(span: TimeSpan): void {
    this.setFilter({ span });
    this.showDock('logs');
  }

  showHint(): void {
    this.hintsShown.value = Math.min(this.hintsShown.value + 1, this.guide.hints.length);
  }

  /** Opens the solution beside the reader's files. */
  async showSolution(): Promise<void> {
    this.dialog.value = 'solution';
    await this.fixes.showSolution();
  }

  /** Breaks the system as one of the lab's buttons does, then sends what shows it. */
  async runAction({ title, commands, request }: ActionData): Promise<void> {
    this.lab.changeRequest(request);
    this.showPanel('request');
    if (unapplied(this.session.value).length > 0) await this.lab.apply();
    await this.lab.act(commands, `Done: ${title}.`);
    await this.lab.send();
  }

  /** Files of a fix take the place of the reader's, which are kept. */
  #useFiles(files: readonly FixFile[]): void {
    const before = this.ownTexts.value;
    this.#keepOwnTexts();
    // One fix does not lie on top of another.
    for (const [name, text] of Object.entries(before ?? {})) this.lab.editFile(name, text);
    for (const { name, text } of files) this.lab.editFile(name, text);
    this.dialog.value = 'none';
    const [first] = files;
    if (first) this.openFile(first.name);
    void this.lab.apply();
  }

  /** The reader's own texts again, as they were before the solution, or before a link. */
  undo(): void {
    const texts = this.ownTexts.value ?? {};
    for (const [name, text] of Object.entries(texts)) this.lab.editFile(name, text);
    this.ownTexts.value = null;
    void this.lab.apply();
  }

  /** The lab as it stands, as data for a link. */
  share(): unknown {
    const layout = writeLayout(this.layout.value);
    const lab = shareLab(this.session.value, { inputs: this.lab.done.value, layout });
    return this.playground ? { ...lab, from: this.playground.source } : lab;
  }

  /** Shows what a link holds. Nothing of it is done yet. */
  offerShared(lab: SharedLab): void {
    this.shared.value = { state: 'here', lab };
    this.dialog.value = 'shared';
  }

  /** Says why a link cannot be opened. */
  refuseShared(error: unknown): void {
    const message = error instanceof SharedLabError ? error.message : 'The link cannot be read.';
    this.shared.value = { state: 'refused', message };
    this.dialog.value = 'shared';
  }

  leaveShared(): void {
    this.shared.value = { state: 'none' };
    this.dialog.value = 'none';
    this.playground?.leave();
  }

  /** Opens what a link holds. */
  acceptShared(shared: SharedLab): void {
    const session = this.session.value;
    if (Object.keys(session.edits).length > 0) this.#keepOwnTexts();
    for (const { name, text } of session.data.files) {
      this.lab.editFile(name, shared.edits[name] ?? text);
    }
    if (shared.request) this.lab.changeRequest(shared.request);
    this.layout.value = readLayout(shared.layout, this.layout.value);
    this.playground?.keep();
    this.shared.value = { state: 'none' };
    this.dialog.value = 'none';
    this.lab.openFile(shared.activeFile);
    void this.lab.takeOver(shared.seed, shared.inputs);
  }

  /** Sends the request as it stands, so many times, and then once more to show the answer. */
  async repeat(count: number): Promise<void> {
    const request = requestOf(this.session.value.draft);
    if (count > 1) {
      await this.lab.apply();
      const burst: Command = { type: 'burst', request, count: count - 1, everyUs: 10_000 };
      await this.lab.act([burst], `${count - 1} requests were sent, 10 ms apart.`);
    }
    await this.lab.send();
  }

  savePreset(title: string): void {
    const request = requestOf(this.session.value.draft);
    const others = this.presets.value.filter((one) => one.title !== title);
    this.presets.value = [...others, { title, request }];
    storePresets(this.session.value.data.slug, this.presets.value);
  }

  chooseOwnPreset(request: RequestSpec): void {
    this.lab.changeRequest(request);
  }

  /** Switches a service on or off, or starts it anew, as an operator would. */
  operate(host: string, type: 'start-service' | 'stop-service' | 'restart-service'): void {
    const label = this.session.value.data.system.hosts.find(({ name }) => name === host)?.label;
    const done = {
      'start-service': 'started',
      'stop-service': 'stopped',
      'restart-service': 'restarted',
    };
    void this.lab.act([{ type, host }], `${label ?? host} was ${done[type]}.`);
  }

  /** Breaks something; `words` say what. */
  breakPlace(command: Command, words: string): void {
    void this.lab.act([command], `Broken. ${words}`);
  }

  mend(broken: readonly Broken[]): void {
    const commands = broken.map(({ mend }) => mend);
    const { length } = commands;
    void this.lab.act(commands, length === 1 ? 'Mended.' : `${length} faults were mended.`);
  }

  /** A file as it was before the terminal changed it; where both did, as the terminal has it. */
  turnChange(change: DiskChange): void {
    const { name } = change;
    this.lab.editFile(name, textOf(this.disk.turned(this.session.value, change), name));
    this.disk.dismiss(name);
  }

  /** A line typed in the terminal. Whoever goes there has paused: what was edited is saved first. */
  typeLine(session: string, line: string): void {
    if (this.isSavingOnPause.value && this.#isFit()) void this.lab.apply();
    void this.lab.act([{ type: 'terminal', session, line }], '');
  }

  /** What Tab offers in the terminal, which is opened for it where it is not. */
  async complete(session: string, line: string, cursor: number): Promise<Completion | null> {
    const { data, view } = this.session.value;
    const { hosts } = data.system;
    const host = hosts.find(({ kind }) => kind === 'node') ?? hosts[0];
    if (host && !terminalScreen(view.events, session).isOpen) {
      await this.lab.act([{ type: 'terminal-open', session, host: host.name }], '');
    }
    return this.lab.complete(session, line, cursor);
  }

  /** A key of the terminal that is no line: Ctrl-C, Ctrl-D. */
  interrupt(session: string, signal: 'SIGINT' | 'EOF'): void {
    void this.lab.act([{ type: 'terminal-signal', session, signal }], '');
  }

  setSavingOnPause(isOn: boolean): void {
    this.isSavingOnPause.value = isOn;
    storeSavesOnPause(isOn);
  }

  #keepOwnTexts(): void {
    const session = this.session.value;
    this.ownTexts.value ??= Object.fromEntries(
      session.data.files.map(({ name }) => [name, textOf(session, name)]),
    );
  }

  #keepProgress(): void {
    const { data, verdicts } = this.session.value;
    const reached = data.objectives.filter(({ id }) => verdicts[id]?.state === 'reached');
    const hints = this.hintsShown.value;
    const sawSolution = this.fixes.sawSolution.value;
    if (reached.length === 0 && hints === 0 && !sawSolution) return;
    storeProgress(data.slug, {
      reached: reached.map(({ id }) => id),
      total: data.objectives.length,
      hints,
      sawSolution,
    });
  }

  /** Saves when the reader pauses, unless the text is known to be broken. */
  #savePaused(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let before = this.session.value.edits;
    effect(() => {
      const { edits } = this.session.value;
      if (edits === before) return;
      before = edits;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (this.isSavingOnPause.value && this.#isFit() && this.lab.activity.value === 'none') {
          void this.lab.apply();
        }
      }, PAUSE_MS);
    });
  }

  #isFit(): boolean {
    const session = this.session.value;
    const changed = unapplied(session);
    return (
      changed.length > 0 &&
      changed.every(
        ({ name }) =>
          fileProblem(name, textOf(session, name)) === null && !this.disk.holdsBack(session, name),
      )
    );
  }

  /** The label of a file's host. */
  hostLabel(name: string): string {
    const { data } = this.session.value;
    const host = findFile(data, name)?.host;
    return data.system.hosts.find((one) => one.name === host)?.label ?? '';
  }
}
