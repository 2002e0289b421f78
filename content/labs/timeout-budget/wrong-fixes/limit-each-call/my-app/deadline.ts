import type { Response } from 'express';

/** Fires when whoever asked has left. */
export function deadlineOf(res: Response): AbortSignal {
  const left = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) left.abort();
  });
  return left.signal;
}
