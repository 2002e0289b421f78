// internalBinding('module_wrap'): ES modules as Node's loader handles them (src/module_wrap.cc). The modules
// themselves are in ../modules/.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction, GuestObject } from '../guest.ts';
import type { ModuleRecord, ModuleStatus } from '../modules/module-record.ts';
import { namespaceOf, SourceTextModule } from '../modules/source-text-module.ts';
import { SyntheticModule } from '../modules/synthetic-module.ts';
import type { ModuleLinks } from '../prepare/prepared.ts';
import type { ProgramCompiler } from '../program-compiler.ts';
import { releaseOf } from '../release.ts';

const ERRORED = 'kErrored';
const STATUS_NAMES: Readonly<Record<ModuleStatus, string>> = {
  unlinked: 'kUninstantiated',
  linking: 'kInstantiating',
  linked: 'kInstantiated',
  evaluating: 'kEvaluating',
  'evaluating-async': 'kEvaluated',
  evaluated: 'kEvaluated',
};

/** The rest: the phase (since Node 24), the attributes, and the name of who imports. */
type ImportCallback = (referrer: symbol, specifier: string, ...rest: unknown[]) => Promise<unknown>;
type MetaCallback = (referrer: symbol, meta: GuestObject, wrap: object) => void;

/** The functions of Node's library that make `import()` and `import.meta`. */
interface ModuleCallbacks {
  importDynamically: ImportCallback | null;
  initializeMeta: MetaCallback | null;
}

/** `{ with: { type: 'json' } }` of an `import()`. */
function attributesOf(options: unknown): object {
  const given = (options as { with?: object } | undefined)?.with ?? {};
  return Object.assign(Object.create(null) as object, given);
}

abstract class ModuleWrapBase {
  readonly #record: ModuleRecord;
  readonly url: string;
  hasAsyncGraph: boolean | undefined;
  readonly #environment: NodeEnvironment;

  constructor(url: string, record: ModuleRecord, environment: NodeEnvironment) {
    this.url = url;
    this.#record = record;
    this.#environment = environment;
  }

  static recordOf(wrap: ModuleWrapBase): ModuleRecord {
    return wrap.#record;
  }

  /** Node 20 gives the specifiers first, and lists that have no methods. */
  link(...lists: readonly ArrayLike<unknown>[]): void {
    const modules = (lists[lists.length - 1] ?? []) as ArrayLike<ModuleWrapBase>;
    this.#record.requested = Array.from(modules, (wrap) => wrap.#record);
  }

  instantiate(): void {
    this.#record.link();
    this.hasAsyncGraph = this.#record.isGraphAsync;
  }

  /** What Node 20 calls for a module that is required; the answer is whether it has to wait. */
  instantiateSync(): boolean {
    this.instantiate();
    return this.#record.isGraphAsync;
  }

  isGraphAsync(): boolean {
    return this.#record.isGraphAsync;
  }

  evaluate(): Promise<unknown> {
    return this.#record.evaluate();
  }

  evaluateSync(): object {
    void this.#record.evaluate().catch(() => {});
    const error = this.#record.evaluationError;
    if (error) throw error.value;
    return namespaceOf(this.#record);
  }

  getNamespace(): object {
    return namespaceOf(this.#record);
  }

  getNamespaceSync(): object {
    return namespaceOf(this.#record);
  }

  getStatus(): number {
    const { status, evaluationError } = this.#record;
    const name = evaluationError ? ERRORED : STATUS_NAMES[status];
    return this.#environment.constants.modulesTypes[name] as number;
  }

  getError(): unknown {
    return this.#record.evaluationError?.value;
  }

  setExport(name: string, value: unknown): void {
    (this.#record as SyntheticModule).setExport(name, value);
  }

  createCachedData(): Uint8Array {
    return new Uint8Array(0);
  }
}

class ModuleWrapFactory {
  readonly #environment: NodeEnvironment;
  readonly #compiler: ProgramCompiler;
  readonly #callbacks: ModuleCallbacks;

  constructor(environment: NodeEnvironment, compiler: ProgramCompiler, callbacks: ModuleCallbacks) {
    this.#environment = environment;
    this.#compiler = compiler;
    this.#callbacks = callbacks;
  }

  /** The class the library makes wraps of: of a text, or of names and a function that fills them. */
  createClass(): unknown {
    const factory = this;
    const environment = this.#environment;
    const isOlder = releaseOf(environment.constants.version).major < 24;
    const cjsSymbol = environment.symbols['imported_cjs_symbol'] as symbol;
    class ModuleWrap extends ModuleWrapBase {
      readonly sourceMapURL = undefined;
      readonly sourceURL = undefined;
      readonly synthetic: boolean;
      /** A property since Node 24, a method before. */
      readonly hasTopLevelAwait: boolean | (() => boolean);
      readonly #links: ModuleLinks | null;

      constructor(url: string, _context: unknown, source: string | string[], ...rest: unknown[]) {
        const isText = typeof source === 'string';
        const module = isText
          ? factory.#textModule(url, source, rest[2], () => this)
          : factory.#syntheticModule(source, () => (rest[0] as GuestFunction).call(this));
        super(url, module.record, environment);
        this.#links = module.links;
        this.synthetic = !isText;
        const { hasTopLevelAwait } = module.record;
        this.hasTopLevelAwait = isOlder ? () => hasTopLevelAwait : hasTopLevelAwait;
        if (!isText && rest[1] !== undefined) {
          Object.defineProperty(this, cjsSymbol, { value: rest[1] });
        }
      }

      getModuleRequests(): readonly object[] {
        const phase = environment.constants.modulesTypes['kEvaluationPhase'];
        return (this.#links?.requests ?? []).map(({ specifier, attributes }) => ({
          __proto__: null,
          specifier,
          phase,
          attributes: { __proto__: null, ...attributes },
        }));
      }
    }
    return environment.nameClass('ModuleWrap', ModuleWrap as never);
  }

  #syntheticModule(
    names: readonly string[],
    evaluate: () => void,
  ): { record: ModuleRecord; links: null } {
    return { record: new SyntheticModule(names, evaluate), links: null };
  }

  #textModule(
    url: string,
    text: string,
    referrer: unknown,
    wrap: () => object,
  ): { record: ModuleRecord; links: ModuleLinks } {
    const prepared = this.#compiler.prepareModule(url, text);
    const links = prepared.links as ModuleLinks;
    let meta: GuestObject | null = null;
    const record = new SourceTextModule({
      links,
      compile: (body) => this.#compiler.compileModule({ url, prepared, original: text, body }),
      dynamicImport: (specifier, options) =>
        this.#environment.importer.import(url, specifier, options, true),
      meta: () => {
        if (!meta) {
          meta = Object.create(null) as GuestObject;
          this.#callbacks.initializeMeta?.(referrer as symbol, meta, wrap());
        }
        return meta;
      },
      linkError: (message, place) => this.#compiler.linkError(url, text, { message, ...place }),
    });
    return { record, links };
  }
}

/** `import()`: an argument that cannot be made a text is a rejection, not an exception. */
function createImporter(
  environment: NodeEnvironment,
  callbacks: ModuleCallbacks,
): NodeEnvironment['importer'] {
  const { symbols, constants } = environment;
  return {
    async import(referrer, specifier, options, fromModule = false) {
      const name = fromModule
        ? 'source_text_module_default_hdo'
        : 'vm_dynamic_import_default_internal';
      // Node 20 and 22 know no phases, and their callbacks take none.
      const { kEvaluationPhase: phase } = constants.modulesTypes;
      const text = `${specifier as string}`;
      return callbacks.importDynamically?.(
        symbols[name] as symbol,
        text,
        ...(phase === undefined ? [] : [phase]),
        attributesOf(options),
        referrer,
      );
    },
  };
}

export function createModuleWrap(environment: NodeEnvironment, compiler: ProgramCompiler): Binding {
  const callbacks: ModuleCallbacks = { importDynamically: null, initializeMeta: null };
  environment.importer = createImporter(environment, callbacks);
  const factory = new ModuleWrapFactory(environment, compiler, callbacks);
  return {
    ...environment.constants.modulesTypes,
    ModuleWrap: factory.createClass(),
    setImportModuleDynamicallyCallback(callback: ImportCallback) {
      callbacks.importDynamically = callback;
    },
    setInitializeImportMetaObjectCallback(callback: MetaCallback) {
      callbacks.initializeMeta = callback;
    },
    createRequiredModuleFacade: (wrap: ModuleWrapBase) =>
      requiredFacade(ModuleWrapBase.recordOf(wrap)),
    throwIfPromiseRejected() {},
  };
}

/** What `require` of an ES module with a default export gives: its names, and `__esModule`. */
function requiredFacade(original: ModuleRecord): object {
  const namespace = namespaceOf(original) as GuestObject;
  const names = [...original.exportedNames(), '__esModule'];
  const facade: SyntheticModule = new SyntheticModule([...new Set(names)], () => {
    for (const name of original.exportedNames()) facade.setExport(name, namespace[name]);
    facade.setExport('__esModule', true);
  });
  facade.link();
  void facade.evaluate();
  return namespaceOf(facade);
}

/** internalBinding('cjs_lexer'): the names a CommonJS file seems to export. */
export const createCjsLexer = (compiler: ProgramCompiler): Binding => ({
  parse(text: string) {
    const { exports, reExports } = compiler.commonJsNames(text);
    return [new Set(exports), [...reExports]];
  },
});
