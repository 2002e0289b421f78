// Loads modules of Node's library for one process: what internal/bootstrap/realm.js does in a real Node.
// A few modules are the simulator's own, where Node's text needs a C++ part that makes no sense here.

import type { Guards } from './guards.ts';
import type { Binding, GuestFunction, GuestObject } from './guest.ts';
import type { GuestRealm } from './guest-realm.ts';

export { MissingPackError } from './missing-pack.ts';

/** A module of the library that the simulator provides itself. */
export type OwnModule = (require: (id: string) => GuestObject) => unknown;

export interface BuiltinLoaderOptions {
  readonly realm: GuestRealm;
  readonly globalObject: GuestObject;
  readonly processObject: GuestObject;
  readonly internalBinding: (name: string) => Binding;
  readonly ownModules: ReadonlyMap<string, OwnModule>;
  /** Called after a module was loaded for the first time. */
  readonly loaded: (id: string) => void;
  /** The guards a library file calls. */
  readonly guardsFor: (url: string, missing: () => never) => Guards;
  /** Runs something whose reads are of files about to be run. */
  readonly readToRun: <Result>(action: () => Result) => Result;
}

const PARAMETERS = ['exports', 'require', 'module', 'process', 'internalBinding', 'primordials'];

/** Modules that can only be required with the `node:` prefix. */
const SCHEME_ONLY = new Set(['sea', 'sqlite', 'test', 'test/reporters', 'quic']);
const EXPERIMENTAL = new Set(['sqlite', 'quic', 'stream/iter', 'zlib/iter']);

/** The library module that reads the files of programs and packages in order to run them. */
const PROGRAM_LOADER = 'internal/modules/cjs/loader';

/** A library module, as the library's own loaders know it. */
export class BuiltinModule {
  readonly id: string;
  readonly filename: string;
  exports: unknown = {};
  loaded = false;
  loading = false;
  exportKeys: string[] | undefined;
  canBeRequiredByUsers: boolean;
  readonly #load: (module: BuiltinModule) => void;
  readonly #createFacade: FacadeMaker;
  #facade: BuiltinFacade | null = null;

  constructor(id: string, load: (module: BuiltinModule) => void, createFacade: FacadeMaker) {
    this.id = id;
    this.#createFacade = createFacade;
    this.filename = `${id}.js`;
    this.canBeRequiredByUsers = !id.startsWith('internal/') && !EXPERIMENTAL.has(id);
    this.#load = load;
  }

  compileForInternalLoader(): unknown {
    if (!this.loaded && !this.loading) this.#load(this);
    return this.exports;
  }

  compileForPublicLoader(): unknown {
    this.compileForInternalLoader();
    this.exportKeys ??= Object.keys(this.exports as object);
    return this.exports;
  }

  /** The module as `import` sees it, made and run once. */
  getESMFacade(): BuiltinFacade {
    if (!this.#facade) {
      const keys = this.exportKeys ?? [];
      const names = keys.includes('default') ? keys : [...keys, 'default'];
      const facade = this.#createFacade(`node:${this.id}`, names, () => {
        this.syncExports();
        facade.setExport('default', this.exports);
      });
      this.#facade = facade;
      facade.link([]);
      facade.instantiate();
      facade.evaluateSync();
    }
    return this.#facade;
  }

  /** Brings the names up to date with the properties of the exports. */
  syncExports(): void {
    for (const name of this.exportKeys ?? []) {
      if (name === 'default') continue;
      this.#facade?.setExport(name, Reflect.get(this.exports as object, name));
    }
  }
}

/** A ModuleWrap, as far as it is used here. */
export interface BuiltinFacade {
  setExport(name: string, value: unknown): void;
  link(modules: readonly unknown[]): void;
  instantiate(): void;
  evaluateSync(): object;
}

type FacadeMaker = (url: string, names: readonly string[], evaluate: () => void) => BuiltinFacade;

export class BuiltinLoader {
  readonly #options: BuiltinLoaderOptions;
  readonly #primordials: GuestObject;
  readonly #map: Map<string, BuiltinModule>;

  constructor(options: BuiltinLoaderOptions) {
    this.#options = options;
    const { realm, globalObject } = options;
    // Primordials are frozen; a property of the same name has to be defined, not assigned.
    this.#primordials = Object.create(realm.primordials, {
      globalThis: { value: globalObject },
    }) as GuestObject;
    const ids = realm.library.constants.builtinIds;
    const load = (module: BuiltinModule): void => this.#load(module);
    const createFacade: FacadeMaker = (url, names, evaluate) => {
      const { ModuleWrap } = options.internalBinding('module_wrap') as {
        ModuleWrap: new (...args: unknown[]) => BuiltinFacade;
      };
      return new ModuleWrap(url, undefined, names, evaluate);
    };
    this.#map = new Map(ids.map((id) => [id, new BuiltinModule(id, load, createFacade)]));
    this.#defineRealmModule();
  }

  get primordials(): GuestObject {
    return this.#primordials;
  }

  readonly require = (id: string): GuestObject => {
    const module = this.#map.get(id);
    if (!module) throw new TypeError(`Missing internal module '${id}'`);
    return module.compileForInternalLoader() as GuestObject;
  };

  /** What the loader of programs requires: its `fs` says that what it reads is to be run. */
  readonly #requireToRun = (id: string): GuestObject => {
    const module = this.require(id);
    if (id !== 'fs') return module;
    const { readToRun } = this.#options;
    const readFileSync = (...args: unknown[]): unknown =>
      readToRun(() => (module['readFileSync'] as GuestFunction).apply(module, args));
    return Object.create(module, { readFileSync: { value: readFileSync } }) as GuestObject;
  };

  /** The module a program may require under this name, with or without `node:`. */
  publicId(request: string): string | undefined {
    const bare = request.startsWith('node:') ? request.slice(5) : request;
    if (!this.#map.get(bare)?.canBeRequiredByUsers) return undefined;
    return request === bare && SCHEME_ONLY.has(bare) ? undefined : bare;
  }

  #load(module: BuiltinModule): void {
    const { realm, globalObject, processObject, internalBinding, ownModules, guardsFor } =
      this.#options;
    module.loading = true;
    try {
      const own = ownModules.get(module.id);
      if (own) {
        module.exports = own(this.require);
      } else {
        const run = realm.compileLibrary(module.id, {
          parameters: PARAMETERS,
          globalObject,
          guardsFor,
        });
        run.call(
          undefined,
          module.exports,
          module.id === PROGRAM_LOADER ? this.#requireToRun : this.require,
          module,
          processObject,
          internalBinding,
          this.#primordials,
        );
      }
      module.loaded = true;
    } finally {
      module.loading = false;
    }
    this.#options.loaded(module.id);
  }

  /** `internal/bootstrap/realm`: how library modules ask about each other. */
  #defineRealmModule(): void {
    const realmModule = this.#map.get('internal/bootstrap/realm');
    if (!realmModule) return;
    const publicIds = [...this.#map.values()]
      .filter((module) => module.canBeRequiredByUsers)
      .map(({ id }) => id);
    const schemeless = publicIds.filter((id) => !SCHEME_ONLY.has(id));
    const statics = {
      map: this.#map,
      exists: (id: string) => this.#map.has(id),
      canBeRequiredByUsers: (id: string) => this.#map.get(id)?.canBeRequiredByUsers ?? false,
      canBeRequiredWithoutScheme: (id: string) => schemeless.includes(id),
      normalizeRequirableId: (id: string) => this.publicId(id),
      isBuiltin: (id: string) => this.publicId(id) !== undefined,
      // Asked by Node 20.
      getCanBeRequiredByUsersWithoutSchemeList: () => schemeless,
      getSchemeOnlyModuleNames: () => [...SCHEME_ONLY],
      getAllBuiltinModuleIds: () => [...schemeless, ...[...SCHEME_ONLY].map((id) => `node:${id}`)],
      allowRequireByUsers() {},
      setRealmAllowRequireByUsers() {},
      exposeInternals() {},
    };
    realmModule.exports = {
      BuiltinModule: Object.assign(class extends BuiltinModule {}, statics),
      internalBinding: this.#options.internalBinding,
      require: this.require,
    };
    realmModule.loaded = true;
  }
}
