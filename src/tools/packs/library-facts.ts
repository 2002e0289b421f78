// What a real Node tells of its library: the text of its modules and the constants its C++ part hands to
// them. Read by the Node that runs with `--expose-internals`; nothing here is of a newer language than Node 20.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

type Binding = Record<string, unknown>;

const { internalBinding } = require('internal/test/binding') as {
  internalBinding: (name: string) => Binding;
};

/** The text of every library module by its id. */
export const natives = (): Record<string, string> =>
  (internalBinding('builtins') as { natives: Record<string, string> }).natives;

/** Only what is plain data: numbers, strings, booleans, lists and records of those. */
function plain(value: unknown): unknown {
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return undefined;
  const entries = Object.entries(value as object).map(([key, entry]) => [key, plain(entry)]);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}

const keysOf = (binding: unknown): string[] => Object.keys(binding as object);

/** What Node's C++ part tells its library about the machine and itself, as plain data. */
export function readLibraryConstants(): Record<string, unknown> {
  const { getErrorMap } = internalBinding('uv') as { getErrorMap: () => Map<number, string[]> };
  const { getCLIOptionsValues } = internalBinding('options') as {
    getCLIOptionsValues: () => Record<string, unknown>;
  };
  const httpParser = internalBinding('http_parser') as Record<string, unknown>;
  const parserClass = httpParser['HTTPParser'] as object;
  const util = internalBinding('util');
  return {
    version: process.version,
    versions: plain(process.versions),
    release: plain(process.release),
    constants: plain(internalBinding('constants')),
    uv: plain(internalBinding('uv')),
    uvErrors: [...getErrorMap()].map(([errno, [name, message]]) => [errno, name, message]),
    options: plain(getCLIOptionsValues()),
    util: plain(util['constants']),
    privateSymbols: keysOf(util['privateSymbols']),
    symbols: keysOf(internalBinding('symbols')),
    asyncWrap: plain(internalBinding('async_wrap')['constants']),
    providers: plain(internalBinding('async_wrap')['Providers']),
    promiseRejectEvents: plain(internalBinding('task_queue')['promiseRejectEvents']),
    exitCodes: plain(internalBinding('errors')['exitCodes']),
    tcp: plain(internalBinding('tcp_wrap')['constants']),
    pipe: plain(internalBinding('pipe_wrap')['constants']),
    streamWrap: plain(internalBinding('stream_wrap')),
    performance: plain(internalBinding('performance')['constants']),
    modulesTypes: plain(internalBinding('module_wrap')),
    httpMethods: httpParser['methods'],
    httpAllMethods: httpParser['allMethods'],
    httpParser: plain({ ...parserClass }),
    encodings: internalBinding('string_decoder')['encodings'],
    stringDecoder: plain(internalBinding('string_decoder')),
    types: keysOf(internalBinding('types')),
    traceEvents: plain(internalBinding('trace_events')),
    caresWrap: plain(internalBinding('cares_wrap')),
    builtinIds: (internalBinding('builtins') as { builtinIds: string[] }).builtinIds,
  };
}
