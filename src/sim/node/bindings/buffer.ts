// internalBinding('buffer'): bytes and text (src/node_buffer.cc, src/string_bytes.cc).

import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';
import { type Encoding, type TextCodecs, utf8Length } from '../text-codecs.ts';

/** V8's longest typed array and string on 64-bit machines, as `buffer.constants` tells them. */
const MAX_LENGTH = 2 ** 53 - 1;
const MAX_STRING_LENGTH = 2 ** 29 - 24;

type Slice = (bytes: Uint8Array, start?: number, end?: number) => string;
type Write = (bytes: Uint8Array, text: string, offset?: number, length?: number) => number;

const bytesOf = (view: ArrayBufferView | ArrayBuffer): Uint8Array =>
  ArrayBuffer.isView(view)
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : new Uint8Array(view);

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

function matchesAt(haystack: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i++) if (haystack[at + i] !== needle[i]) return false;
  return true;
}

interface Search {
  readonly haystack: Uint8Array;
  readonly needle: Uint8Array;
  readonly offset: number;
  readonly forward: boolean;
  readonly step: number;
  readonly end: number;
}

/** Where the needle stands, or -1: the rules of Buffer#indexOf and #lastIndexOf for offsets. */
function indexOf(search: Search): number {
  const { haystack, needle, forward, step } = search;
  const length = Math.min(haystack.length, search.end);
  let start = search.offset < 0 ? length + search.offset : search.offset;
  if (start < 0) {
    if (!forward) return -1;
    start = 0;
  }
  if (needle.length === 0) return Math.min(start, length);
  const last = length - needle.length;
  if (!forward) start = Math.min(start, last);
  for (let at = start; at >= 0 && at <= last; at += forward ? step : -step) {
    if (matchesAt(haystack, needle, at)) return at;
  }
  return -1;
}

function slices(codecs: TextCodecs): Record<string, Slice> {
  const slice =
    (encoding: Encoding): Slice =>
    (bytes, start = 0, end = bytes.length) =>
      start >= end
        ? ''
        : codecs.decode(bytes.subarray(start, Math.min(end, bytes.length)), encoding);
  return {
    asciiSlice: slice('ascii'),
    base64Slice: slice('base64'),
    base64urlSlice: slice('base64url'),
    latin1Slice: slice('latin1'),
    hexSlice: slice('hex'),
    ucs2Slice: slice('ucs2'),
    utf8Slice: slice('utf8'),
  };
}

function writes(codecs: TextCodecs): Record<string, Write> {
  const write =
    (encoding: Encoding): Write =>
    (bytes, text, offset = 0, length = bytes.length - offset) =>
      codecs.write(text, encoding, bytes.subarray(offset, offset + length));
  return {
    asciiWriteStatic: write('latin1'),
    base64Write: write('base64'),
    base64urlWrite: write('base64url'),
    latin1WriteStatic: write('latin1'),
    hexWrite: write('hex'),
    ucs2Write: write('ucs2'),
    utf8WriteStatic: write('utf8'),
  };
}

function swap(size: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    for (let i = 0; i + size <= bytes.length; i += size) bytes.subarray(i, i + size).reverse();
    return bytes;
  };
}

/** Fills a range; -1 when it is outside, -2 when there is nothing to fill it with. */
function createFill(codecs: TextCodecs) {
  return (
    bytes: Uint8Array,
    value: unknown,
    offset: number,
    end: number,
    encoding?: string,
  ): number | undefined => {
    if (offset < 0 || end > bytes.length) return -2;
    if (offset >= end) return undefined;
    if (typeof value === 'number' || typeof value === 'boolean') {
      bytes.fill(Number(value) & 255, offset, end);
      return undefined;
    }
    const pattern =
      typeof value === 'string'
        ? codecs.encode(value, (encoding ?? 'utf8') as Encoding)
        : bytesOf(value as ArrayBufferView);
    if (pattern.length === 0) return -1;
    for (let i = offset; i < end; i++) bytes[i] = pattern[(i - offset) % pattern.length] as number;
    return undefined;
  };
}

function compares(): Binding {
  return {
    compare: (a: ArrayBufferView, b: ArrayBufferView) => compareBytes(bytesOf(a), bytesOf(b)),
    compareOffset: (
      source: Uint8Array,
      target: Uint8Array,
      targetStart: number,
      sourceStart: number,
      targetLength: number,
      sourceLength: number,
    ) =>
      compareBytes(
        source.subarray(sourceStart, sourceStart + sourceLength),
        target.subarray(targetStart, targetStart + targetLength),
      ),
  };
}

function searches(codecs: TextCodecs, encodings: readonly string[]): Binding {
  const named = (number: number): Encoding => {
    const name = encodings[number];
    return name === 'utf16le' ? 'ucs2' : ((name ?? 'utf8') as Encoding);
  };
  const find = (
    haystack: Uint8Array,
    needle: Uint8Array,
    offset: number,
    encoding: number,
    forward: boolean,
    end = haystack.length,
  ): number =>
    indexOf({ haystack, needle, offset, forward, end, step: named(encoding) === 'ucs2' ? 2 : 1 });
  return {
    indexOfString: (
      bytes: Uint8Array,
      text: string,
      offset: number,
      encoding: number,
      forward: boolean,
      end?: number,
    ) => find(bytes, codecs.encode(text, named(encoding)), offset, encoding, forward, end),
    indexOfBuffer: (
      bytes: Uint8Array,
      needle: ArrayBufferView,
      offset: number,
      encoding: number,
      forward: boolean,
      end?: number,
    ) => find(bytes, bytesOf(needle), offset, encoding, forward, end),
    indexOfNumber: (
      bytes: Uint8Array,
      number: number,
      offset: number,
      forward: boolean,
      end?: number,
    ) => find(bytes, new Uint8Array([number]), offset, 1, forward, end),
  };
}

function isUtf8(bytes: Uint8Array, codecs: TextCodecs): boolean {
  const again = codecs.encodeUtf8(codecs.decode(bytes, 'utf8'));
  return compareBytes(again, bytes) === 0;
}

export function createBuffer(environment: NodeEnvironment): Binding {
  const { codecs, callbacks, constants } = environment;
  return {
    ...slices(codecs),
    ...writes(codecs),
    ...compares(),
    ...searches(codecs, constants.encodings),
    kMaxLength: MAX_LENGTH,
    kStringMaxLength: MAX_STRING_LENGTH,
    setBufferPrototype(prototype: object) {
      callbacks.bufferPrototype = prototype;
    },
    byteLengthUtf8: utf8Length,
    copy(
      source: ArrayBufferView,
      target: ArrayBufferView,
      targetStart: number,
      sourceStart: number,
      length: number,
    ) {
      const from = bytesOf(source).subarray(sourceStart, sourceStart + length);
      bytesOf(target).set(from, targetStart);
    },
    copyArrayBuffer(
      target: ArrayBuffer,
      targetStart: number,
      source: ArrayBuffer,
      sourceStart: number,
      length: number,
    ) {
      new Uint8Array(target).set(new Uint8Array(source, sourceStart, length), targetStart);
    },
    createUnsafeArrayBuffer: (bytes: number) => new ArrayBuffer(bytes),
    fill: createFill(codecs),
    isAscii: (view: ArrayBufferView) => bytesOf(view).every((byte) => byte < 128),
    isUtf8: (view: ArrayBufferView) => isUtf8(bytesOf(view), codecs),
    swap16: swap(2),
    swap32: swap(4),
    swap64: swap(8),
    atob(text: string) {
      const clean = text.replace(/[\t\n\f\r ]/g, '');
      const body = clean.length % 4 === 0 ? clean.replace(/={1,2}$/, '') : clean;
      if (body.length % 4 === 1) return -3;
      if (!/^[A-Za-z0-9+/]*$/.test(body)) return -1;
      return codecs.decode(codecs.encode(body, 'base64'), 'latin1');
    },
    btoa: (text: string) =>
      /[^\0-\xff]/.test(text) ? -1 : codecs.decode(codecs.encode(text, 'latin1'), 'base64'),
    setDetachKey() {},
    getZeroFillToggle: () => undefined,
  };
}
