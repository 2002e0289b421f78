import { describe, expect, it } from 'vitest';
import { Fiber, type FiberEnd, type Task, until } from './task.ts';

function started(task: Task<number>) {
  const ends: FiberEnd[] = [];
  const fiber = new Fiber(task, (end) => ends.push(end));
  fiber.start();
  return { fiber, ends };
}

describe('Fiber', () => {
  it('runs until it waits, and on when it is resumed', () => {
    let resume = (_value: number): void => {};
    const { ends } = started(
      (function* () {
        return yield* until<number>((done) => {
          resume = done;
          return undefined;
        });
      })(),
    );
    expect(ends).toEqual([]);
    resume(7);
    expect(ends).toEqual([{ status: 7 }]);
  });

  it('stops what it waited for once the wait is over, resumed at once or later', () => {
    const stopped: string[] = [];
    let resume = (): void => {};
    started(
      (function* () {
        yield (now) => {
          now();
          return () => stopped.push('at once');
        };
        yield (later) => {
          resume = later;
          return () => stopped.push('later');
        };
        return 0;
      })(),
    );
    expect(stopped).toEqual(['at once']);
    resume();
    expect(stopped).toEqual(['at once', 'later']);
  });

  it('goes on where it was stopped', () => {
    let resume = (): void => {};
    const { fiber, ends } = started(
      (function* () {
        yield (later) => {
          resume = later;
          return undefined;
        };
        return 1;
      })(),
    );
    fiber.stop();
    resume();
    expect(ends).toEqual([]);
    fiber.continue();
    expect(ends).toEqual([{ status: 1 }]);
  });

  it('is thrown into where it waits, and ends with the error', () => {
    const error = new Error('ended');
    const { fiber, ends } = started(
      (function* (): Task<number> {
        yield () => undefined;
        return 0;
      })(),
    );
    fiber.throw(error);
    expect(ends).toEqual([{ error }]);
  });
});
