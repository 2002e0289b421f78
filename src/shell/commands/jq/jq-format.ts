// jq's formats: @csv, @tsv, @sh, @uri and the others.

import { utf8Bytes } from './jq-text.ts';
import { isArray, JqError, type Json, jsonText, named, numberText, typeOf } from './json-value.ts';

/** A text as it is, anything else as JSON. */
export const plainText = (value: Json): string =>
  typeof value === 'string' ? value : jsonText(value);

function rows(value: Json, kind: 'csv' | 'tsv'): readonly Json[] {
  if (isArray(value)) return value;
  throw new JqError(`${named(value)} cannot be ${kind}-formatted, only array`);
}

function cell(value: Json, kind: 'csv' | 'tsv'): string {
  switch (typeOf(value)) {
    case 'null':
      return '';
    case 'boolean':
      return String(value);
    case 'number':
      return numberText(value as number);
    case 'string': {
      const text = value as string;
      if (kind === 'csv') return `"${text.replaceAll('"', '""')}"`;
      return text
        .replaceAll('\\', '\\\\')
        .replaceAll('\t', '\\t')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r');
    }
    default:
      throw new JqError(`${named(value)} is not valid in a csv row`);
  }
}

const HTML: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&#39;',
  '"': '&quot;',
};

function shellWord(value: Json): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "'\\''")}'`;
  if (typeof value === 'object' && value !== null) {
    throw new JqError(`${named(value)} can not be escaped for shell`);
  }
  return jsonText(value);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(text: string): string {
  const bytes = utf8Bytes(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    encoded += BASE64[(bits >> 18) & 63] ?? '';
    encoded += BASE64[(bits >> 12) & 63] ?? '';
    encoded += b === undefined ? '=' : (BASE64[(bits >> 6) & 63] ?? '');
    encoded += c === undefined ? '=' : (BASE64[bits & 63] ?? '');
  }
  return encoded;
}

function fromBase64(value: Json): string {
  const text = plainText(value);
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text.replace(/=+$/, '')) {
    const at = BASE64.indexOf(character);
    if (at < 0) throw new JqError(`${named(text)} is not valid base64 data`);
    bits = (bits << 6) | at;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
  try {
    return decodeURIComponent(bytes.map((one) => `%${one.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...bytes.map((one) => (one < 128 ? one : 0xfffd)));
  }
}

const uri = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** A value in a format, named with its `@`. Throws a `JqError`. */
export function formatValue(format: string, value: Json): string {
  switch (format) {
    case '@text':
      return plainText(value);
    case '@json':
      return jsonText(value);
    case '@csv':
      return rows(value, 'csv')
        .map((one) => cell(one, 'csv'))
        .join(',');
    case '@tsv':
      return rows(value, 'tsv')
        .map((one) => cell(one, 'tsv'))
        .join('\t');
    case '@html':
      return plainText(value).replace(/[<>&'"]/g, (one) => HTML[one] ?? one);
    case '@uri':
      return uri(plainText(value));
    case '@sh':
      return isArray(value) ? value.map(shellWord).join(' ') : shellWord(value);
    case '@base64':
      return base64(plainText(value));
    case '@base64d':
      return fromBase64(value);
    default:
      throw new JqError(`${format.slice(1)} is not a valid format`);
  }
}
