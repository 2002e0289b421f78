// What a reader downloads to wake their first sandbox, beside the page itself: the script that wakes it, the three
// rings, the library, packages, and the lab. Its brotli bytes have a budget.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { withImports } from './budgets/page-resources.ts';

/** One step of waking, in bytes. */
export interface WakingPart {
  readonly step: string;
  readonly rawBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
}

/** Without Monaco, which comes when somebody edits. */
export const WAKING_LIMIT_BYTES = 400_000;

/** The lab that the guides begin with. */
const FIRST_LAB = 'null-items';

function measure(dist: string, step: string, paths: readonly string[]): WakingPart {
  const files = paths.map((path) => readFileSync(join(dist, path)));
  const sum = (size: (bytes: Buffer, index: number) => number): number =>
    files.reduce((total, bytes, index) => total + size(bytes, index), 0);
  return {
    step,
    rawBytes: sum((bytes) => bytes.length),
    gzipBytes: sum((bytes) => gzipSync(bytes).length),
    brotliBytes: sum((bytes, index) => {
      const copy = join(dist, `${paths[index]}.br`);
      return existsSync(copy) ? readFileSync(copy).length : bytes.length;
    }),
  };
}

function fileNamed(dist: string, folder: string, pattern: RegExp): string {
  const name = readdirSync(join(dist, folder)).find((one) => pattern.test(one));
  if (name === undefined) throw new Error(`There is no ${pattern} in ${folder} of the built site`);
  return `/${folder}/${name}`;
}

/** The steps of waking, measured in a built site that has its compressed copies. */
export function wakingParts(dist: string): WakingPart[] {
  const sandboxFile = (name: string): string =>
    fileNamed(dist, 'sandbox', new RegExp(`^${name}\\.[0-9a-f]{10}\\.\\w+$`));
  const step = (title: string, ...names: string[]): WakingPart =>
    measure(dist, title, names.map(sandboxFile));
  return [
    measure(dist, 'wake script', withImports(dist, [fileNamed(dist, '_astro', /^wake\..*\.js$/)])),
    step('rings', 'frame', 'supervisor', 'worker'),
    step('library', 'node-first', 'constants', 'llhttp'),
    step('packages', 'express-first'),
    step('lab', `lab-${FIRST_LAB}`),
  ];
}

const total = (parts: readonly WakingPart[]): WakingPart => ({
  step: 'together',
  rawBytes: parts.reduce((sum, { rawBytes }) => sum + rawBytes, 0),
  gzipBytes: parts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0),
  brotliBytes: parts.reduce((sum, { brotliBytes }) => sum + brotliBytes, 0),
});

/** What is over the budget, in words; empty when nothing is. */
export function overFirstWaking(parts: readonly WakingPart[]): string[] {
  const { brotliBytes } = total(parts);
  return brotliBytes > WAKING_LIMIT_BYTES
    ? [
        `waking a first sandbox takes ${brotliBytes} brotli bytes, the budget is ${WAKING_LIMIT_BYTES}`,
      ]
    : [];
}

/** A table of the steps. */
export function summariseWaking(parts: readonly WakingPart[]): string {
  const rows = [...parts, total(parts)].map(({ step, rawBytes, gzipBytes, brotliBytes }) =>
    [step.padEnd(12), ...[rawBytes, gzipBytes, brotliBytes].map((n) => `${n}`.padStart(9))].join(
      ' ',
    ),
  );
  return ['waking            raw      gzip    brotli (bytes, first sandbox)', ...rows].join('\n');
}
