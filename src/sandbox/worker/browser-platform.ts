// The simulator's platform in a browser worker. Everything is taken from the global scope here, before it
// is tamed; later nothing of it can be reached by name.

import type { LlhttpExports, LlhttpImports, ParsedUrl, Platform } from '../../sim/platform.ts';

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

/** The platform; llhttp's bytes may come later, through `setLlhttp`. */
export function createBrowserPlatform(): Platform & { setLlhttp(bytes: ArrayBuffer): void } {
  const { URL, TextDecoder, WebAssembly, structuredClone } = self;
  // Through another name, so that the text runs in the global scope.
  const evaluate = self.eval;
  const encoder = new self.TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let llhttp: WebAssembly.Module | null = null;

  const parse = (url: string, base?: string): URL | null => {
    try {
      return new URL(url, base);
    } catch {
      return null;
    }
  };
  return {
    evaluate: (text) => evaluate(text) as unknown,
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
    decodeText(label, bytes, fatal) {
      try {
        return new TextDecoder(label, { fatal, ignoreBOM: true }).decode(bytes);
      } catch {
        return null;
      }
    },
    setLlhttp(bytes) {
      llhttp = new WebAssembly.Module(bytes);
    },
    createLlhttp(imports: LlhttpImports) {
      if (!llhttp) throw new Error('The HTTP parser is not loaded');
      const instance = new WebAssembly.Instance(llhttp, { env: imports });
      return instance.exports as unknown as LlhttpExports;
    },
    parseUrl(url, base) {
      const parsed = parse(url, base);
      return parsed && partsOf(parsed);
    },
    updateUrl(href, part, value) {
      const url = parse(href);
      if (!url || part === 'origin') return null;
      try {
        url[part] = value;
      } catch {
        return null;
      }
      return partsOf(url);
    },
    structuredClone: (value) => structuredClone(value) as unknown,
    foreignGlobals: [],
  };
}
