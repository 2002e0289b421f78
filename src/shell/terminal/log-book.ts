// What the services of a world have said: their output and what their supervisors logged, read from the
// trace. `pm2 logs`, `docker logs` and `journalctl` show it; pm2's log files are written from it.

import type { Micros, TerminalWorld, TraceEvent } from '#sim';

export interface LogEntry {
  readonly atUs: Micros;
  readonly host: string;
  /** The service or program it comes from. */
  readonly name: string;
  readonly pid: number | null;
  /** `system` is what the supervisor or systemd says. */
  readonly stream: 'stdout' | 'stderr' | 'system';
  /** One line, without its end. */
  readonly text: string;
}

const KEPT = 20_000;
const LONGEST_FILE = 2_000_000;

/** What the kernel writes when it kills for a container's memory (`oom_kill_process`). */
function killedByKernel(
  event: Extract<TraceEvent, { kind: 'process-out-of-memory' }>,
  command: string,
): LogEntry {
  const { atUs, host, pid, residentBytes = 0 } = event;
  const residentKb = Math.round(residentBytes / 1_024);
  // Of what lies in memory the executable and its libraries are the part that comes from files.
  const fileKb = Math.min(38_400, residentKb);
  const text =
    `Memory cgroup out of memory: Killed process ${pid} (${command}) total-vm:${residentKb + 980_000}kB, ` +
    `anon-rss:${residentKb - fileKb}kB, file-rss:${fileKb}kB, shmem-rss:0kB, UID:1000 pgtables:2048kB oom_score_adj:0`;
  return { atUs, host, name: 'kernel', pid: null, stream: 'system', text };
}

export class LogBook {
  readonly #world: TerminalWorld;
  #entries: LogEntry[] = [];
  #dropped = 0;
  #listeners: (() => void)[] = [];
  readonly #unfinished = new Map<string, string>();
  readonly #unwritten = new Map<string, { host: string; text: string }>();

  constructor(world: TerminalWorld) {
    this.#world = world;
    for (const event of world.kernel.trace.since()) this.#take(event);
    world.kernel.trace.subscribe((event) => this.#take(event));
  }

  /** How many entries there have been: a place to read on from. */
  get length(): number {
    return this.#dropped + this.#entries.length;
  }

  since(from = 0): readonly LogEntry[] {
    return this.#entries.slice(Math.max(0, from - this.#dropped));
  }

  /** Calls `listener` after each entry, until the result is called. */
  onEntry(listener: () => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  #take(event: TraceEvent): void {
    switch (event.kind) {
      case 'process-output':
        this.#output(event);
        return;
      case 'supervisor-log':
        this.#add({ ...event, pid: null, stream: 'system' });
        return;
      case 'nginx-configuration':
        for (const text of event.output) {
          this.#add({ ...event, name: 'nginx', pid: null, stream: 'system', text });
        }
        return;
      case 'process-out-of-memory':
        if (event.of === 'machine') this.#add(killedByKernel(event, this.#commandOf(event)));
        return;
      case 'process-exited': {
        // A supervisor says so itself.
        if (this.#isCommand(event.name) || this.#isSupervised(event.host)) return;
        const how = event.signal
          ? `killed, status=${event.signal}`
          : `exited, status=${event.code}`;
        const text = `Main process ${event.pid} ${how}`;
        this.#add({ ...event, stream: 'system', text });
      }
    }
  }

  /** What the kernel calls a process: since Node 24 by the name of its main thread. */
  #commandOf({ host, name }: { readonly host: string; readonly name: string }): string {
    const spec = this.#world.system.hosts.find((one) => one.name === host);
    if (spec?.kind !== 'node') return name;
    return (spec.nodeVersion ?? 24) < 24 ? 'node' : 'MainThread';
  }

  #isSupervised(host: string): boolean {
    return this.#world.system.hosts.some(({ name, kind }) => name === host && kind === 'node');
  }

  /** Programs people start by hand are no services. */
  #isCommand(name: string): boolean {
    return ['curl', 'client', 'node', 'ab', 'wrk', 'psql', 'redis-cli'].includes(name);
  }

  #output(event: Extract<TraceEvent, { kind: 'process-output' }>): void {
    const { pid, stream, name, host, atUs } = event;
    if (this.#isCommand(name)) return;
    const key = `${pid} ${stream}`;
    const lines = ((this.#unfinished.get(key) ?? '') + event.text).split('\n');
    this.#unfinished.set(key, lines.pop() ?? '');
    for (const text of lines) this.#add({ atUs, host, name, pid, stream, text });
    const file = `/root/.pm2/logs/${name}-${stream === 'stdout' ? 'out' : 'error'}.log`;
    this.#write(host, file, event.text);
  }

  #add({ atUs, host, name, pid, stream, text }: LogEntry): void {
    this.#entries.push({ atUs, host, name, pid, stream, text });
    if (this.#entries.length > KEPT * 2) {
      this.#dropped += this.#entries.length - KEPT;
      this.#entries = this.#entries.slice(-KEPT);
    }
    for (const listener of [...this.#listeners]) listener();
  }

  /** Output goes into pm2's files, where a Node service runs; many lines of one moment at once. */
  #write(host: string, path: string, text: string): void {
    const spec = this.#world.system.hosts.find(({ name }) => name === host);
    if (spec?.kind !== 'node') return;
    const key = `${host}:${path}`;
    const waiting = this.#unwritten.get(key);
    if (waiting) {
      waiting.text += text;
      return;
    }
    this.#unwritten.set(key, { host, text });
    this.#world.kernel.after(0, () => {
      const { text: whole } = this.#unwritten.get(key) ?? { text: '' };
      this.#unwritten.delete(key);
      const files = this.#world.machine(host)?.files;
      if (!files) return;
      const before = files.exists(path) ? files.readText(path) : '';
      try {
        files.writeFile(path, before.slice(-LONGEST_FILE) + whole);
      } catch {
        // A full disk loses the line, as it does for pm2.
      }
    });
  }
}
