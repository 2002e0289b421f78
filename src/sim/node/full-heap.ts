// What a Node process writes when its heap is full, before it aborts: the form of Node 24 on Linux, as recorded.
// Simplified: the collections free next to nothing, at the limit; the native frames are the first of many.

import type { NodeRelease } from './release.ts';

/** A heap of 64 MB, as recorded: 61.7 of 64.9 MB used. Others stand as far from their limits. */
function sizes(limitBytes: number | null): string {
  const limitMb = (limitBytes ?? 4096 * 1024 ** 2) / 1024 ** 2;
  const total = `(${(limitMb + 0.9).toFixed(1)})`;
  return `${(limitMb - 2.3).toFixed(1)} ${total} -> ${(limitMb - 2.4).toFixed(1)} ${total} MB, pooled: 0 MB`;
}

const END =
  '(average mu = 0.106, current mu = 0.011) allocation failure; scavenge might not succeed';

/** The lines on standard error, the empty ones included. */
export function fullHeapText(
  { headsJsStack }: NodeRelease,
  {
    pid,
    uptimeMs,
    limitBytes,
  }: { readonly pid: number; readonly uptimeMs: number; readonly limitBytes: number | null },
): string {
  const collection = (beforeMs: number, tookMs: number): string =>
    `[${pid}:0x2f5c8000]${String(Math.max(0, uptimeMs - beforeMs)).padStart(9)} ms: ` +
    `Mark-Compact ${sizes(limitBytes)}, ${tookMs.toFixed(2)} / 0.00 ms  ${END}`;
  return [
    '',
    '<--- Last few GCs --->',
    '',
    collection(38, 33.19),
    collection(0, 34.02),
    '',
    ...(headsJsStack ? ['<--- JS stacktrace --->', ''] : []),
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    '----- Native stack trace -----',
    '',
    ' 1: 0x931db0  [node]',
    ' 2: 0x75968e node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]',
    '',
  ].join('\n');
}
