import { describe, expect, it } from 'vitest';
import { FileSystem } from '../files/file-system.ts';
import { twoHosts } from '../testing/two-hosts.ts';
import { Machine } from './machine.ts';
import { NativeProcess } from './native-process.ts';

function newMachine(seed = 1): Machine {
  const { kernel, network, near: host } = twoHosts({ seed });
  const files = new FileSystem({
    now: () => kernel.nowUs,
    encodeUtf8: (text) => new TextEncoder().encode(text),
    decodeUtf8: (bytes) => new TextDecoder().decode(bytes),
  });
  return new Machine({ kernel, network, host, files, startedAtMs: 1_700_000_000_000 });
}

function start(machine: Machine, name: string): NativeProcess {
  const { kernel, host } = machine;
  const process = new NativeProcess({ kernel, host, pid: machine.takePid(), name, command: name });
  machine.add(process);
  return process;
}

describe('Machine', () => {
  it('tells the time of day, with its skew', async () => {
    const machine = newMachine();
    await machine.kernel.run(1_500);
    expect(machine.timeMs).toBe(1_700_000_000_001.5);
    const fault = { type: 'clock-skew', skewMs: -60_000 } as const;
    machine.faults.start({ id: 'slow', fault, random: machine.kernel.random });
    expect(machine.timeMs).toBe(1_699_999_940_001.5);
  });

  it('numbers processes one after the other, the same for one seed', () => {
    const first = newMachine(3);
    const pids = [first.takePid(), first.takePid(), first.takePid()];
    expect(pids).toEqual([pids[0], (pids[0] ?? 0) + 1, (pids[0] ?? 0) + 2]);
    expect(newMachine(3).takePid()).toBe(pids[0]);
    expect(newMachine(4).takePid()).not.toBe(pids[0]);
  });

  it('lists its processes, oldest first, until they end', () => {
    const machine = newMachine();
    const nginx = start(machine, 'nginx');
    const app = start(machine, 'app');
    expect(machine.processes).toEqual([nginx, app]);
    expect(machine.process(app.pid)).toBe(app);
    nginx.end({ code: 0, signal: null });
    expect(machine.processes).toEqual([app]);
    expect(machine.process(nginx.pid)).toBeUndefined();
  });

  it('does not keep a process that has already ended', () => {
    const machine = newMachine();
    const { kernel, host } = machine;
    const process = new NativeProcess({ kernel, host, pid: 9, name: 'app', command: 'app' });
    process.end({ code: 1, signal: null });
    machine.add(process);
    expect(machine.processes).toEqual([]);
  });
});
