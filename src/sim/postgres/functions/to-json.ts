// A value of any type as JSON: to_json, row_to_json and the aggregates.

import { BOOL, type DataType, JSON_TYPE, JSONB } from '../values/data-type.ts';
import { Json } from '../values/json.ts';
import { formatText, parseJson } from '../values/text-format.ts';
import type { Value } from '../values/value.ts';

/** Moments stand with a T in JSON. */
const isMoment = (type: DataType): boolean => type.name.startsWith('timestamp');

export function toJson(type: DataType, value: Value): unknown {
  if (value === null) return null;
  if (value instanceof Json) return value.value;
  if (type === JSON_TYPE || type === JSONB) return parseJson(value as string);
  if (type.element) {
    const { element } = type;
    return (value as readonly Value[]).map((item) => toJson(element, item));
  }
  if (type === BOOL) return value;
  if (type.category === 'N') return Number(formatText(type, value));
  const text = formatText(type, value);
  if (!isMoment(type)) return text;
  return text.replace(' ', 'T').replace(/\+00$/, '+00:00');
}
