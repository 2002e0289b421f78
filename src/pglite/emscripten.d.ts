// The module that emscripten made of PostgreSQL: file pglite.js of the package @electric-sql/pglite, as far as it is
// used here. The build resolves the name; the version is pinned in package.json.

declare module 'pglite-module' {
  export interface PostgresFiles {
    mkdirTree(path: string, mode: number): void;
    writeFile(path: string, data: Uint8Array, options: { mode: number }): void;
    chmod(path: string, mode: number): void;
  }

  export interface PostgresModule {
    readonly ENV: Record<string, string>;
    readonly FS: PostgresFiles;
    readonly HEAPU8: Uint8Array;
    /** Addresses of variables of the server. */
    readonly _InterruptPending: number;
    readonly _QueryCancelPending: number;
    readonly _MyLatch: number;
    readonly _MyProcPid: number;
    readonly _pgBufferUsage: number;
    readonly _pgWalUsage: number;
    onRuntimeInitialized?: () => void;
    addFunction(action: (...args: number[]) => number, signature: string): number;
    callMain(args: readonly string[]): number;
    UTF8ToString(address: number): string;
    stringToUTF8OnStack(text: string): number;
    stackSave(): number;
    stackRestore(pointer: number): void;
    _fopen(path: number, mode: number): number;
    _fclose(stream: number): void;
    _pgl_set_system_fn(action: number): void;
    _pgl_set_popen_fn(action: number): void;
    _pgl_set_pclose_fn(action: number): void;
    _pgl_set_rw_cbs(read: number, write: number): void;
    _pgl_setPGliteActive(active: number): void;
    _pgl_startPGlite(): void;
    _pgl_pq_flush(): void;
    _pq_buffer_remaining_data(): number;
    _PostgresMainLoopOnce(): void;
    _PostgresMainLongJmp(): void;
    _PostgresSendReadyForQueryIfNecessary(): void;
  }

  export type WasmImports = Record<string, Record<string, unknown>>;

  export interface ModuleOptions {
    thisProgram: string;
    WASM_PREFIX: string;
    arguments: readonly string[];
    noExitRuntime: boolean;
    wasmMemory: WebAssembly.Memory;
    pg_extensions: Record<string, never>;
    stdin(): null;
    print(text: string): void;
    printErr(text: string): void;
    instantiateWasm(
      imports: WasmImports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
    getPreloadedPackage(): ArrayBuffer;
    preRun: readonly ((module: PostgresModule) => void)[];
  }

  // biome-ignore lint/style/noDefaultExport: that is how emscripten exports it
  export default function createModule(options: ModuleOptions): Promise<PostgresModule>;
}
