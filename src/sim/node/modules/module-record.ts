// Modules as ECMAScript defines them: linking, then evaluating in the order of the imports, with top-level
// awaits (https://tc39.es/ecma262/, "Cyclic Module Records"). Names of steps and fields are the
// specification's. What a module is made of is in its subclasses.

/** How far a module has come. */
export type ModuleStatus =
  | 'unlinked'
  | 'linking'
  | 'linked'
  | 'evaluating'
  | 'evaluating-async'
  | 'evaluated';

/** A variable of a module, as importers see it. */
export interface ModuleBinding {
  readonly module: ModuleRecord;
  readonly name: string;
  get(): unknown;
  /** Whether its value never changes once the module has run. */
  readonly isConstant: boolean;
}

/** What a name leads to: a binding, a whole namespace, nothing, or several things at once. */
export type Resolution = ModuleBinding | 'ambiguous' | null;

type Resolved = readonly { readonly module: ModuleRecord; readonly name: string }[];

interface Capability {
  readonly promise: Promise<undefined>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function newCapability(): Capability {
  let settle: Omit<Capability, 'promise'> | null = null;
  const promise = new Promise<undefined>((resolve, reject) => {
    settle = { resolve: () => resolve(undefined), reject };
  });
  return { promise, ...(settle as unknown as Omit<Capability, 'promise'>) };
}

/** A module's own `evaluating-async` order: later ones wait for earlier ones. */
let asyncOrder = 0;

export abstract class ModuleRecord {
  status: ModuleStatus = 'unlinked';
  /** What it threw when it was evaluated. */
  evaluationError: { readonly value: unknown } | null = null;
  /** The modules it asks for, in the order of its requests. Set by the host before linking. */
  requested: readonly ModuleRecord[] = [];
  #dfsIndex = 0;
  #dfsAncestorIndex = 0;
  #cycleRoot: ModuleRecord | null = null;
  #asyncOrder: number | null = null;
  #topLevelCapability: Capability | null = null;
  #asyncParents: ModuleRecord[] = [];
  #pendingAsyncDependencies = 0;

  /** Whether it awaits at its top level. */
  abstract readonly hasTopLevelAwait: boolean;
  abstract exportedNames(seen?: Set<ModuleRecord>): string[];
  abstract resolveExport(name: string, resolved?: Resolved): Resolution;
  /** Checks imports and makes the module's variables. Throws a SyntaxError for a name that is not there. */
  protected abstract initializeEnvironment(): void;
  /** Runs the code; a promise where it awaits. */
  protected abstract execute(): Promise<void> | undefined;

  /** Whether it or anything it imports awaits at top level. Known once it is linked. */
  get isGraphAsync(): boolean {
    const seen = new Set<ModuleRecord>();
    const visit = (module: ModuleRecord): boolean => {
      if (seen.has(module)) return false;
      seen.add(module);
      return module.hasTopLevelAwait || module.requested.some(visit);
    };
    return visit(this);
  }

  /** Whether it is one of several modules that import each other. */
  get isInCycle(): boolean {
    const seen = new Set<ModuleRecord>();
    const reaches = (module: ModuleRecord): boolean =>
      module.requested.some((next) => {
        if (next === this) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next);
      });
    return reaches(this);
  }

  link(): void {
    const stack: ModuleRecord[] = [];
    try {
      innerLinking(this, stack, 0);
    } catch (error) {
      for (const module of stack) module.status = 'unlinked';
      throw error;
    }
  }

  evaluate(): Promise<undefined> {
    const isDone = this.status === 'evaluating-async' || this.status === 'evaluated';
    const module = isDone ? (this.#cycleRoot ?? this) : this;
    if (module.#topLevelCapability) return module.#topLevelCapability.promise;
    const capability = newCapability();
    module.#topLevelCapability = capability;
    const stack: ModuleRecord[] = [];
    try {
      ModuleRecord.#innerEvaluation(module, stack, 0);
      if (module.#asyncOrder === null) capability.resolve();
    } catch (error) {
      for (const failed of stack) {
        failed.status = 'evaluated';
        failed.evaluationError = { value: error };
      }
      // A module that has failed before throws the same again.
      if (module.status !== 'evaluated') module.status = 'evaluated';
      module.evaluationError ??= { value: error };
      capability.reject(error);
    }
    return capability.promise;
  }

  static innerLink(module: ModuleRecord, stack: ModuleRecord[], start: number): number {
    if (module.status !== 'unlinked') return start;
    let index = start;
    module.status = 'linking';
    module.#dfsIndex = index;
    module.#dfsAncestorIndex = index;
    index++;
    stack.push(module);
    for (const required of module.requested) {
      index = ModuleRecord.innerLink(required, stack, index);
      if (required.status === 'linking') {
        module.#dfsAncestorIndex = Math.min(module.#dfsAncestorIndex, required.#dfsAncestorIndex);
      }
    }
    module.initializeEnvironment();
    if (module.#dfsAncestorIndex === module.#dfsIndex) {
      for (let done = false; !done; ) {
        const popped = stack.pop() as ModuleRecord;
        popped.status = 'linked';
        done = popped === module;
      }
    }
    return index;
  }

  static #innerEvaluation(module: ModuleRecord, stack: ModuleRecord[], start: number): number {
    if (module.status === 'evaluating-async' || module.status === 'evaluated') {
      if (module.evaluationError) throw module.evaluationError.value;
      return start;
    }
    if (module.status === 'evaluating') return start;
    let index = start;
    module.status = 'evaluating';
    module.#dfsIndex = index;
    module.#dfsAncestorIndex = index;
    module.#pendingAsyncDependencies = 0;
    index++;
    stack.push(module);
    for (const request of module.requested) {
      index = ModuleRecord.#innerEvaluation(request, stack, index);
      let required = request;
      if (required.status === 'evaluating') {
        module.#dfsAncestorIndex = Math.min(module.#dfsAncestorIndex, required.#dfsAncestorIndex);
      } else {
        required = required.#cycleRoot ?? required;
        if (required.evaluationError) throw required.evaluationError.value;
      }
      if (required.#asyncOrder !== null && required.status !== 'evaluated') {
        module.#pendingAsyncDependencies++;
        required.#asyncParents.push(module);
      }
    }
    if (module.#pendingAsyncDependencies > 0 || module.hasTopLevelAwait) {
      module.#asyncOrder = asyncOrder++;
      if (module.#pendingAsyncDependencies === 0) module.#executeAsync();
    } else {
      void module.execute();
    }
    if (module.#dfsAncestorIndex === module.#dfsIndex) {
      for (let done = false; !done; ) {
        const popped = stack.pop() as ModuleRecord;
        popped.status = popped.#asyncOrder === null ? 'evaluated' : 'evaluating-async';
        done = popped === module;
        popped.#cycleRoot = module;
      }
    }
    return index;
  }

  #executeAsync(): void {
    const running = this.execute() ?? Promise.resolve();
    running.then(
      () => this.#asyncFulfilled(),
      (error: unknown) => this.#asyncRejected(error),
    );
  }

  #asyncFulfilled(): void {
    if (this.status === 'evaluated') return;
    this.status = 'evaluated';
    this.#topLevelCapability?.resolve();
    const ready = this.#gatherReady().sort(
      (a, b) => (a.#asyncOrder as number) - (b.#asyncOrder as number),
    );
    for (const module of ready) {
      if (module.status === 'evaluated') continue;
      if (module.hasTopLevelAwait) module.#executeAsync();
      else module.#executeAfterDependencies();
    }
  }

  #executeAfterDependencies(): void {
    try {
      void this.execute();
    } catch (error) {
      this.#asyncRejected(error);
      return;
    }
    this.status = 'evaluated';
    this.#topLevelCapability?.resolve();
  }

  #asyncRejected(error: unknown): void {
    if (this.status === 'evaluated') return;
    this.evaluationError = { value: error };
    this.status = 'evaluated';
    for (const parent of this.#asyncParents) parent.#asyncRejected(error);
    this.#topLevelCapability?.reject(error);
  }

  /** The modules that waited for this one only. */
  #gatherReady(ready: ModuleRecord[] = []): ModuleRecord[] {
    for (const parent of this.#asyncParents) {
      if (ready.includes(parent) || parent.#cycleRoot?.evaluationError) continue;
      parent.#pendingAsyncDependencies--;
      if (parent.#pendingAsyncDependencies > 0) continue;
      ready.push(parent);
      if (!parent.hasTopLevelAwait) parent.#gatherReady(ready);
    }
    return ready;
  }
}

const innerLinking = (module: ModuleRecord, stack: ModuleRecord[], index: number): number =>
  ModuleRecord.innerLink(module, stack, index);
