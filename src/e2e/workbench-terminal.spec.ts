// The terminal of the workbench: a shell on the simulated box, by keyboard.

import type { Locator, Page } from '@playwright/test';
import { type Bench, expect, test } from './bench.ts';

/** The terminal as somebody without a mouse uses it. */
class Keyboard {
  readonly #page: Page;
  readonly screen: Locator;
  readonly line: Locator;
  readonly choices: Locator;

  constructor(page: Page, bench: Bench) {
    this.#page = page;
    this.screen = bench.root.getByRole('log', { name: 'Terminal' });
    this.line = bench.root.getByRole('textbox', { name: 'Command' });
    this.choices = bench.root.getByRole('status', { name: 'Completions' });
  }

  /** Goes to the terminal through the palette, and on to its line. */
  async open(bench: Bench): Promise<void> {
    await bench.command('Go to terminal');
    await expect(bench.root.getByRole('tab', { name: 'Terminal' })).toBeFocused();
    for (let presses = 0; presses < 3; presses++) {
      if (await this.line.evaluate((input) => input === document.activeElement)) return;
      await this.#page.keyboard.press('Tab');
    }
    await expect(this.line).toBeFocused();
  }

  async type(line: string): Promise<void> {
    await this.#page.keyboard.type(line);
    await this.#page.keyboard.press('Enter');
  }

  /** Types a line, and waits for what it prints last. */
  async expect(line: string, printed: string | RegExp): Promise<void> {
    await this.type(line);
    await expect(this.screen).toContainText(printed);
  }
}

const it = test.extend<{ terminal: Keyboard }>({
  terminal: async ({ page, bench }, use) => use(new Keyboard(page, bench)),
});

it('what is typed acts on the box, and the keys of a shell do what they do', async ({
  page,
  bench,
  terminal,
}) => {
  await bench.open('wrong-port');
  await terminal.open(bench);
  await terminal.expect('cat /srv/app/settings.json', '"port": 3001');
  await terminal.type('echo one; false');
  await terminal.expect('echo "status $?"', 'status 1');
  await page.keyboard.press('ArrowUp');
  await expect(terminal.line).toHaveValue('echo "status $?"');
});

it('a lab is solved through the terminal alone, by keyboard', async ({ bench, terminal }) => {
  await bench.open('wrong-port');
  await terminal.open(bench);
  await terminal.expect('curl -i http://shop.test/api/orders', 'HTTP/1.1 502 Bad Gateway');
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'reached');
  await terminal.expect(
    'ssh nginx tail -n 1 /var/log/nginx/error.log',
    'connect() failed (111: Connection refused) while connecting to upstream',
  );
  await terminal.expect('ss -ltn', ':3001');
  await terminal.type('ssh nginx');
  await terminal.expect('cat nginx.conf', 'server my-app:3000;');
  await terminal.type("sed -i 's/my-app:3000/my-app:3001/' nginx.conf");
  await expect(bench.message).toContainText('Changed in the terminal: nginx/nginx.conf.');
  // What is on the disk is not what runs: nothing is proven yet.
  await expect(bench.message).toContainText('nginx still runs what it read before.');
  await expect(bench.check('Get the list of orders')).not.toHaveAttribute('data-state', 'reached');
  await terminal.expect('nginx -t', 'test is successful');
  await terminal.type('nginx -s reload');
  await terminal.expect('curl -s http://localhost/api/orders/1002', '"item":"cup"');
  await bench.expectAllChecks();
});

it('files changed from the shell come into the editor, and can be put back', async ({
  page,
  bench,
  terminal,
}) => {
  await bench.open('wrong-port');
  await terminal.open(bench);
  await terminal.type("sed -i 's/3001/3000/' settings.json && pm2 restart my-app");
  await expect(bench.message).toContainText('Changed in the terminal: my-app/settings.json.');
  await bench.expectAllChecksButTrigger('Trigger the 502');

  // It is kept, as anything typed in the editor is.
  await page.reload();
  await bench.awake();
  await bench.expectAllChecksButTrigger('Trigger the 502');
  await terminal.open(bench);
  await terminal.expect('grep port settings.json', '"port": 3000');

  await terminal.type('echo "{}" > settings.json');
  const changes = bench.root.locator('.bench-disk');
  await expect(changes).toContainText('my-app/settings.json was changed in the terminal.');
  await bench.command('Open my-app/settings.json');
  const code = bench.root.locator('.sandbox-static');
  await expect(code).toContainText('{}');
  await bench.root.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(changes).toBeHidden();
  await expect(code).toContainText('"port": 3000');
});

it('what both have changed is decided by the reader', async ({ page, bench, terminal }) => {
  await bench.open('wrong-port');
  await bench.root.getByRole('checkbox', { name: 'Save when I pause' }).uncheck();
  await bench.command('Open my-app/settings.json');
  await expect(bench.root.locator('.sandbox-static')).toBeFocused();
  await page.keyboard.press('Enter');
  await bench.replaceFile('{ "port": 1 }\n');
  await terminal.open(bench);
  await terminal.type('echo \'{ "port": 2 }\' > settings.json');
  await expect(bench.message).toContainText('the editor keeps your text until you decide');
  const lines = bench.editor.locator('.view-lines');
  await expect(lines).toContainText('"port": 1');
  // Sending does not decide it either.
  await bench.send.click();
  await expect(bench.status).toContainText('502');
  await terminal.open(bench);
  await terminal.expect('cat settings.json', '"port": 2');
  await bench.root.getByRole('button', { name: "Take the terminal's text" }).click();
  await expect(lines).toContainText('"port": 2');
  await bench.editor.getByRole('textbox').focus();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(lines).toContainText('"port": 1');
});

it('a link replays what was typed: files made and changed are there', async ({
  page,
  bench,
  terminal,
}) => {
  await bench.open('wrong-port');
  await terminal.open(bench);
  await terminal.type("echo noted > /tmp/note; sed -i 's/3001/3000/' settings.json");
  await expect(bench.message).toContainText('Changed in the terminal');
  await bench.command('Share a link');
  const link = page.getByRole('textbox', { name: 'Link', exact: true });
  await expect(link).toHaveValue(/#lab=[\w-]{200,}$/);
  const { hash } = new URL(await link.inputValue());
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
  await bench.open('wrong-port', hash);
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect(bench.message).toContainText('built with seed');
  await terminal.open(bench);
  await terminal.expect('cat /tmp/note settings.json', /noted[\s\S]*"port": 3000/);
});

it('Tab completes, lists when pressed twice, and lets go after Escape', async ({
  page,
  bench,
  terminal,
}) => {
  await bench.open('wrong-port');
  await terminal.open(bench);
  await page.keyboard.type('cat se');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(terminal.choices).toContainText('server.ts');
  await expect(terminal.choices).toContainText('settings.json');
  await page.keyboard.type('t');
  await expect(terminal.choices).toBeEmpty();
  await page.keyboard.press('Tab');
  await expect(terminal.line).toHaveValue('cat settings.json ');
  await page.keyboard.press('Enter');
  await expect(terminal.screen).toContainText('"port": 3001');
  await page.keyboard.type('x');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(terminal.line).not.toBeFocused();
});
