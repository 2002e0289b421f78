// Follows what a terminal does to the lab's files, for the desk of a workbench: brings it into the reader's files,
// and keeps what it changed until the reader has seen to it.
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { TraceEvent } from '#sim';
import {
  changeWords,
  curlSeen,
  type Disk,
  type DiskChange,
  diskAfter,
  diskApplied,
  diskTaken,
  emptyDisk,
  isStanding,
  staleHosts,
} from '../../session/disk.ts';
import type { LabData } from '../../session/lab-data.ts';
import { edited, type LabSession } from '../../session/lab-session.ts';
import type { DiskFollower } from '../desk-options.ts';

const isOfCurl = (event: TraceEvent): boolean => 'client' in event && event.client === 'curl';

export class DiskDesk implements DiskFollower {
  readonly #data: LabData;
  readonly #changes: Signal<readonly DiskChange[]> = signal([]);
  #disk: Disk = emptyDisk;
  #unseen: TraceEvent[] = [];

  constructor(data: LabData) {
    this.#data = data;
  }

  /** What the terminal changed, file by file, as far as it still stands in a session. */
  standing(session: ReadonlySignal<LabSession>): ReadonlySignal<readonly DiskChange[]> {
    return computed(() =>
      this.#changes.value.filter((change) => isStanding(session.value, change)),
    );
  }

  /** The session without what the terminal did to a file, or with it where the reader's own text was kept. */
  turned(session: LabSession, { name, mine, disk, isContested }: DiskChange): LabSession {
    return edited(session, name, isContested ? disk : mine);
  }

  /** The reader knows. */
  dismiss(name: string): void {
    this.#changes.value = this.#changes.value.filter((change) => change.name !== name);
  }

  begin(): void {
    this.#disk = emptyDisk;
    this.#unseen = [];
  }

  see(events: readonly TraceEvent[]): void {
    this.#disk = diskAfter(this.#disk, events, this.#data);
    this.#unseen.push(...events.filter(isOfCurl));
  }

  take(session: LabSession): { readonly session: LabSession; readonly words: string } {
    const seen = curlSeen(session, this.#unseen.splice(0));
    const { session: taken, changes } = diskTaken(seen, this.#disk);
    if (changes.length === 0) return { session: taken, words: '' };
    const others = this.#changes.value.filter(
      ({ name }) => !changes.some((change) => change.name === name),
    );
    this.#changes.value = [...others, ...changes];
    return { session: taken, words: `${changeWords(changes)} ${this.#staleWords(taken)}`.trim() };
  }

  #staleWords(session: LabSession): string {
    const hosts = staleHosts(this.#disk);
    const labels = session.view.services
      .filter(({ host }) => hosts.includes(host))
      .map(({ label }) => label);
    if (labels.length === 0) return '';
    const [verb, pronoun] = labels.length === 1 ? ['runs', 'it'] : ['run', 'they'];
    return `${labels.join(' and ')} still ${verb} what ${pronoun} read before.`;
  }

  applied(session: LabSession): LabSession {
    this.#unseen = [];
    this.#changes.value = [];
    return diskApplied(session, this.#disk);
  }

  holdsBack(session: LabSession, name: string): boolean {
    return this.#changes.value.some(
      (change) => change.name === name && change.isContested && isStanding(session, change),
    );
  }

  get isStale(): boolean {
    return staleHosts(this.#disk).length > 0;
  }
}
