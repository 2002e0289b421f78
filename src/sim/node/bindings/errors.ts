// internalBinding('errors'): uncaught errors and where they come from (src/node_errors.cc).

import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';

/** A value as text without running any code of it, for the message about a rejection. */
export function textWithoutSideEffects(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null) return `${value as number}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const own = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  return own?.constructor?.name
    ? `#<${own.constructor.name}>`
    : Object.prototype.toString.call(value);
}

export function createErrors(environment: NodeEnvironment): Binding {
  return {
    exitCodes: environment.constants.exitCodes,
    noSideEffectsToString: textWithoutSideEffects,
    triggerUncaughtException: (error: unknown, fromPromise: boolean) =>
      environment.triggerUncaught(error, fromPromise),
    setPrepareStackTraceCallback() {},
    setGetSourceMapErrorSource() {},
    setSourceMapsEnabled() {},
    setMaybeCacheGeneratedSourceMap() {},
    setEnhanceStackForFatalException() {},
    getErrorSourcePositions: () => ({ sourceLine: '', scriptResourceName: '', lineNumber: 0 }),
  };
}
