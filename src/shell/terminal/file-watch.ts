// Watches the files a world began with, and tells the trace when one of them is another one: whoever shows them
// to a reader hears of `sed -i`, `git revert` or a redirection. What is saved from outside is no news.

import type { FileSystem, HostFile, Micros, TerminalWorld } from '#sim';

/** Changes are told together: a loop that appends to a file is not worth an event a line. */
const GATHER_US = 100_000;
/** Longer texts are nothing for an editor. */
const TEXT_LIMIT = 200_000;

const keyOf = (host: string, path: string): string => `${host}:${path}`;

export class FileWatch {
  readonly #world: TerminalWorld;
  readonly #watched = new Map<string, readonly HostFile[]>();
  /** Texts as they were told last, by host and path. */
  readonly #known = new Map<string, string | null>();
  readonly #touched = new Map<string, Micros>();
  #isScheduled = false;

  constructor(world: TerminalWorld) {
    this.#world = world;
    for (const { name } of world.system.hosts) this.#watch(name);
    world.kernel.trace.subscribe((event) => {
      if (event.kind !== 'command' || event.command.type !== 'save') return;
      const { host, path, text } = event.command;
      if (this.#known.has(keyOf(host, path))) this.#known.set(keyOf(host, path), text);
    });
  }

  #watch(host: string): void {
    const files = this.#world.machine(host)?.files;
    // Nobody edits what git keeps.
    const watched = this.#world.sourceFiles.filter(
      (file) => file.host === host && !file.path.includes('/.git/'),
    );
    if (!files || watched.length === 0) return;
    this.#watched.set(host, watched);
    for (const { path } of watched) this.#known.set(keyOf(host, path), readText(files, path));
    files.onChange((changed) => {
      const isWatched = watched.some(
        ({ path }) => path === changed || path.startsWith(`${changed}/`),
      );
      if (isWatched) this.#touch(host);
    });
  }

  #touch(host: string): void {
    this.#touched.set(host, this.#world.kernel.nowUs);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#world.kernel.after(GATHER_US, () => {
      this.#isScheduled = false;
      this.tell();
    });
  }

  /** Tells at once what has changed. */
  tell(): void {
    for (const [host, changedUs] of this.#touched) {
      const files = this.#world.machine(host)?.files;
      for (const { path } of (files && this.#watched.get(host)) || []) {
        const text = files ? readText(files, path) : null;
        if (text === this.#known.get(keyOf(host, path))) continue;
        this.#known.set(keyOf(host, path), text);
        this.#world.kernel.trace.record({ kind: 'file-changed', host, path, text, changedUs });
      }
    }
    this.#touched.clear();
  }
}

/** The text of a file; null where there is none that an editor could show. */
function readText(files: FileSystem, path: string): string | null {
  const node = files.find(path);
  if (node?.kind !== 'file') return null;
  const text = files.readText(path);
  return text.length > TEXT_LIMIT ? null : text;
}
