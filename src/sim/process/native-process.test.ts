import { describe, expect, it } from 'vitest';
import { twoHosts } from '../testing/two-hosts.ts';
import { NativeProcess } from './native-process.ts';

function newProcess(): NativeProcess {
  const { kernel, near } = twoHosts();
  return new NativeProcess({ kernel, host: near, pid: 42, name: 'nginx', command: 'nginx -g' });
}

describe('NativeProcess', () => {
  it('runs a callback at once', () => {
    const process = newProcess();
    const log: string[] = [];
    process.post(() => log.push('ran'));
    expect(log).toEqual(['ran']);
  });

  it('runs nothing while it is stopped, and everything in order when it continues', () => {
    const process = newProcess();
    const log: number[] = [];
    process.signal('SIGSTOP');
    for (const n of [1, 2, 3]) process.post(() => log.push(n));
    expect(log).toEqual([]);
    process.signal('SIGCONT');
    expect(log).toEqual([1, 2, 3]);
    process.post(() => log.push(4));
    expect(log).toEqual([1, 2, 3, 4]);
  });

  it('does not let what a late callback posts overtake what waits', () => {
    const process = newProcess();
    const log: string[] = [];
    process.signal('SIGSTOP');
    process.post(() => {
      log.push('first');
      process.post(() => log.push('set off by first'));
    });
    process.post(() => log.push('second'));
    process.signal('SIGCONT');
    expect(log).toEqual(['first', 'second', 'set off by first']);
  });

  it('keeps the rest waiting when it is stopped again', () => {
    const process = newProcess();
    const log: string[] = [];
    process.signal('SIGSTOP');
    process.post(() => {
      log.push('first');
      process.signal('SIGSTOP');
    });
    process.post(() => log.push('second'));
    process.signal('SIGCONT');
    expect(log).toEqual(['first']);
    process.signal('SIGCONT');
    expect(log).toEqual(['first', 'second']);
  });

  it('runs nothing more once it is dead or hung', () => {
    const log: string[] = [];
    const dead = newProcess();
    dead.signal('SIGSTOP');
    dead.post(() => log.push('never'));
    dead.end({ code: 0, signal: null });
    dead.post(() => log.push('never'));
    dead.signal('SIGCONT');
    const hung = newProcess();
    hung.hang();
    hung.post(() => log.push('never'));
    hung.signal('SIGCONT');
    expect(log).toEqual([]);
  });

  it('stops in the middle of what waited when a callback ends it', () => {
    const process = newProcess();
    const log: string[] = [];
    process.signal('SIGSTOP');
    process.post(() => process.end({ code: 1, signal: null }));
    process.post(() => log.push('never'));
    process.signal('SIGCONT');
    expect(log).toEqual([]);
  });
});
