// internalBinding('contextify'): compiling CommonJS files and scripts (src/node_contextify.cc). A reader's own
// files are prepared first; files of packages are compiled as they are.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction } from '../guest.ts';
import type { ProgramCompiler } from '../program-compiler.ts';

const CJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

export function createContextify(environment: NodeEnvironment, compiler: ProgramCompiler): Binding {
  return {
    containsModuleSyntax: (text: string) => compiler.looksLikeModule(text),
    shouldRetryAsESM: (text: string) => compiler.looksLikeModule(text),
    compileFunctionForCJSLoader(
      text: string,
      filename: string,
      _isSea: boolean,
      detectModule: boolean,
    ) {
      if (detectModule && compiler.isOwn(filename) && compiler.looksLikeModule(text)) {
        return { canParseAsESM: true, sourceMapURL: undefined, function: undefined };
      }
      const run = compiler.compileCommonJs(filename, text, CJS_PARAMETERS);
      return { canParseAsESM: false, sourceMapURL: undefined, function: run };
    },
    compileFunction: (text: string, filename: string, ...rest: unknown[]) => {
      const parameters = (rest.find(Array.isArray) ?? []) as string[];
      return { function: compiler.compileCommonJs(filename || 'vm', text, parameters) };
    },
    ContextifyScript: class ContextifyScript {
      readonly #run: GuestFunction;
      constructor(text: string, filename: string) {
        this.#run = compiler.compileScript(filename, text);
      }
      runInContext(): unknown {
        return this.#run.call(environment.globalObject);
      }
    },
    makeContext(object: object) {
      const mark = environment.privateSymbols['contextify_context_private_symbol'] as symbol;
      return Object.defineProperty(object, mark, { value: true });
    },
    constants: {
      measureMemory: { mode: { SUMMARY: 0, DETAILED: 1 }, execution: { DEFAULT: 0, EAGER: 1 } },
    },
    measureMemory() {},
    startSigintWatchdog() {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
  };
}
