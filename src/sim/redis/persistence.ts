// Snapshots: what survives a restart. SAVE, BGSAVE, the save points of redis.conf, and what happens when the disk is
// full (rdb.c in Redis 7.0).
// Simplified: the file dump.rdb holds JSON, not RDB; there is no append-only file.

import type { Micros } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Machine } from '../process/machine.ts';
import type { Configuration } from './config/configuration.ts';
import type { Database } from './database.ts';
import type { LogLevel, LogRole } from './log.ts';
import type { Value } from './value.ts';

export interface PersistenceOptions {
  readonly machine: Machine;
  readonly configuration: Configuration;
  readonly databases: () => readonly Database[];
  readonly log: (level: LogLevel, text: string, by?: { pid: number; role: LogRole }) => void;
}

/** What a child that saves takes: forking, writing, renaming. */
const BACKGROUND_SAVE_US: Micros = 20_000;
/** After a failed save the next one waits so long (CONFIG_BGSAVE_RETRY_DELAY). */
const RETRY_MS = 5_000;

interface StoredEntry {
  readonly db: number;
  readonly key: string;
  readonly expiresAtMs: number | null;
  readonly value: StoredValue;
}
interface StoredFile {
  readonly savedAtMs: number;
  readonly entries: readonly StoredEntry[];
}
type StoredValue =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'list' | 'set'; readonly items: readonly string[] }
  | { readonly type: 'hash'; readonly items: readonly (readonly [string, string])[] }
  | { readonly type: 'zset'; readonly items: readonly (readonly [string, string])[] };

function stored(value: Value): StoredValue {
  switch (value.type) {
    case 'string':
      return { type: 'string', text: value.text };
    case 'list':
      return { type: 'list', items: value.items };
    case 'set':
      return { type: 'set', items: [...value.members] };
    case 'hash':
      return { type: 'hash', items: [...value.fields] };
    case 'zset':
      // Texts, because JSON has no infinity.
      return {
        type: 'zset',
        items: [...value.scores].map(([name, score]) => [name, String(score)]),
      };
  }
}

function restored(value: StoredValue): Value {
  switch (value.type) {
    case 'string':
      return { type: 'string', text: value.text };
    case 'list':
      return { type: 'list', items: [...value.items] };
    case 'set':
      return { type: 'set', members: new Set(value.items) };
    case 'hash':
      return { type: 'hash', fields: new Map(value.items) };
    case 'zset':
      return {
        type: 'zset',
        scores: new Map(value.items.map(([name, score]) => [name, Number(score)])),
      };
  }
}

export class Persistence {
  /** Changes since the last save. */
  changes = 0;
  lastSaveMs: number;
  isLastSaveOk = true;
  saves = 0;
  /** Set by a fault: nothing can be written. */
  isDiskFull = false;
  /** How old the file that was loaded is. */
  fileAgeMs = 0;
  #isSaving = false;
  #lastTryMs = 0;
  readonly #options: PersistenceOptions;
  readonly #kernel: Kernel;

  constructor(options: PersistenceOptions) {
    this.#options = options;
    this.#kernel = options.machine.kernel;
    this.lastSaveMs = options.machine.timeMs;
  }

  get isSaving(): boolean {
    return this.#isSaving;
  }

  /** Writes are refused: the last save failed, and the configuration wants to know. */
  get refusesWrites(): boolean {
    const { configuration } = this.#options;
    return (
      !this.isLastSaveOk &&
      configuration.isOn('stop-writes-on-bgsave-error') &&
      configuration.savePoints.length > 0
    );
  }

  get #path(): string {
    const { configuration } = this.#options;
    return `${configuration.get('dir').replace(/\/$/, '')}/${configuration.get('dbfilename')}`;
  }

  /** Reads what was saved. Returns how many keys, or null where there is no file. */
  load(): number | null {
    const { machine, databases } = this.#options;
    if (!machine.files.exists(this.#path)) return null;
    const { savedAtMs, entries } = JSON.parse(machine.files.readText(this.#path)) as StoredFile;
    this.fileAgeMs = machine.timeMs - savedAtMs;
    let loaded = 0;
    for (const { db, key, expiresAtMs, value } of entries) {
      const database = databases()[db];
      if (!database || (expiresAtMs !== null && expiresAtMs < machine.timeMs)) continue;
      database.set(key, restored(value), { nowMs: machine.timeMs });
      if (expiresAtMs !== null) database.setExpiry(key, expiresAtMs);
      loaded++;
    }
    this.changes = 0;
    return loaded;
  }

  /** Saves at once. */
  save(): boolean {
    const { machine, log } = this.#options;
    const isOk = this.#write((text) => log('warning', text));
    if (isOk) {
      log('notice', 'DB saved on disk');
      this.changes = 0;
      this.lastSaveMs = machine.timeMs;
      this.saves++;
    }
    this.isLastSaveOk = isOk;
    return isOk;
  }

  /** Saves what there is now, in a child process. */
  saveInBackground(): void {
    const { machine, log } = this.#options;
    const pid = machine.takePid();
    const changesBefore = this.changes;
    this.#isSaving = true;
    this.#lastTryMs = machine.timeMs;
    log('notice', `Background saving started by pid ${pid}`);
    const snapshot = this.#snapshot();
    this.#kernel.after(BACKGROUND_SAVE_US, () => {
      this.#isSaving = false;
      const role = 'C' as const;
      const isOk = this.#write((text) => log('warning', text, { pid, role }), snapshot);
      this.isLastSaveOk = isOk;
      if (!isOk) {
        log('warning', 'Background saving error');
        return;
      }
      log('notice', 'DB saved on disk', { pid, role });
      log('notice', 'Fork CoW for RDB: current 0 MB, peak 0 MB, average 0 MB', { pid, role });
      log('notice', 'Background saving terminated with success');
      this.changes -= changesBefore;
      this.lastSaveMs = machine.timeMs;
      this.saves++;
    });
  }

  /** The next moment at which a save may be due. */
  get nextCheckMs(): number {
    if (this.#isSaving) return Number.POSITIVE_INFINITY;
    const due = this.#options.configuration.savePoints
      .filter(({ changes }) => this.changes > 0 && this.changes >= changes)
      .map(({ seconds }) => this.lastSaveMs + seconds * 1_000);
    const retryMs = this.isLastSaveOk ? 0 : this.#lastTryMs + RETRY_MS;
    return Math.max(Math.min(...due), retryMs);
  }

  /** Looks whether a save point is reached, as the server does ten times a second. */
  check(): void {
    const { machine, configuration, log } = this.#options;
    if (this.#isSaving || this.changes === 0) return;
    const seconds = (machine.timeMs - this.lastSaveMs) / 1_000;
    const point = configuration.savePoints.find(
      (one) => this.changes >= one.changes && seconds > one.seconds,
    );
    if (!point) return;
    if (!this.isLastSaveOk && machine.timeMs - this.#lastTryMs <= RETRY_MS) return;
    log('notice', `${point.changes} changes in ${point.seconds} seconds. Saving...`);
    this.saveInBackground();
  }

  #snapshot(): string {
    const { databases } = this.#options;
    const entries: StoredEntry[] = [];
    for (const database of databases()) {
      for (const [key, { value, expiresAtMs }] of database.entries) {
        entries.push({ db: database.index, key, expiresAtMs, value: stored(value) });
      }
    }
    const file: StoredFile = { savedAtMs: this.#options.machine.timeMs, entries };
    return JSON.stringify(file);
  }

  #write(warn: (text: string) => void, snapshot = this.#snapshot()): boolean {
    const { files } = this.#options.machine;
    const path = this.#path;
    const isFull = this.isDiskFull || files.freeBytesAt(path) < snapshot.length;
    if (isFull) {
      warn('Write error saving DB on disk(fflush): No space left on device');
      return false;
    }
    files.writeFile(path, snapshot);
    return true;
  }
}
