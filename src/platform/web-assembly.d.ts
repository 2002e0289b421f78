// WebAssembly, which Node has and its types leave to those of browsers: only what is used here.
// biome-ignore lint/style/noNamespace: the global is a namespace, and its types are named as its values
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, object>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
