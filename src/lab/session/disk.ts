// What a world's disks hold of the lab's files, read from its trace: texts that were saved, and those that something
// in a terminal has changed. What the terminal changed comes into the reader's files; where the reader has changed
// the same file and not saved it, theirs stays, and both are kept until they decide.

import type { TraceEvent } from '#sim';
import type { LabData } from './lab-data.ts';
import { appliedTextOf, edited, filesApplied, type LabSession, textOf } from './lab-session.ts';
import { verdictsAfterAnswer } from './verdicts.ts';

/** A file that something in the terminal changed. */
export interface DiskChange {
  readonly name: string;
  /** What the disk holds; empty where the file is gone. */
  readonly disk: string;
  /** What the reader had: their own text where the file is contested, else the text before. */
  readonly mine: string;
  readonly isContested: boolean;
  readonly isGone: boolean;
}

export interface Disk {
  /** Texts by file name; only of files that were written since the world began. */
  readonly texts: Readonly<Record<string, string>>;
  /** Files that are gone. */
  readonly gone: readonly string[];
  /** When a terminal last changed files of a host, in simulated microseconds. */
  readonly changedUs: Readonly<Record<string, number>>;
  /** When the service of a host last began with what was on its disk. */
  readonly readUs: Readonly<Record<string, number>>;
}

export const emptyDisk: Disk = { texts: {}, gone: [], changedUs: {}, readUs: {} };

const nameOf = (data: LabData, host: string, path: string): string | undefined =>
  data.files.find((file) => file.host === host && file.path === path)?.name;

function written(disk: Disk, name: string, text: string | null): Disk {
  const gone = disk.gone.filter((one) => one !== name);
  return {
    ...disk,
    texts: { ...disk.texts, [name]: text ?? '' },
    gone: text === null ? [...gone, name] : gone,
  };
}

/** Whether a service begins with what is on its disk. nginx starts new workers for that. */
const isRead = (event: TraceEvent): event is TraceEvent & { readonly host: string } =>
  (event.kind === 'service-state' && event.state === 'online') ||
  (event.kind === 'process-started' && event.command.includes('worker process')) ||
  (event.kind === 'nginx-configuration' && event.isAccepted);

/** The disks after more of the trace has come. */
export function diskAfter(disk: Disk, events: readonly TraceEvent[], data: LabData): Disk {
  let now = disk;
  for (const event of events) {
    if (event.kind === 'command' && event.command.type === 'save') {
      const { host, path, text } = event.command;
      const name = nameOf(data, host, path);
      if (name !== undefined) now = written(now, name, text);
    } else if (event.kind === 'file-changed') {
      const { host, path, text, changedUs } = event;
      const name = nameOf(data, host, path);
      if (name === undefined) continue;
      now = { ...written(now, name, text), changedUs: { ...now.changedUs, [host]: changedUs } };
    } else if (isRead(event)) {
      now = { ...now, readUs: { ...now.readUs, [event.host]: event.atUs } };
    }
  }
  return now;
}

const original = (data: LabData, name: string): string =>
  data.files.find((file) => file.name === name)?.text ?? '';

const onDisk = ({ texts }: Disk, data: LabData, name: string): string =>
  texts[name] ?? original(data, name);

/** The session of a world that was built again: what is on the disks runs, and the reader's texts stay. */
export function diskApplied(session: LabSession, disk: Disk): LabSession {
  return filesApplied({ ...session, applied: {} }, disk.texts);
}

/** The session with what the disks hold now, and what that changed. */
export function diskTaken(
  session: LabSession,
  disk: Disk,
): { readonly session: LabSession; readonly changes: readonly DiskChange[] } {
  const { data } = session;
  const changes: DiskChange[] = [];
  let now = session;
  for (const { name } of data.files) {
    const text = onDisk(disk, data, name);
    const before = appliedTextOf(session, name);
    if (text === before) continue;
    const mine = textOf(session, name);
    const isContested = mine !== before && mine !== text;
    const isGone = disk.gone.includes(name);
    if (!isContested) now = edited(now, name, text);
    now = filesApplied(now, { [name]: text });
    changes.push({ name, disk: text, mine, isContested, isGone });
  }
  return { session: now, changes };
}

/** Whether a change still stands as it was told: nothing was typed or saved since. */
export function isStanding(session: LabSession, change: DiskChange): boolean {
  if (appliedTextOf(session, change.name) !== change.disk) return false;
  return (textOf(session, change.name) === change.disk) !== change.isContested;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** What changed, in a sentence or two; empty for nothing. */
export function changeWords(changes: readonly DiskChange[]): string {
  const names = (test: (change: DiskChange) => boolean): string =>
    listed(changes.filter(test).map(({ name }) => name));
  const taken = names(({ isContested, isGone }) => !isContested && !isGone);
  const gone = names(({ isContested, isGone }) => !isContested && isGone);
  const contested = names(({ isContested }) => isContested);
  return [
    taken && `Changed in the terminal: ${taken}.`,
    gone && `Removed in the terminal: ${gone}.`,
    contested &&
      `The terminal changed ${contested}, and so did you: the editor keeps your text until you decide.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Hosts whose service began before their files were changed in a terminal: it runs what it read then. */
export const staleHosts = ({ changedUs, readUs }: Disk): readonly string[] =>
  Object.keys(changedUs).filter((host) => (changedUs[host] ?? 0) > (readUs[host] ?? 0));

/** The session after requests that curl sent in a terminal to the front door: what they show counts as seen. */
export function curlSeen(session: LabSession, events: readonly TraceEvent[]): LabSession {
  const { data } = session;
  const { entry, hosts } = data.system;
  const door = hosts.find(({ name }) => name === entry.host);
  const address = door && 'ip' in door ? door.ip : '';
  const names = [entry.host, entry.publicName, address, 'localhost', '127.0.0.1'];
  const asked = new Map<number, Extract<TraceEvent, { kind: 'client-request' }>>();
  let { verdicts } = session;
  for (const event of events) {
    if (event.kind === 'client-request' && event.client === 'curl') {
      if (event.connection !== null) asked.set(event.connection, event);
    } else if (event.kind === 'client-response' && event.client === 'curl') {
      const request = asked.get(event.connection);
      if (!request || request.port !== entry.port || !names.includes(request.host)) continue;
      const { method, target } = request;
      const sent = { method, target, fields: [], body: '', timeoutMs: 0 };
      verdicts = verdictsAfterAnswer(verdicts, data, { request: sent, answer: event });
    }
  }
  return verdicts === session.verdicts ? session : { ...session, verdicts };
}
