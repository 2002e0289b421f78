import { describe, expect, it } from 'vitest';
import { World } from '#sim';
import { LONE_BOX, openTerminal, TestTerminal, worldServices } from '../testing/terminal-world.ts';

describe('A terminal: lines', () => {
  it('prints what a command prints and waits with a prompt and its status', async () => {
    const terminal = await openTerminal();
    expect(await terminal.type('echo out; echo err >&2; (exit 3)')).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      notes: '',
      status: 3,
    });
  });

  it('asks for the rest of an unfinished command', async () => {
    const terminal = await openTerminal();
    await terminal.type('for i in 1 2');
    await terminal.type('do echo $i');
    expect((await terminal.type('done')).stdout).toBe('1\n2\n');
  });

  it('names the syntax error without the script around it', async () => {
    const terminal = await openTerminal();
    const { stderr, status } = await terminal.type('echo )');
    expect(stderr).toBe("bash: syntax error near unexpected token `)'\n");
    expect(status).toBe(2);
  });

  it('gives a line to the program that reads', async () => {
    const terminal = await openTerminal();
    expect((await terminal.type('cat')).status).toBeNull();
    expect((await terminal.type('hello')).stdout).toBe('hello\n');
    expect((await terminal.signal('EOF')).status).toBe(0);
  });

  it('says which names are near one that is not there', async () => {
    const terminal = await openTerminal();
    const { stderr, notes, status } = await terminal.type('grpe x');
    expect(stderr).toBe('bash: grpe: command not found\n');
    expect(notes).toContain('grep');
    expect(status).toBe(127);
  });

  it('keeps variables, directory, functions and aliases from line to line', async () => {
    const terminal = await openTerminal();
    await terminal.type('x=5; cd /tmp; f() { echo "f $1"; }');
    await terminal.type("alias hi='echo hello'");
    expect((await terminal.type('hi $x; pwd; f a')).stdout).toBe('hello 5\n/tmp\nf a\n');
  });

  it('repeats the line before for !!', async () => {
    const terminal = await openTerminal();
    await terminal.type('echo one');
    expect((await terminal.type('!! two')).stdout).toBe('echo one two\none two\n');
  });

  it('ends with exit, and a line after that opens a new shell', async () => {
    const terminal = await openTerminal();
    await terminal.type('x=1; exit 4');
    expect(terminal.world.trace.since().at(-1)).toMatchObject({
      kind: 'terminal-closed',
      status: 4,
    });
    expect((await terminal.type('echo "[$x]"')).stdout).toBe('[]\n');
  });
});

describe('A terminal: streams', () => {
  it('follows a file line by line until Ctrl-C, with status 130', async () => {
    const terminal = await openTerminal();
    await terminal.type('echo "one ERROR" > /tmp/log');
    const started = await terminal.type('tail -f /tmp/log | grep --color=never ERROR');
    expect(started).toMatchObject({ stdout: 'one ERROR\n', status: null });
    terminal.world.machine('box')?.files.writeFile('/tmp/log', 'one ERROR\nfine\ntwo ERROR\n');
    const later = await terminal.do({ type: 'wait', durationUs: 1_000_000 });
    expect(later.stdout).toBe('two ERROR\n');
    expect(await terminal.signal('SIGINT')).toMatchObject({ stdout: '^C\n', status: 130 });
  });

  it('stops an endless loop with Ctrl-C', async () => {
    const terminal = await openTerminal();
    expect((await terminal.type('while true; do :; done')).status).toBeNull();
    expect((await terminal.signal('SIGINT')).status).toBe(130);
  });

  it('gives up the rest of a line with Ctrl-C', async () => {
    const terminal = await openTerminal();
    await terminal.type('sleep 1000; echo never');
    expect(await terminal.signal('SIGINT')).toMatchObject({ stdout: '^C\n', status: 130 });
  });

  it('holds back a program that prints without end', async () => {
    const terminal = await openTerminal();
    const { stdout, status } = await terminal.type('yes');
    expect(status).toBeNull();
    expect(stdout.length).toBeLessThan(300_000);
    expect((await terminal.signal('SIGINT')).status).toBe(130);
  });

  it('ends the writer of a pipe whose reader is gone', async () => {
    const terminal = await openTerminal();
    expect(await terminal.type('yes | head -n 1')).toMatchObject({ stdout: 'y\n', status: 0 });
    expect(terminal.world.machine('box')?.processes).toHaveLength(1);
  });
});

describe('A terminal: jobs', () => {
  it('runs in the background and reports the end at the next prompt', async () => {
    const terminal = await openTerminal();
    expect((await terminal.type('sleep 5 &')).stderr).toMatch(/^\[1\] \d+\n$/);
    expect((await terminal.type('jobs')).stdout).toBe('[1]+  Running                 sleep 5 &\n');
    await terminal.do({ type: 'wait', durationUs: 6_000_000 });
    expect((await terminal.type('true')).stderr).toBe('[1]+  Done                    sleep 5\n');
  });

  it('stops a job with Ctrl-Z and lets it go on', async () => {
    const terminal = await openTerminal();
    await terminal.type('sleep 1000');
    const { stderr, status } = await terminal.signal('SIGTSTP');
    expect(stderr).toBe('\n[1]+  Stopped                 sleep 1000\n');
    expect(status).toBe(148);
    expect((await terminal.type('bg')).stdout).toBe('[1]+ sleep 1000 &\n');
    expect((await terminal.type('fg')).status).toBeNull();
    expect((await terminal.signal('SIGINT')).status).toBe(130);
  });

  it('says what ended a job that was killed', async () => {
    const terminal = await openTerminal();
    await terminal.type('sleep 1000 &');
    expect((await terminal.type('kill %1')).stderr).toBe(
      '[1]+  Terminated              sleep 1000\n',
    );
  });
});

describe('A terminal: the world', () => {
  it('leaves the same trace when its input is replayed', async () => {
    const first = await openTerminal();
    await first.type('for i in 1 2 3; do sleep 1; date; done | tee /tmp/x');
    await first.type('sleep 300 & tail -f /tmp/x');
    await first.signal('SIGINT');
    const inputs = first.world.trace
      .since()
      .flatMap((event) =>
        event.kind === 'command' ? [{ atUs: event.atUs, command: event.command }] : [],
      );
    const again = new World({ system: LONE_BOX, files: [] }, worldServices);
    await again.boot();
    await again.replay(inputs);
    expect(again.trace.digest()).toBe(first.world.trace.digest());
  });

  it('asks for the terminal to be loaded where a world has none', async () => {
    const { terminal: _none, ...without } = worldServices;
    const world = new World({ system: LONE_BOX, files: [] }, without);
    await world.boot();
    await expect(new TestTerminal(world).type('ls')).rejects.toThrow('The terminal is not loaded');
  });

  it('completes commands, files and variables without an effect', async () => {
    const terminal = await openTerminal();
    await terminal.type('mkdir -p /srv/app; touch /srv/app/server.ts');
    const before = terminal.world.trace.digest();
    const complete = (line: string) => terminal.world.complete('test', line, line.length);
    expect(complete('gre')).toEqual({ from: 0, candidates: ['grep'] });
    expect(complete('cat /srv/a')).toEqual({ from: 4, candidates: ['/srv/app/'] });
    expect(complete('cat /srv/app/')).toEqual({ from: 4, candidates: ['/srv/app/server.ts'] });
    expect(complete('git reb').candidates).toEqual([]);
    expect(complete('git rev').candidates).toEqual(['revert']);
    expect(complete('echo $HO').candidates).toEqual(['$HOME', '$HOSTNAME']);
    expect(terminal.world.trace.digest()).toBe(before);
  });
});
