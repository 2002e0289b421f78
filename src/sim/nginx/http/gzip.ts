// The gzip filter: which responses are compressed, for whom, and with which fields. RFC 1952.
// Simplified: the format is gzip's, but blocks are stored as they are (RFC 1951, section 3.2.4):
// nothing gets smaller.

import { joinBytes } from '../../http/bytes.ts';
import { crc32Bytes } from '../crc32.ts';
import { field, fieldValue } from './fields.ts';
import type { HttpRequest } from './request.ts';

const HEADER = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
const LONGEST_BLOCK_BYTES = 0xffff;

const littleEndian = (number: number): number[] => [
  number & 0xff,
  (number >>> 8) & 0xff,
  (number >>> 16) & 0xff,
  (number >>> 24) & 0xff,
];

/** Turns pieces of a body into pieces of a gzip file. */
export class GzipWriter {
  #crc = 0xffffffff;
  #length = 0;
  #hasHeader = false;

  push(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const pieces: Uint8Array[] = [];
    if (!this.#hasHeader) pieces.push(HEADER);
    this.#hasHeader = true;
    this.#crc = crc32Bytes(this.#crc, bytes);
    this.#length += bytes.length;
    for (let at = 0; at < bytes.length; at += LONGEST_BLOCK_BYTES) {
      const block = bytes.subarray(at, at + LONGEST_BLOCK_BYTES);
      pieces.push(blockHeader(block.length, false), block);
    }
    if (isLast) {
      const crc = (this.#crc ^ 0xffffffff) >>> 0;
      const trailer = Uint8Array.from([...littleEndian(crc), ...littleEndian(this.#length)]);
      pieces.push(blockHeader(0, true), trailer);
    }
    return joinBytes(pieces);
  }
}

const blockHeader = (length: number, isFinal: boolean): Uint8Array => {
  const low = length & 0xff;
  const high = length >> 8;
  return Uint8Array.from([isFinal ? 1 : 0, low, high, ~low & 0xff, ~high & 0xff]);
};

const isWanted = (request: HttpRequest): boolean => {
  const { gzip } = request.settings;
  const { headersOut } = request;
  if (!gzip.enabled || ![200, 403, 404].includes(headersOut.status)) return false;
  if (fieldValue(headersOut.fields, 'content-encoding') !== null) return false;
  if (headersOut.contentLength !== -1 && headersOut.contentLength < gzip.minLengthBytes) {
    return false;
  }
  if (request.method === 'HEAD' || request.headerOnly) return false;
  const type = headersOut.contentType.split(';', 1)[0]?.trim() ?? '';
  return (
    type !== '' && (type === 'text/html' || gzip.types.includes(type) || gzip.types.includes('*'))
  );
};

/** Whether a client says it takes gzip, and did not give it the quality 0. */
const takesGzip = (request: HttpRequest): boolean => {
  const { gzip } = request.settings;
  const { fields } = request.headersIn;
  const accepted = fieldValue(fields, 'accept-encoding');
  if (accepted === null) return false;
  const word = accepted
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .find((one) => one === 'gzip' || one.startsWith('gzip;'));
  if (word === undefined || /;\s*q=0(\.0*)?$/.test(word)) return false;
  if (request.httpVersion < gzip.httpVersion) return false;
  const agent = fieldValue(fields, 'user-agent') ?? '';
  if (gzip.disabledAgents.some((pattern) => pattern.test(agent))) return false;
  if (fieldValue(fields, 'via') === null) return true;
  return mayCompressForProxy(request, gzip.proxied);
};

const mayCompressForProxy = (request: HttpRequest, conditions: readonly string[]): boolean => {
  if (conditions.includes('any')) return true;
  const { headersOut } = request;
  const control = fieldValue(headersOut.fields, 'cache-control') ?? '';
  return conditions.some((condition) => {
    switch (condition) {
      case 'expired':
        return fieldValue(headersOut.fields, 'expires') !== null;
      case 'no_last_modified':
        return headersOut.lastModifiedMs === -1;
      case 'no_etag':
        return fieldValue(headersOut.fields, 'etag') === null;
      case 'auth':
        return fieldValue(request.headersIn.fields, 'authorization') !== null;
      default:
        return condition !== 'off' && control.includes(condition);
    }
  });
};

/** Decides about a response whose head is about to go out. */
export const chooseGzip = (request: HttpRequest): void => {
  if (request !== request.main || !isWanted(request)) return;
  request.gzipVary = request.settings.gzip.vary;
  if (!takesGzip(request)) return;
  const { headersOut } = request;
  request.gzip = new GzipWriter();
  headersOut.fields.push(field('Content-Encoding', 'gzip'));
  headersOut.contentLength = -1;
  headersOut.acceptRanges = false;
  for (const one of headersOut.fields) {
    if (one.key === 'etag' && !one.value.startsWith('W/')) one.value = `W/${one.value}`;
  }
};
