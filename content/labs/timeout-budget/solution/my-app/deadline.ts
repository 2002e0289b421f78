import type { Response } from 'express';

/** nginx waits 20 s, and the phones 30. All calls for one request together get less than either. */
const BUDGET_MS = 15_000;

/** Fires when the time for a request is used up, or when whoever asked has left. */
export function deadlineOf(res: Response): AbortSignal {
  const left = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) left.abort();
  });
  return AbortSignal.any([AbortSignal.timeout(BUDGET_MS), left.signal]);
}
