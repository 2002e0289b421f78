// internalBinding('fs'): file operations, each in three forms: synchronous, with a request object, as a
// promise (src/node_file.cc). What an operation does is in file-operations.ts; here is how it is called.

import { FileSystemError } from '../../files/file-system.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction } from '../guest.ts';
import { createFileOperations, type FileOperation } from './file-operations.ts';
import { completeRequest, createRequestClass, type RequestObject } from './request-wrap.ts';

const OPERATION_US = 60;

/** The error libuv and Node make of a failed operation: `ENOENT: no such file or directory, open '/x'`. */
export function fileError(
  environment: NodeEnvironment,
  error: unknown,
  call: { syscall: string; path: unknown; destination: unknown },
): unknown {
  if (!(error instanceof FileSystemError)) return error;
  const { UVException } = environment.requireLibrary('internal/errors') as {
    UVException: new (context: object) => Error;
  };
  const errno = environment.constants.uv[`UV_${error.code}`];
  const { syscall, path, destination } = call;
  return new UVException({
    errno,
    code: error.code,
    syscall,
    ...(typeof path === 'string' && { path }),
    ...(typeof destination === 'string' && { dest: destination }),
  });
}

/** Which system call failed, and on what. */
function callOf(
  { syscall, paths = [], fullDiskSyscall, readsWhole }: FileOperation,
  values: readonly unknown[],
  error: unknown,
): { syscall: string; path: unknown; destination: unknown } {
  if (fullDiskSyscall && error instanceof FileSystemError && error.code === 'ENOSPC') {
    return { syscall: fullDiskSyscall, path: undefined, destination: undefined };
  }
  // A directory can be opened; what fails is to read it.
  if (readsWhole && error instanceof FileSystemError && error.code === 'EISDIR') {
    return { syscall: 'read', path: undefined, destination: undefined };
  }
  const [path, destination] = paths.map((index) => values[index]);
  return { syscall, path, destination };
}

export function createFs(environment: NodeEnvironment): Binding {
  const usePromises = environment.symbols['fs_use_promises_symbol'] as symbol;
  const FSReqCallback = createRequestClass(environment, 'FSReqCallback');
  const { operations, statValues, plain } = createFileOperations(environment);
  const entries = Object.entries(operations).map(([name, operation]) => [
    name,
    createCall(environment, { operation, usePromises, FSReqCallback }),
  ]);
  return {
    ...plain,
    ...(Object.fromEntries(entries) as Record<string, GuestFunction>),
    FSReqCallback,
    kUsePromises: usePromises,
    kFsStatsFieldsNumber: 18,
    statValues,
    bigintStatValues: new BigInt64Array(36),
  };
}

interface CallForms {
  readonly operation: FileOperation;
  readonly usePromises: symbol;
  readonly FSReqCallback: new () => RequestObject;
}

/** The function the library calls; a request or the promise symbol among the arguments picks the form. */
function createCall(environment: NodeEnvironment, forms: CallForms): GuestFunction {
  const { operation, usePromises, FSReqCallback } = forms;
  return (...args) => {
    environment.checkAlive();
    const form = args.findIndex((arg) => arg === usePromises || arg instanceof FSReqCallback);
    const request = args[form];
    const values = form < 0 ? args : args.slice(0, form);
    const run = (): Outcome => {
      try {
        return { result: operation.run(values) };
      } catch (error) {
        return { error: fileError(environment, error, callOf(operation, values, error)) };
      }
    };
    if (request === undefined) {
      const outcome = run();
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    }
    const begun = operation.isPrompt ? environment.withoutFrames(run) : null;
    const runQuietly = (): Outcome => begun ?? environment.withoutFrames(run);
    if (request === usePromises) return runAsPromise(environment, runQuietly);
    runWithRequest(environment, request as RequestObject, runQuietly);
    return undefined;
  };
}

type Outcome = { readonly error: unknown } | { readonly result: unknown };

function later(environment: NodeEnvironment, callback: () => void): void {
  const { kernel, loop, process } = environment;
  loop.beginRequest();
  kernel.after(OPERATION_US, () =>
    process.post(() => {
      loop.endRequest();
      callback();
    }),
  );
}

function runWithRequest(
  environment: NodeEnvironment,
  request: RequestObject,
  run: () => Outcome,
): void {
  later(environment, () => {
    const outcome = run();
    if ('error' in outcome) completeRequest(environment, request, outcome.error);
    else if (outcome.result === undefined) completeRequest(environment, request, null);
    else completeRequest(environment, request, null, outcome.result);
  });
}

function runAsPromise(environment: NodeEnvironment, run: () => Outcome): Promise<unknown> {
  return new Promise((resolve, reject) => {
    later(environment, () => {
      const outcome = run();
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result);
    });
  });
}
