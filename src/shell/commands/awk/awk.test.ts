import { describe, expect, it } from 'vitest';
import { openTerminal } from '../../testing/terminal-world.ts';

describe('awk at a terminal', () => {
  it('works on lines as they come', async () => {
    const terminal = await openTerminal();
    await terminal.type('echo "200 /a" > access.log');
    const first = await terminal.type("tail -f access.log | awk '{print $2}'");
    expect(first).toMatchObject({ stdout: '/a\n', status: null });
    terminal.world.machine('box')?.files.writeFile('/root/access.log', '200 /a\n502 /b\n');
    const later = await terminal.do({ type: 'wait', durationUs: 2_000_000 });
    expect(later.stdout).toBe('/b\n');
    expect((await terminal.signal('SIGINT')).status).toBe(130);
  });

  it('ends a program that goes on for ever', async () => {
    const terminal = await openTerminal();
    expect(await terminal.type("awk 'BEGIN {while (1) i++}'")).toMatchObject({
      stderr: 'awk: run time error: the program goes on without end\n',
      status: 2,
    });
  });

  it('draws the same numbers in every run of the same world', async () => {
    const draw = async () =>
      (await (await openTerminal()).type("awk 'BEGIN {print rand(), rand()}'")).stdout;
    expect(await draw()).toMatch(/^0\.\d+ 0\.\d+\n$/);
    expect(await draw()).toBe(await draw());
  });
});
