import { describe, expect, it } from 'vitest';
import { NodeDriver } from '../../platform/node-driver.ts';
import { Kernel, type Turn } from './kernel.ts';
import { NativeDriver } from './native-driver.ts';

const newKernel = (seed = 1): Kernel => new Kernel({ seed, driver: new NativeDriver() });

describe('Kernel: the clock', () => {
  it('runs events in order and stands at the time of each', async () => {
    const kernel = newKernel();
    const seen: string[] = [];
    kernel.after(20, () => seen.push(`b at ${kernel.nowUs}`));
    kernel.after(10, () => {
      seen.push(`a at ${kernel.nowUs}`);
      kernel.after(0, () => seen.push(`a2 at ${kernel.nowUs}`));
      kernel.after(10, () => seen.push(`c at ${kernel.nowUs}`));
    });
    expect(await kernel.run()).toBe('idle');
    expect(seen).toEqual(['a at 10', 'a2 at 10', 'b at 20', 'c at 20']);
  });

  it('keeps whole microseconds', async () => {
    const kernel = newKernel();
    const times: number[] = [];
    for (const delayUs of [0.4, 1.5, 2.6]) kernel.after(delayUs, () => times.push(kernel.nowUs));
    await kernel.run();
    expect(times).toEqual([0, 2, 3]);
  });

  it('moves an event of the past to now', async () => {
    const kernel = newKernel();
    const times: number[] = [];
    kernel.after(100, () => {
      kernel.at(50, () => times.push(kernel.nowUs));
      kernel.after(-10, () => times.push(kernel.nowUs));
    });
    await kernel.run();
    expect(times).toEqual([100, 100]);
  });

  it('refuses a time that is no number instead of mixing up the queue', () => {
    const kernel = newKernel();
    expect(() => kernel.at(Number.NaN, () => {})).toThrow(RangeError);
    expect(() => kernel.after(Number.NaN, () => {})).toThrow(RangeError);
  });

  it('stops before the first event after the given moment, and goes on from there', async () => {
    const kernel = newKernel();
    const times: number[] = [];
    for (const timeUs of [10, 20, 30]) kernel.at(timeUs, () => times.push(timeUs));
    expect(await kernel.run(20)).toBe('until');
    expect(times).toEqual([10, 20]);
    expect(kernel.nowUs).toBe(20);
    expect(kernel.nextEventUs).toBe(30);
    expect(await kernel.run(25)).toBe('until');
    expect(kernel.nowUs).toBe(25);
    expect(await kernel.run()).toBe('idle');
    expect(times).toEqual([10, 20, 30]);
    expect(kernel.nowUs).toBe(30);
  });

  it('stands at the given moment even when nothing was left to do before it', async () => {
    const kernel = newKernel();
    kernel.after(10, () => {});
    expect(await kernel.run(5_000_000)).toBe('idle');
    expect(kernel.nowUs).toBe(5_000_000);
  });

  it('does not go back when the given moment is over', async () => {
    const kernel = newKernel();
    await kernel.run(100);
    await kernel.run(50);
    expect(kernel.nowUs).toBe(100);
  });

  it('stops after the event that asks for it', async () => {
    const kernel = newKernel();
    const seen: number[] = [];
    kernel.after(1, () => {
      seen.push(1);
      kernel.stop();
    });
    kernel.after(2, () => seen.push(2));
    expect(await kernel.run()).toBe('stopped');
    expect(seen).toEqual([1]);
    expect(await kernel.run()).toBe('idle');
    expect(seen).toEqual([1, 2]);
  });

  it('forgets cancelled events, and takes no event as nothing to cancel', async () => {
    const kernel = newKernel();
    kernel.cancel(kernel.after(1, () => expect.unreachable()));
    kernel.cancel(null);
    kernel.cancel(undefined);
    expect(kernel.nextEventUs).toBeUndefined();
    expect(await kernel.run()).toBe('idle');
  });

  it('can run again after a program has thrown', async () => {
    const kernel = newKernel();
    kernel.after(1, () => {
      throw new Error('broken');
    });
    kernel.after(2, () => {});
    await expect(kernel.run()).rejects.toThrow('broken');
    expect(await kernel.run()).toBe('idle');
    expect(kernel.nowUs).toBe(2);
  });
});

/** A turn that writes down what the kernel tells it. */
function turnOf(log: string[], callback: () => void, drain: () => boolean = () => false): Turn {
  return {
    run: callback,
    drain,
    rejected: (_promise, reason) => log.push(`rejected: ${(reason as Error).message}`),
    rejectionHandled: () => log.push('rejection handled'),
    end: (elapsedUs) => log.push(`end after ${elapsedUs}`),
  };
}

const turnKernel = (): Kernel => new Kernel({ seed: 1, driver: new NodeDriver() });

describe('Kernel: turns', () => {
  it('runs all microtasks of a turn before the next event', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    const chain = async (): Promise<void> => {
      for (let step = 0; step < 20; step++) await null;
      log.push(`microtasks done at ${kernel.nowUs}`);
    };
    kernel.after(1, () => kernel.startTurn(turnOf(log, () => void chain())));
    kernel.after(1, () => log.push('next event'));
    await kernel.run();
    expect(log).toEqual(['microtasks done at 1', 'end after 0', 'next event']);
    expect(kernel.turns).toBe(1);
  });

  it('drains as often as there is something to drain', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    let ticks = 3;
    const drain = (): boolean => {
      if (ticks === 0) return false;
      log.push(`tick ${ticks--}`);
      void Promise.resolve().then(() => log.push('its microtask'));
      return true;
    };
    kernel.after(1, () => kernel.startTurn(turnOf(log, () => log.push('run'), drain)));
    await kernel.run();
    const tick = (n: number): string[] => [`tick ${n}`, 'its microtask'];
    expect(log).toEqual(['run', ...tick(3), ...tick(2), ...tick(1), 'end after 0']);
  });

  it('moves the clock within a turn by the processor time it uses', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    const work = (): void => {
      kernel.useProcessor(300);
      log.push(`in the turn: ${kernel.nowUs}`);
      kernel.after(100, () => log.push(`timer: ${kernel.nowUs}`));
      kernel.at(50, () => log.push(`overdue timer: ${kernel.nowUs}`));
    };
    kernel.after(10, () => kernel.startTurn(turnOf(log, work)));
    kernel.after(20, () => log.push(`another program: ${kernel.nowUs}`));
    await kernel.run();
    expect(log).toEqual([
      'in the turn: 310',
      'end after 300',
      'another program: 20',
      'overdue timer: 310',
      'timer: 410',
    ]);
  });

  it('counts no processor time outside of a turn', async () => {
    const kernel = turnKernel();
    kernel.useProcessor(500);
    expect(kernel.nowUs).toBe(0);
  });

  it('reports a rejection nobody handles to the turn that made it', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    const fail = (): void => void Promise.reject(new Error('first'));
    kernel.after(1, () => kernel.startTurn(turnOf(log, fail)));
    kernel.after(1, () => kernel.startTurn(turnOf(log, () => log.push('second turn'))));
    await kernel.run();
    expect(log).toEqual(['rejected: first', 'end after 0', 'second turn', 'end after 0']);
  });

  it('does not report a rejection that is handled within its turn', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    const fail = (): void => {
      const failing = Promise.reject(new Error('handled'));
      void Promise.resolve().then(() => failing.catch(() => log.push('caught')));
    };
    kernel.after(1, () => kernel.startTurn(turnOf(log, fail)));
    await kernel.run();
    expect(log).toEqual(['caught', 'end after 0']);
  });

  it('tells when a reported rejection is handled later', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    let failing: Promise<never> | undefined;
    const fail = (): void => {
      failing = Promise.reject(new Error('late'));
    };
    kernel.after(1, () => kernel.startTurn(turnOf(log, fail)));
    kernel.after(2, () => kernel.startTurn(turnOf(log, () => void failing?.catch(() => {}))));
    await kernel.run();
    expect(log).toEqual(['rejected: late', 'end after 0', 'rejection handled', 'end after 0']);
  });

  it('refuses a second turn while one is running', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    const second = turnOf(log, () => {});
    kernel.after(1, () => kernel.startTurn(turnOf(log, () => kernel.startTurn(second))));
    await expect(kernel.run()).rejects.toThrow('A turn is already running');
  });

  it('stops after the turn that asks for it, microtasks included', async () => {
    const kernel = turnKernel();
    const log: string[] = [];
    const work = async (): Promise<void> => {
      kernel.stop();
      await null;
      log.push('rest of the turn');
    };
    kernel.after(1, () => kernel.startTurn(turnOf(log, () => void work())));
    kernel.after(2, () => log.push('never'));
    expect(await kernel.run()).toBe('stopped');
    expect(log).toEqual(['rest of the turn', 'end after 0']);
  });

  it('gives the rejection handlers of the process back after a run', async () => {
    const before = process.listeners('unhandledRejection');
    const kernel = turnKernel();
    kernel.after(1, () => {
      expect(process.listeners('unhandledRejection')).not.toEqual(before);
    });
    await kernel.run();
    expect(process.listeners('unhandledRejection')).toEqual(before);
  });
});

describe('Kernel: repeating a run', () => {
  /** A world that draws, schedules and cancels at random, and traces what it does. */
  async function randomWorld(seed: number): Promise<string> {
    const kernel = newKernel(seed);
    const random = kernel.random.fork('world');
    let left = 2_000;
    const act = (): void => {
      kernel.trace.addPayload(new Uint8Array([random.below(256)]));
      kernel.trace.addPayload(new Uint8Array([kernel.nowUs & 255]));
      for (let n = random.below(3); n > 0 && left > 0; n--) {
        left--;
        const event = kernel.after(random.below(1_000), act);
        if (random.next() < 0.1) kernel.cancel(event);
      }
    };
    for (let n = 0; n < 20; n++) kernel.after(n, act);
    await kernel.run();
    return kernel.trace.digest();
  }

  it('gives one digest for one seed, another for another', async () => {
    const first = await randomWorld(7);
    for (let run = 0; run < 5; run++) expect(await randomWorld(7)).toBe(first);
    expect(await randomWorld(8)).not.toBe(first);
  });
});
