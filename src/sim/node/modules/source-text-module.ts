// An ES module made from a text (https://tc39.es/ecma262/, "Source Text Module Records"). Its text is the body
// of a generator: up to the first `yield` its functions and exports come into being, after that it runs.
// Imported names that can no longer change are variables of that function, so that calling one
// has no `this`; in cycles, and for variables that are assigned to again, they are looked up each time.
// Simplified: functions of a module with a top-level await do not exist before it runs.

import type { GuestFunction, GuestObject } from '../guest.ts';
import type { ImportedName, ModuleLinks, NamePlace } from '../prepare/prepared.ts';
import { createNamespace } from './module-namespace.ts';
import { type ModuleBinding, ModuleRecord, type Resolution } from './module-record.ts';

type Resolved = readonly { readonly module: ModuleRecord; readonly name: string }[];

/** What a module's text is turned into. */
export interface ModuleBody {
  /** Put before the text. */
  readonly head: string;
  readonly parameters: readonly string[];
  readonly kind: 'generator' | 'async';
  /** Names that are looked up each time, as properties of an object. */
  readonly scope: object | null;
}

export interface SourceTextOptions {
  readonly links: ModuleLinks;
  /** Makes a function of the text. */
  readonly compile: (body: ModuleBody) => GuestFunction;
  /** `import()` and `import.meta` of the text. */
  readonly dynamicImport: GuestFunction;
  readonly meta: () => GuestObject;
  /** The SyntaxError for an import that leads nowhere. */
  readonly linkError: (message: string, place: NamePlace) => Error;
}

type Getters = Readonly<Record<string, () => unknown>>;
type Running = Iterator<unknown, unknown, unknown>;

/** A namespace, made when it is first asked for; one for each module. */
export function namespaceOf(module: ModuleRecord): object {
  let namespace = namespaces.get(module);
  if (!namespace) {
    const bindings = module
      .exportedNames()
      .map((name) => [name, module.resolveExport(name)] as const)
      .filter((entry): entry is readonly [string, ModuleBinding] => isBinding(entry[1]));
    namespace = createNamespace(new Map(bindings.map(([name, binding]) => [name, binding.get])));
    namespaces.set(module, namespace);
  }
  return namespace;
}

const namespaces = new WeakMap<ModuleRecord, object>();

/** A default export that is a function without a name is called `default`; its variable needs another. */
const DEFAULT_NAME = 'Object.defineProperty(__default,"name",{value:"default",configurable:true});';

const isBinding = (resolution: Resolution): resolution is ModuleBinding =>
  resolution !== null && resolution !== 'ambiguous';

const namespaceBinding = (module: ModuleRecord): ModuleBinding => ({
  module,
  name: '*namespace*',
  get: () => namespaceOf(module),
  isConstant: true,
});

const uninitialized = (name: string) => (): never => {
  throw new ReferenceError(`Cannot access '${name}' before initialization`);
};

export class SourceTextModule extends ModuleRecord {
  readonly #options: SourceTextOptions;
  #getters: Getters = {};
  #running: Running | null = null;
  #run: (() => Promise<void>) | null = null;
  /** Imported names that are variables of the function, and how to read them. */
  #constants: readonly (readonly [local: string, binding: ModuleBinding])[] = [];

  constructor(options: SourceTextOptions) {
    super();
    this.#options = options;
  }

  override get hasTopLevelAwait(): boolean {
    return this.#options.links.topLevelAwait !== undefined;
  }

  override exportedNames(seen = new Set<ModuleRecord>()): string[] {
    if (seen.has(this)) return [];
    seen.add(this);
    const { exports, reExports } = this.#options.links;
    const names = new Set(exports.map(({ exported }) => exported));
    for (const { exported } of reExports) if (exported !== null) names.add(exported);
    for (const { exported, request } of reExports) {
      if (exported !== null) continue;
      for (const name of this.#requested(request).exportedNames(seen)) {
        if (name !== 'default') names.add(name);
      }
    }
    return [...names];
  }

  override resolveExport(name: string, resolved: Resolved = []): Resolution {
    if (resolved.some((entry) => entry.module === this && entry.name === name)) return null;
    const path = [...resolved, { module: this, name }];
    const { exports, reExports } = this.#options.links;
    const local = exports.find(({ exported }) => exported === name);
    if (local) return this.#localBinding(name, local);
    const indirect = reExports.find(({ exported }) => exported === name);
    if (indirect) {
      const target = this.#requested(indirect.request);
      if (indirect.imported === null) return namespaceBinding(target);
      return target.resolveExport(indirect.imported, path);
    }
    if (name === 'default') return null;
    let found: ModuleBinding | null = null;
    for (const { exported, request } of reExports) {
      if (exported !== null) continue;
      const resolution = this.#requested(request).resolveExport(name, path);
      if (resolution === 'ambiguous') return resolution;
      if (resolution === null) continue;
      if (!found) found = resolution;
      else if (found.module !== resolution.module || found.name !== resolution.name) {
        return 'ambiguous';
      }
    }
    return found;
  }

  protected override initializeEnvironment(): void {
    const { links } = this.#options;
    for (const { request, imported, exported, place } of links.reExports) {
      if (imported !== null && exported !== null) this.#resolveImport(request, imported, place);
    }
    const bindings = links.imports.map((name) => [name.local, this.#bindingOf(name)] as const);
    const isSettled = ([, binding]: readonly [string, ModuleBinding]): boolean =>
      binding.isConstant && (binding.name === '*namespace*' || !this.isInCycle);
    this.#constants = bindings.filter(isSettled);
    this.#compile(bindings.filter((entry) => !isSettled(entry)));
  }

  protected override execute(): Promise<void> | undefined {
    if (this.#run) return this.#run();
    this.#running?.next(this.#importedValues());
    return undefined;
  }

  #localBinding(name: string, local: { local: string; isMutable: boolean }): ModuleBinding {
    const get = (): unknown => (this.#getters[name] ?? uninitialized(local.local))();
    return { module: this, name: local.local, get, isConstant: !local.isMutable };
  }

  #bindingOf({ request, imported, place }: ImportedName): ModuleBinding {
    if (imported === null) return namespaceBinding(this.#requested(request));
    return this.#resolveImport(request, imported, place);
  }

  #resolveImport(request: number, imported: string, place: NamePlace): ModuleBinding {
    const resolution = this.#requested(request).resolveExport(imported);
    if (isBinding(resolution)) return resolution;
    const { specifier } = this.#options.links.requests[request] as { specifier: string };
    const problem =
      resolution === 'ambiguous'
        ? `contains conflicting star exports for name '${imported}'`
        : `does not provide an export named '${imported}'`;
    throw this.#options.linkError(`The requested module '${specifier}' ${problem}`, place);
  }

  #requested(request: number): ModuleRecord {
    return this.requested[request] as ModuleRecord;
  }

  #compile(lookedUp: readonly (readonly [string, ModuleBinding])[]): void {
    const scope = lookedUp.length > 0 ? (Object.create(null) as object) : null;
    for (const [local, { get }] of lookedUp) {
      const set = (): never => {
        throw new TypeError('Assignment to constant variable.');
      };
      Object.defineProperty(scope as object, local, { get, set, enumerable: true });
    }
    const { exports } = this.#options.links;
    const getters = exports.map(
      ({ exported, local }) => `${JSON.stringify(exported)}:()=>${local}`,
    );
    const define = `"use strict";__exports({${getters.join(',')}});${this.#defaultName}`;
    const locals = this.#constants.map(([local]) => local).join(',');
    const parameters = ['__exports', '__meta', '__impt'];
    const { dynamicImport, meta } = this.#options;
    const setGetters = (given: unknown): void => {
      this.#getters = given as Getters;
    };
    if (this.hasTopLevelAwait) {
      const body = { kind: 'async', parameters: [...parameters, '__values'], scope } as const;
      const run = this.#options.compile({ ...body, head: `${define}const{${locals}}=__values;` });
      this.#run = () =>
        run(setGetters, meta, dynamicImport, this.#importedValues()) as Promise<void>;
      return;
    }
    const head = `${define}const{${locals}}=yield;`;
    const run = this.#options.compile({ kind: 'generator', parameters, scope, head });
    this.#running = run(setGetters, meta, dynamicImport) as Running;
    this.#running.next();
  }

  get #defaultName(): string {
    const isNameless = this.#options.links.exports.some(({ local }) => local === '__default');
    return isNameless ? DEFAULT_NAME : '';
  }

  #importedValues(): GuestObject {
    return Object.fromEntries(this.#constants.map(([local, { get }]) => [local, get()]));
  }
}
