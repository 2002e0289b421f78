// The simulator's platform in Node: for tests, benchmarks and tools. The browser's is in src/sandbox.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { LlhttpExports, LlhttpImports, ParsedUrl, Platform } from '../sim/platform.ts';

const require = createRequire(import.meta.url);

/** Standard global names of Node programs; everything else in Node's own scope is hidden from them. */
const NODE_GLOBALS = new Set(['global', 'globalThis', 'process', 'Buffer']);

// biome-ignore lint/security/noGlobalEval: running program text is what the simulator is for
const evaluateGlobally = eval;

/** llhttp's WebAssembly bytes, out of the package undici. */
export function readLlhttpBytes(): Uint8Array<ArrayBuffer> {
  const bytes = require(require.resolve('undici/lib/llhttp/llhttp-wasm.js')) as Uint8Array;
  return new Uint8Array(bytes);
}

const partsOf = (url: URL): ParsedUrl => ({
  href: url.href,
  origin: url.origin,
  protocol: url.protocol,
  username: url.username,
  password: url.password,
  host: url.host,
  hostname: url.hostname,
  port: url.port,
  pathname: url.pathname,
  search: url.search,
  hash: url.hash,
});

/** Parses with the machine's URL; null instead of an exception. */
export function parseUrl(url: string, base?: string): ParsedUrl | null {
  return URL.canParse(url, base) ? partsOf(new URL(url, base)) : null;
}

export function updateUrl(href: string, part: keyof ParsedUrl, value: string): ParsedUrl | null {
  const url = new URL(href);
  if (part === 'origin') return null;
  try {
    url[part] = value;
  } catch {
    return null;
  }
  return partsOf(url);
}

export function createNodePlatform(): Platform {
  const module = new WebAssembly.Module(readLlhttpBytes());
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    // Through another name, so that the text runs in the global scope.
    evaluate: (text) => evaluateGlobally(text) as unknown,
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
    decodeText(label, bytes, fatal) {
      try {
        return new TextDecoder(label, { fatal, ignoreBOM: true }).decode(bytes);
      } catch {
        return null;
      }
    },
    createLlhttp(imports: LlhttpImports) {
      const instance = new WebAssembly.Instance(module, { env: imports });
      return instance.exports as unknown as LlhttpExports;
    },
    parseUrl,
    updateUrl,
    structuredClone: (value) => structuredClone(value) as unknown,
    foreignGlobals: Object.getOwnPropertyNames(globalThis).filter(
      (name) => !NODE_GLOBALS.has(name),
    ),
  };
}

/** Reads a generated pack; see src/tools/packs. */
export function readPackText(path: string): string {
  return readFileSync(path, 'utf8');
}
