// Requests that come from outside as data (a link, kept work) and fields as people type them: read with care,
// never trusted.

import type { RequestSpec } from '#sim';

const METHOD = /^[A-Z]{1,20}$/;
const FIELDS_LIMIT = 64;
const TEXT_LIMIT = 200_000;
const TIMEOUT_LIMIT_MS = 86_400_000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= TEXT_LIMIT;

function readFields(value: unknown): RequestSpec['fields'] | null {
  if (!Array.isArray(value) || value.length > FIELDS_LIMIT) return null;
  const fields: [string, string][] = [];
  for (const field of value as unknown[]) {
    if (!Array.isArray(field) || field.length !== 2) return null;
    const [name, text] = field as unknown[];
    if (!isText(name) || !isText(text) || name === '') return null;
    fields.push([name, text]);
  }
  return fields;
}

/** A request from data; null where it is none. */
export function readRequest(value: unknown): RequestSpec | null {
  if (!isRecord(value)) return null;
  const { method, target, body, timeoutMs } = value;
  const fields = readFields(value['fields']);
  if (!isText(method) || !METHOD.test(method) || !isText(target) || !isText(body)) return null;
  if (!fields || typeof timeoutMs !== 'number' || !Number.isInteger(timeoutMs)) return null;
  if (timeoutMs < 0 || timeoutMs > TIMEOUT_LIMIT_MS) return null;
  return { method, target, fields, body, timeoutMs };
}

/** Fields as text, one a line: `Content-Type: application/json`. */
export const fieldsText = (fields: RequestSpec['fields']): string =>
  fields.map(([name, value]) => `${name}: ${value}`).join('\n');

/** Fields from such text. A line without a colon is a name without a value. */
export const parseFields = (text: string): RequestSpec['fields'] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon < 0) return [line.trim(), ''] as const;
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
    });
