// What the simulator needs of the machine it runs on and cannot have in plain ECMAScript: evaluating
// code, UTF-8, an HTTP parser in WebAssembly, a URL parser. A browser worker and Node each provide one.

/** The exports of llhttp's WebAssembly build, as the package undici ships it. */
export interface LlhttpExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [name: string]: unknown;
}

/** Functions llhttp calls while it parses. Each answers 0 to go on. */
export type LlhttpImports = Record<string, (...args: number[]) => number>;

/** The parts of a parsed URL, named as in the URL standard's API. */
export interface ParsedUrl {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

export interface Platform {
  /** Evaluates the text of a script in the global scope and returns its completion value. */
  evaluate(text: string): unknown;
  encodeUtf8(text: string): Uint8Array;
  /** Decodes bytes; malformed ones become U+FFFD. A byte order mark is kept. */
  decodeUtf8(bytes: Uint8Array): string;
  /** A fresh instance of llhttp. */
  createLlhttp(imports: LlhttpImports): LlhttpExports;
  /** Parses a URL as the URL standard says; null where it is not one. */
  parseUrl(url: string, base?: string): ParsedUrl | null;
  /** Sets one part of a URL, as the setters of the URL standard do; null where that fails. */
  updateUrl(href: string, part: keyof ParsedUrl, value: string): ParsedUrl | null;
  /** The structured clone algorithm, without transfer. */
  structuredClone(value: unknown): unknown;
  /** Global names of this machine that a Node program must not see. */
  readonly foreignGlobals: readonly string[];
  /** The label of a character encoding, decoded; null where the machine does not know the label. */
  decodeText(label: string, bytes: Uint8Array, fatal: boolean): string | null;
}
