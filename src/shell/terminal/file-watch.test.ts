import { describe, expect, it } from 'vitest';
import { World } from '#sim';
import { SHOP, SHOP_FILES } from '../testing/shop-system.ts';
import { openTerminal, worldServices } from '../testing/terminal-world.ts';

const open = (host = 'my-app') => openTerminal({ system: SHOP, files: SHOP_FILES, host });

type Open = Awaited<ReturnType<typeof open>>;

const told = ({ world }: Open) =>
  world.trace
    .since()
    .flatMap((event) =>
      event.kind === 'file-changed' ? [[event.host, event.path, event.text] as const] : [],
    );

describe('Files changed from a terminal', () => {
  it('are told with their new text, on whichever host', async () => {
    const terminal = await open();
    await terminal.type("sed -i 's/hello/bye/' server.js");
    await terminal.type('ssh web');
    await terminal.type('echo "events {}" > nginx.conf');
    const [first, second, ...others] = told(terminal);
    expect(first?.[1]).toBe('/srv/app/server.js');
    expect(first?.[2]).toContain("'bye '");
    expect(second).toEqual(['web', '/etc/nginx/nginx.conf', 'events {}\n']);
    expect(others).toEqual([]);
  });

  it('are told once for one command, and again when they come back', async () => {
    const terminal = await open();
    await terminal.type('for i in 1 2 3; do echo "// $i" >> server.js; done; cp server.js /tmp/x');
    expect(told(terminal)).toHaveLength(1);
    await terminal.type('mv server.js gone.js');
    await terminal.type('mv gone.js server.js');
    expect(told(terminal).map(([, , text]) => text === null)).toEqual([false, true, false]);
  });

  it('are told when a directory above them is moved, and by a job in the background', async () => {
    const terminal = await open();
    await terminal.type('mv /srv/app /srv/old');
    expect(told(terminal)).toEqual([['my-app', '/srv/app/server.js', null]]);
    await terminal.type('(sleep 5; mv /srv/old /srv/app) &');
    await terminal.do({ type: 'wait', durationUs: 6_000_000 });
    expect(told(terminal)).toHaveLength(2);
  });

  it('are no news where nothing changed, or where they were saved from outside', async () => {
    const terminal = await open();
    await terminal.type('touch server.js; sed -i s/nothing-like-it/x/ server.js');
    await terminal.do({ type: 'save', host: 'my-app', path: '/srv/app/server.js', text: '1;\n' });
    await terminal.type('echo other > other.js');
    expect(told(terminal)).toEqual([]);
    await terminal.type('echo "2;" > server.js');
    expect(told(terminal)).toEqual([['my-app', '/srv/app/server.js', '2;\n']]);
  });

  it('leave the same trace when the commands are replayed', async () => {
    const terminal = await open();
    await terminal.type("sed -i 's/hello/bye/' server.js && pm2 restart my-app");
    const { world } = terminal;
    const inputs = world.trace
      .since()
      .flatMap((event) =>
        event.kind === 'command' ? [{ atUs: event.atUs, command: event.command }] : [],
      );
    const again = new World({ system: SHOP, files: SHOP_FILES }, worldServices);
    await again.boot();
    await again.replay(inputs);
    expect(again.trace.digest()).toBe(world.trace.digest());
    expect(again.machine('my-app')?.files.readText('/srv/app/server.js')).toContain('bye');
  });

  it('knows the address of the system on its hosts', async () => {
    const terminal = await open();
    expect((await terminal.type('curl -s http://shop.test/x')).stdout).toBe('hello /x\n');
  });
});
