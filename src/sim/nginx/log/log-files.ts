// Appends lines to log files. Lines of one moment are collected and written together: a file's
// content is copied with each write, so a line at a time would make long logs slow.

import { FileSystemError } from '../../files/file-system.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Machine } from '../../process/machine.ts';

/**
 * The newest lines are kept; what is older than this many bytes is dropped when a log gets long.
 */
const LONGEST_LOG_BYTES = 4 * 1024 * 1024;

/** Log files of one machine's nginx, open for appending. */
export class LogFiles {
  readonly #kernel: Kernel;
  readonly #machine: Machine;
  readonly #waiting = new Map<string, string[]>();
  #isScheduled = false;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#kernel = machine.kernel;
  }

  append(path: string, text: string): void {
    const lines = this.#waiting.get(path);
    if (lines) lines.push(text);
    else this.#waiting.set(path, [text]);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#kernel.after(0, () => this.flush());
  }

  /** Writes what waits. A full disk loses it, as it does for nginx. */
  flush(): void {
    this.#isScheduled = false;
    const { files } = this.#machine;
    for (const [path, lines] of this.#waiting) {
      const added = lines.join('');
      try {
        const node = files.openFile(path, { create: true, exclusive: false, mode: 0o644 });
        const before = typeof node.content === 'string' ? node.content : files.readText(path);
        // Cutting a long text costs time, so it is done rarely and by half.
        const kept =
          before.length > LONGEST_LOG_BYTES ? before.slice(-LONGEST_LOG_BYTES / 2) : before;
        files.setContent(node, kept + added, path);
      } catch (error) {
        if (!(error instanceof FileSystemError)) throw error;
      }
    }
    this.#waiting.clear();
  }
}
