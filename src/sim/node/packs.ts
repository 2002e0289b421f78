// Which pack holds what of Node's library and of packages. `node-first` and `<package>-first` are what the labs
// need as they come: the functions they use from their start to their first answers, and nothing else. `node-core`
// is what the usual server uses, tried with the programs in src/tools/packs/core-programs. `node-extra` holds
// every module a program may load, and `<package>` every file, whole. A world that runs into something a pack
// lacks stops with a MissingPackError; with the next pack it runs as before, only further.

/** Modules that no program of the simulator can use: tools, and what needs parts Node has in C++. */
const LEFT_OUT =
  /^internal\/(?:deps\/(?!acorn\/|undici\/\w+$)|test_runner|test\/|repl(?!\/history)|debugger|main\/(?!run_main_module)|crypto\/|http2\/|quic|webstorage|wasi|sqlite|cluster\/|policy|v8_prof|bootstrap\/|idna|trace_events|histogram_internal|per_context\/messageport)|^(?:repl|sqlite|wasi|quic|test|test\/reporters|inspector|inspector\/promises|trace_events|sea|http2|crypto|zlib|cluster|_tls_common|_tls_wrap|dgram|child_process|worker_threads)$/;

/** Whether the extra pack holds a library module. */
export const isPacked = (id: string): boolean => !LEFT_OUT.test(id);

/** The packs of the library, as files and as the host asks for them, those with more in them first. */
export const LIBRARY_PACKS = ['node-extra', 'node-core', 'node-first'] as const;

/** Libraries of older releases: one pack each, whole, with the constants beside it. Only worlds that run them load it. */
export const OLDER_RELEASES = ['node-20', 'node-22'] as const;

/** What a pack notes beside a file it holds less of than there is: the whole file's size. */
export interface PartNote {
  /** Bytes of the whole file. */
  readonly z?: number;
}
