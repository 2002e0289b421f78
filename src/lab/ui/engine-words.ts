// What the engine is doing, in words for the line under a sandbox's title.
import type { EngineStatus } from './engine.ts';

export interface EngineWords {
  /** One or two words for the chip. */
  readonly short: string;
  /** A sentence; empty where the chip says it all. */
  readonly long: string;
  readonly tone: 'plain' | 'ok' | 'warn' | 'error';
  /** Whether something is under way that may take a moment. */
  readonly isBusy: boolean;
}

/** Words for a status. */
export function engineWords(status: EngineStatus): EngineWords {
  switch (status.state) {
    case 'asleep':
      return {
        short: 'Recorded',
        long: 'Recorded when this page was built. Send, and it runs in your browser.',
        tone: 'plain',
        isBusy: false,
      };
    case 'loading':
      return { short: 'Loading', long: 'Loading the servers.', tone: 'plain', isBusy: true };
    case 'download': {
      const { step, part, problem } = status.download;
      const isComing = step === 'coming';
      const wanted = 'This lab runs a whole Postgres, which is loaded when you say so.';
      return {
        short: isComing ? 'Loading' : 'Waiting',
        long: isComing ? `Loading Postgres: ${Math.round(part * 100)} %.` : problem || wanted,
        tone: problem ? 'error' : 'plain',
        isBusy: isComing,
      };
    }
    case 'starting':
      return { short: 'Starting', long: 'Starting the servers.', tone: 'plain', isBusy: true };
    case 'idle':
      return { short: 'Live', long: '', tone: 'ok', isBusy: false };
    case 'working':
      return { short: 'Live', long: '', tone: 'ok', isBusy: true };
    case 'recovering': {
      const long = `${status.message} The world is built again, up to there. Your edits are kept.`;
      return { short: 'Recovering', long, tone: 'warn', isBusy: true };
    }
    case 'failed':
      return { short: 'Stopped', long: status.message, tone: 'error', isBusy: false };
  }
}

/** Simulated time as people read it: "0.8 ms", "5 ms", "60 s". */
export function simulatedTime(durationUs: number): string {
  const ms = durationUs / 1_000;
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${Math.round(ms / 100) / 10} s`;
}
