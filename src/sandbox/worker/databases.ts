// PGlite in the run worker: opened before a world is built, one for each host that runs it. Its script is given
// WebAssembly by hand, because the global scope has none once it is tamed, and reader code is to find none.

import { MissingDatabaseError, type TakeDatabase, type WorldSource } from '#sim';
import type { OpenDatabase, PgliteScript } from '../../pglite/door.ts';

/** How many databases a world's hosts take. */
const databasesOf = ({ system }: WorldSource): number =>
  system.hosts.filter((host) => host.kind === 'postgres' && host.engine === 'pglite').length;

export class Databases {
  readonly #webAssembly: typeof WebAssembly;
  readonly #textDecoder: typeof TextDecoder;
  #open: OpenDatabase | null = null;
  #program: WebAssembly.Module | null = null;
  #disk: Uint8Array | null = null;

  readonly #works: () => void;

  /** `works` is called before a database opens or works on something: that takes seconds on a slow machine. */
  constructor(webAssembly: typeof WebAssembly, textDecoder: typeof TextDecoder, works: () => void) {
    this.#webAssembly = webAssembly;
    this.#textDecoder = textDecoder;
    this.#works = works;
  }

  /** Takes what evaluating the script gave. */
  setScript(script: unknown): void {
    this.#open = (script as PgliteScript)(this.#webAssembly, this.#textDecoder);
  }

  add(name: 'pglite-program' | 'pglite-disk', content: string | ArrayBuffer): void {
    if (typeof content === 'string') return;
    if (name === 'pglite-program') this.#program = new this.#webAssembly.Module(content);
    else this.#disk = new Uint8Array(content);
  }

  /** Opens what a world takes. Throws MissingDatabaseError where the files are not there. */
  async openFor(source: WorldSource): Promise<TakeDatabase> {
    const count = databasesOf(source);
    const files = this.#program && this.#disk && { module: this.#program, pack: this.#disk };
    const open = this.#open;
    if (count > 0 && !(open && files)) throw new MissingDatabaseError();
    if (count > 0) this.#works();
    const opened = await Promise.all(
      Array.from({ length: count }, async () => (open && files ? open(files) : undefined)),
    );
    return () => {
      const database = opened.shift();
      if (!database) throw new MissingDatabaseError();
      return {
        execute: (messages, call) => {
          this.#works();
          return database.execute(messages, call);
        },
        setProcessId: (pid) => database.setProcessId(pid),
        useRandom: (fill) => database.useRandom(fill),
      };
    };
  }
}
