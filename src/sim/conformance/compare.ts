// Compares what the model did with what was recorded. Fields that differed between two real runs
// are left out.

import type { Recording } from './record.ts';

/** A place where model and recording do not agree. */
export interface Difference {
  /** JSON pointer. */
  readonly at: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** What came of one case. */
export interface CaseResult {
  readonly name: string;
  readonly agrees: boolean;
  /** A status, or who answered, is not what was recorded. */
  readonly statusDiffers: boolean;
  readonly differences: readonly Difference[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const collect = (expected: unknown, actual: unknown, at: string, into: Difference[]): void => {
  if (JSON.stringify(expected) === JSON.stringify(actual)) return;
  const bothObjects = isObject(expected) && isObject(actual);
  if (!bothObjects || Array.isArray(expected) !== Array.isArray(actual)) {
    into.push({ at, expected, actual });
    return;
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const key of keys) collect(expected[key], actual[key], `${at}/${key}`, into);
};

/** Whether a pointer is one that varies, or lies below one. */
const isLeftOut = (at: string, varying: readonly string[]): boolean =>
  varying.some((pointer) => at === pointer || at.startsWith(`${pointer}/`));

const STATUS =
  /^\/responses\/\d+\/(status|client_error)$|^\/access_log\/\d+\/(status|upstream_status|upstream_addr)$|^\/exit$/;

/** Compares a recording with what the model did. */
export const compareRecordings = (expected: Recording, actual: Recording): CaseResult => {
  const { flaky: _flaky, flaky_fields: varying = [], ...truth } = expected;
  const all: Difference[] = [];
  collect(truth, actual, '', all);
  const differences = all.filter(({ at }) => !isLeftOut(at, varying));
  return {
    name: expected.name,
    agrees: differences.length === 0,
    statusDiffers: differences.some(({ at }) => STATUS.test(at)),
    differences,
  };
};
