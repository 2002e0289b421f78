// A module made by a function instead of a text: a CommonJS file, a module of Node's, JSON
// (https://tc39.es/ecma262/, "Synthetic Module Records").

import { ModuleRecord, type Resolution } from './module-record.ts';

export class SyntheticModule extends ModuleRecord {
  override readonly hasTopLevelAwait = false;
  readonly #names: readonly string[];
  readonly #evaluate: () => void;
  readonly #values = new Map<string, unknown>();

  constructor(names: readonly string[], evaluate: () => void) {
    super();
    this.#names = names;
    this.#evaluate = evaluate;
  }

  setExport(name: string, value: unknown): void {
    if (!this.#names.includes(name))
      throw new ReferenceError(`Export '${name}' is not defined in module`);
    this.#values.set(name, value);
  }

  override exportedNames(): string[] {
    return [...this.#names];
  }

  override resolveExport(name: string): Resolution {
    if (!this.#names.includes(name)) return null;
    return { module: this, name, get: () => this.#values.get(name), isConstant: true };
  }

  protected override initializeEnvironment(): void {}

  protected override execute(): undefined {
    this.#evaluate();
  }
}
