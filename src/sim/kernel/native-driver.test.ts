import { describe, expect, it } from 'vitest';
import { Kernel } from './kernel.ts';
import { NativeDriver } from './native-driver.ts';

describe('NativeDriver', () => {
  it('runs a world of native programs to its end without waiting for anything', async () => {
    const kernel = new Kernel({ seed: 1, driver: new NativeDriver() });
    let events = 0;
    const tick = (): void => {
      events++;
      if (events < 10_000) kernel.after(1_000_000, tick);
    };
    kernel.after(0, tick);
    expect(await kernel.run()).toBe('idle');
    expect(events).toBe(10_000);
    expect(kernel.nowUs).toBe(9_999 * 1_000_000);
  });

  it('passes on what an event throws', async () => {
    const kernel = new Kernel({ seed: 1, driver: new NativeDriver() });
    kernel.after(0, () => {
      throw new Error('broken program');
    });
    await expect(kernel.run()).rejects.toThrow('broken program');
  });
});
