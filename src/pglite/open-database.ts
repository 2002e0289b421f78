// Opens PGlite: PostgreSQL 18 compiled to WebAssembly, as one backend in single-user mode on files in memory. What is
// asked of it goes in as bytes of the protocol and comes out as bytes, within the call. The steps are those of the
// class PGlite of the package, less everything that waits, stores or fetches.

import createModule, { type PostgresModule } from 'pglite-module';
import { joinBytes } from '../sim/http/bytes.ts';
import type { RawAnswer, RawCall, RawDatabase } from '../sim/postgres/pglite/raw-database.ts';
import { BackendClock } from './clock.ts';
import type { DatabaseFiles, OpenDatabase } from './door.ts';
import { unpack } from './pack.ts';
import { chance } from './shadows.ts';

const PROGRAM = '/pglite/bin/postgres';
const DATA = '/pglite/data';
/** In pages of 64 kB, as the module declares it: 128 MB, of which most is never touched. */
const MEMORY = { initial: 2_048, maximum: 32_768 };

const ENVIRONMENT = {
  HOME: '/home/postgres',
  USER: 'postgres',
  LOGNAME: 'postgres',
  PGDATA: DATA,
  PGUSER: 'postgres',
  PGDATABASE: 'postgres',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PGTZ: 'UTC',
  PGCLIENTENCODING: 'UTF8',
};

const SETTINGS = {
  exit_on_error: 'false',
  io_method: 'sync',
  log_checkpoints: 'false',
  max_connections: '10',
  max_parallel_maintenance_workers: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '0',
  scram_iterations: '16',
  shared_buffers: '16MB',
};

/** What its main function answers where the backend stays alive. */
const ALIVE = 99;
/** The status of what is thrown where PostgreSQL jumps back to its main loop with an error. */
const JUMPED_TO_MAIN = 100;

/** Where a latch has its owner's number, after three words. */
const LATCH_OWNER = 12;

const statusOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? (error as { status?: unknown }).status : undefined;

class PgliteDatabase implements RawDatabase {
  readonly #clock: BackendClock;
  readonly #memory: WebAssembly.Memory;
  #module: PostgresModule | null = null;
  #input = new Uint8Array(0);
  #read = 0;
  #output: Uint8Array[] = [];
  /** While it is opened: anything, as long as it is always the same. */
  #fill = (bytes: Uint8Array): void => {
    bytes.fill(7);
  };

  constructor() {
    this.#memory = new WebAssembly.Memory(MEMORY);
    this.#clock = new BackendClock(this.#memory);
  }

  async open({ module: wasm, pack }: DatabaseFiles): Promise<void> {
    const { bundle, files } = unpack(pack);
    chance.fill = this.#fill;
    const module = await createModule({
      thisProgram: PROGRAM,
      WASM_PREFIX: '/pglite',
      arguments: [],
      noExitRuntime: true,
      wasmMemory: this.#memory,
      pg_extensions: {},
      stdin: () => null,
      print: () => {},
      printErr: () => {},
      instantiateWasm: (imports, done) => {
        this.#clock.replaceImports(imports);
        done(new WebAssembly.Instance(wasm, imports as WebAssembly.Imports), wasm);
        return {};
      },
      getPreloadedPackage: () => bundle,
      preRun: [
        (one) => {
          Object.assign(one.ENV, ENVIRONMENT);
          one.onRuntimeInitialized = () => this.#connect(one);
        },
      ],
    });
    module.FS.chmod(PROGRAM, 0o555);
    for (const { path, content } of files) {
      if (content === null) module.FS.mkdirTree(path, 0o700);
      else module.FS.writeFile(path, content, { mode: 0o600 });
    }
    this.#start(module);
  }

  #start(module: PostgresModule): void {
    chance.fill = this.#fill;
    module._pgl_setPGliteActive(1);
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const status = module.callMain([
      '--single',
      '-F',
      '-O',
      '-j',
      ...settings,
      '-D',
      DATA,
      'postgres',
    ]);
    if (status !== ALIVE) throw new Error(`PGlite did not start: status ${status}`);
    module._pgl_startPGlite();
    this.#module = module;
    this.#clock.watch(module);
  }

  /** Gives the backend its socket: what it reads is `#input`, what it writes goes to `#output`. */
  #connect(module: PostgresModule): void {
    module._pgl_set_system_fn(module.addFunction(() => 1, 'pi'));
    module._pgl_set_popen_fn(
      module.addFunction(() => {
        const path = module.stringToUTF8OnStack('/pglite/locale-a');
        return module._fopen(path, module.stringToUTF8OnStack('r'));
      }, 'ppp'),
    );
    module._pgl_set_pclose_fn(
      module.addFunction((stream = 0) => {
        module._fclose(stream);
        return 0;
      }, 'pi'),
    );
    const read = module.addFunction((address = 0, most = 0) => {
      const part = this.#input.subarray(this.#read, this.#read + most);
      module.HEAPU8.set(part, address);
      this.#read += part.length;
      return part.length;
    }, 'ipi');
    const write = module.addFunction((address = 0, length = 0) => {
      this.#output.push(module.HEAPU8.slice(address, address + length));
      return length;
    }, 'ipi');
    module._pgl_set_rw_cbs(read, write);
  }

  execute(messages: Uint8Array, call: RawCall): RawAnswer {
    const module = this.#module;
    if (!module) throw new Error('PGlite has come to its end');
    this.#input = Uint8Array.from(messages);
    this.#read = 0;
    this.#output = [];
    this.#clock.begin(call);
    chance.fill = this.#fill;
    try {
      while (this.#read < messages.length || module._pq_buffer_remaining_data() > 0)
        this.#step(module);
      module._PostgresSendReadyForQueryIfNecessary();
      module._pgl_pq_flush();
    } catch (error) {
      this.#module = null;
      throw error;
    }
    return {
      bytes: joinBytes(this.#output),
      spentUs: this.#clock.spentUs,
      sleptUs: this.#clock.sleptUs,
      walRecords: this.#clock.walRecords,
    };
  }

  /** One message. An SQL error comes out as a jump, and PostgreSQL's own handler takes it from there. */
  #step(module: PostgresModule): void {
    const stack = module.stackSave();
    try {
      module._PostgresMainLoopOnce();
    } catch (error) {
      if (statusOf(error) !== JUMPED_TO_MAIN) throw error;
      module.stackRestore(stack);
      module._PostgresMainLongJmp();
    }
  }

  setProcessId(pid: number): void {
    const module = this.#module;
    if (!module) return;
    const memory = new DataView(this.#memory.buffer);
    memory.setInt32(module._MyProcPid, pid, true);
    // A process may only wait on a latch of its own, and pg_sleep waits.
    const latch = memory.getInt32(module._MyLatch, true);
    memory.setInt32(latch + LATCH_OWNER, pid, true);
  }

  useRandom(fill: (bytes: Uint8Array) => void): void {
    this.#fill = fill;
  }
}

export const openDatabase: OpenDatabase = async (files) => {
  const database = new PgliteDatabase();
  await database.open(files);
  return database;
};
