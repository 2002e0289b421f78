// jq's operators on values: what `+` means depends on what stands on both sides.

import type { Operator } from './jq-syntax.ts';
import {
  compare,
  isArray,
  isObject,
  JqError,
  type Json,
  type JsonObject,
  named,
} from './json-value.ts';

const refuse = (left: Json, right: Json, what: string): never => {
  throw new JqError(`${named(left)} and ${named(right)} cannot be ${what}`);
};

function add(left: Json, right: Json): Json {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (isArray(left) && isArray(right)) return [...left, ...right];
  if (isObject(left) && isObject(right)) return new Map([...left, ...right]);
  return refuse(left, right, 'added');
}

function subtract(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (isArray(left) && isArray(right)) {
    return left.filter((one) => right.every((other) => compare(one, other) !== 0));
  }
  return refuse(left, right, 'subtracted');
}

function merge(left: JsonObject, right: JsonObject): JsonObject {
  const merged = new Map(left);
  for (const [key, value] of right) {
    const before = merged.get(key) ?? null;
    merged.set(key, isObject(before) && isObject(value) ? merge(before, value) : value);
  }
  return merged;
}

function multiply(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  const [text, times] = typeof left === 'string' ? [left, right] : [right, left];
  if (typeof text === 'string' && typeof times === 'number') {
    // jq 1.6: the text once, and again for each whole time more.
    return times > 0 ? text.repeat(Math.max(1, Math.ceil(times))) : null;
  }
  if (isObject(left) && isObject(right)) return merge(left, right);
  return refuse(left, right, 'multiplied');
}

function divide(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) return refuse(left, right, 'divided because the divisor is zero');
    return left / right;
  }
  if (typeof left === 'string' && typeof right === 'string') return splitText(left, right);
  return refuse(left, right, 'divided');
}

/** A text cut at another; an empty one parts its characters. */
export const splitText = (text: string, at: string): Json[] => {
  if (text === '') return [];
  return at === '' ? [...text] : text.split(at);
};

function remainder(left: Json, right: Json): Json {
  if (typeof left !== 'number' || typeof right !== 'number') return refuse(left, right, 'divided');
  const divisor = Math.trunc(right);
  if (divisor === 0) return refuse(left, right, 'divided because the divisor is zero');
  const result = Math.trunc(left) % Math.abs(divisor);
  return result === 0 ? 0 : result;
}

/** The result of an operator. Throws a `JqError`. */
export function arithmetic(operator: Operator, left: Json, right: Json): Json {
  switch (operator) {
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '*':
      return multiply(left, right);
    case '/':
      return divide(left, right);
    case '%':
      return remainder(left, right);
    case '==':
      return compare(left, right) === 0;
    case '!=':
      return compare(left, right) !== 0;
    case '<':
      return compare(left, right) < 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>':
      return compare(left, right) > 0;
    case '>=':
      return compare(left, right) >= 0;
  }
}
