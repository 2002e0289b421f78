import { describe, expect, it } from 'vitest';
import { attempt, connect, listen, twoHosts } from '../testing/two-hosts.ts';
import { NativeProcess } from './native-process.ts';
import type { ProcessExit, Signal } from './process.ts';

/** A program that takes care of some signals itself. */
class Program extends NativeProcess {
  readonly handled: Signal[] = [];
  handles: readonly Signal[] = [];

  protected override handleSignal(signal: Signal): boolean {
    if (!this.handles.includes(signal)) return false;
    this.handled.push(signal);
    return true;
  }
}

function newProgram(world = twoHosts()): Program {
  const { kernel, far: host } = world;
  return new Program({ kernel, host, pid: 7, name: 'app', command: 'node server.js' });
}

describe('Process: signals', () => {
  it.each<Signal>([
    'SIGHUP',
    'SIGINT',
    'SIGQUIT',
    'SIGKILL',
    'SIGTERM',
    'SIGUSR1',
    'SIGUSR2',
    'SIGABRT',
    'SIGPIPE',
  ])('%s ends a process that does not handle it', (signal) => {
    const program = newProgram();
    program.signal(signal);
    expect(program.exit).toEqual({ code: null, signal });
  });

  it('a handled signal does not end it, SIGKILL always does', () => {
    const program = newProgram();
    program.handles = ['SIGTERM', 'SIGKILL'];
    program.signal('SIGTERM');
    expect([program.isDead, program.handled]).toEqual([false, ['SIGTERM']]);
    program.signal('SIGKILL');
    expect([program.exit?.signal, program.handled]).toEqual(['SIGKILL', ['SIGTERM']]);
  });

  it('SIGSTOP and SIGCONT stop and continue it', () => {
    const program = newProgram();
    program.signal('SIGSTOP');
    program.signal('SIGSTOP');
    expect([program.isPaused, program.canRun]).toEqual([true, false]);
    program.signal('SIGCONT');
    expect([program.isPaused, program.canRun]).toEqual([false, true]);
    program.signal('SIGCONT');
    expect(program.canRun).toBe(true);
  });

  it('SIGTERM to a stopped process waits until it continues', () => {
    const program = newProgram();
    program.signal('SIGSTOP');
    program.signal('SIGTERM');
    expect(program.isDead).toBe(false);
    program.signal('SIGCONT');
    expect(program.exit?.signal).toBe('SIGTERM');
  });

  it('SIGKILL ends a stopped process at once', () => {
    const program = newProgram();
    program.signal('SIGSTOP');
    program.signal('SIGKILL');
    expect(program.exit?.signal).toBe('SIGKILL');
  });

  it('waiting signals come once each, by number, before anything else goes on', () => {
    const program = newProgram();
    program.handles = ['SIGHUP', 'SIGTERM', 'SIGUSR1'];
    program.signal('SIGSTOP');
    let handledFirst: Signal[] = [];
    program.post(() => {
      handledFirst = [...program.handled];
    });
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGTERM', 'SIGUSR1'] as const)
      program.signal(signal);
    program.signal('SIGCONT');
    expect(handledFirst).toEqual(['SIGHUP', 'SIGUSR1', 'SIGTERM']);
  });

  it('a hung process can be stopped and killed, but not woken', () => {
    const program = newProgram();
    program.hang();
    program.hang();
    expect([program.isHung, program.canRun]).toEqual([true, false]);
    program.signal('SIGSTOP');
    program.signal('SIGCONT');
    expect(program.canRun).toBe(false);
    program.signal('SIGTERM');
    expect(program.exit?.signal).toBe('SIGTERM');
  });
});

describe('Process: the end', () => {
  it('comes once; listeners hear of it, late ones at once', () => {
    const program = newProgram();
    const heard: ProcessExit[] = [];
    program.onExit((exit) => heard.push(exit));
    program.end({ code: 1, signal: null });
    program.end({ code: 0, signal: null });
    program.signal('SIGTERM');
    program.hang();
    program.onExit((exit) => heard.push(exit));
    const exit = { code: 1, signal: null };
    expect(heard).toEqual([exit, exit]);
    expect(program.isHung).toBe(false);
  });

  it('closes what it held, in the order it was opened, before anyone hears of it', () => {
    const program = newProgram();
    const log: string[] = [];
    const resource = (name: string) => ({ close: () => void log.push(`close ${name}`) });
    const released = resource('released');
    program.hold(resource('listener'));
    program.hold(released);
    program.hold(resource('socket'));
    program.release(released);
    program.onExit(() => log.push('exit'));
    program.end({ code: 0, signal: null });
    expect(log).toEqual(['close listener', 'close socket', 'exit']);
  });

  it('closes at once what a dead process is given to hold', () => {
    const program = newProgram();
    program.end({ code: 0, signal: null });
    let closed = false;
    program.hold({
      close: () => {
        closed = true;
      },
    });
    expect(closed).toBe(true);
  });

  it('refuses connections, ends those it had, resets those with unread bytes', async () => {
    const world = twoHosts();
    const program = newProgram(world);
    const idle = await connect(world);
    const unread = await connect(world, { reading: false });
    program.hold(listen(world.far, { executor: program }));
    for (const pair of [idle, unread]) program.hold(pair.far);
    unread.near.resumeReading();
    unread.near.write(new Uint8Array(5));
    await world.kernel.run();
    program.signal('SIGKILL');
    const late = attempt(world);
    await world.kernel.run();
    expect(idle.nearTold.told).toEqual(['end']);
    expect(unread.nearTold.told).toEqual(['failed ECONNRESET']);
    expect(late.errno).toBe('ECONNREFUSED');
    expect(world.kernel.nextEventUs).toBeUndefined();
  });

  it('gives up the connections it was opening: nobody accepts one without an owner', async () => {
    const world = twoHosts();
    const { kernel, network, near, far } = world;
    const program = new Program({ kernel, host: near, pid: 8, name: 'app', command: 'node' });
    let accepted = 0;
    listen(far, {}, () => accepted++);
    const to = { ip: far.ip, port: 80 };
    const pending = { connected: () => expect.unreachable(), failed: () => expect.unreachable() };
    program.hold(network.connect({ from: near, to, executor: program, pending }));
    kernel.after(100, () => program.signal('SIGKILL'));
    await kernel.run();
    expect(accepted).toBe(0);
  });
});

describe('Process: the trace', () => {
  it('tells of its start, output, signals and end, and nothing after that', () => {
    const world = twoHosts();
    const program = newProgram(world);
    program.write('stdout', 'listening on 3000\n');
    program.write('stderr', '');
    program.hang();
    program.signal('SIGKILL');
    program.write('stdout', 'from the grave');
    program.signal('SIGTERM');
    const who = { pid: 7, host: 'far', atUs: 0 };
    expect(world.kernel.trace.since()).toEqual([
      { kind: 'process-started', name: 'app', command: 'node server.js', ...who },
      {
        kind: 'process-output',
        name: 'app',
        stream: 'stdout',
        text: 'listening on 3000\n',
        ...who,
      },
      { kind: 'process-hung', name: 'app', ...who },
      { kind: 'process-signal', signal: 'SIGKILL', ...who },
      { kind: 'process-exited', name: 'app', code: null, signal: 'SIGKILL', ...who },
    ]);
  });
});
