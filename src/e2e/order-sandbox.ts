// The sandbox of the guide on 500 (lab null-items), as a reader finds it: its parts by the names they go by on the
// page, and the few things most tests do with it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

/** The address of the guide that holds it. */
export const GUIDE = '/guides/understanding-500/';

const LAB = join(import.meta.dirname, '../../content/labs/null-items');

/** A file of the lab as it begins, or with `solution` as it is mended. */
export const labFile = (name: string, from: 'files' | 'solution' = 'files'): string =>
  readFileSync(join(LAB, from, name), 'utf8');

/** server.ts with a handler of its own in place of the one that takes orders. */
export const withHandler = (body: string): string =>
  labFile('my-app/server.ts').replace(
    /app\.post[\s\S]*?\n\}\);/,
    `app.post('/api/orders', (req, res) => {\n${body}\n});`,
  );

export class OrderSandbox {
  readonly page: Page;
  readonly frame: Locator;
  /** "Recorded" until it runs, then "Live". */
  readonly state: Locator;
  readonly message: Locator;
  readonly servers: Locator;
  readonly preset: Locator;
  readonly method: Locator;
  readonly target: Locator;
  readonly body: Locator;
  readonly send: Locator;
  readonly reset: Locator;
  readonly status: Locator;
  readonly answer: Locator;
  readonly why: Locator;
  readonly log: Locator;
  readonly checks: Locator;
  /** The code as it was rendered at build. */
  readonly staticCode: Locator;
  /** There until the editor is. */
  readonly edit: Locator;
  /** Monaco. */
  readonly editor: Locator;
  /** What is wrong with the file on show, under the code. */
  readonly problem: Locator;

  constructor(page: Page) {
    this.page = page;
    this.frame = page.getByRole('region', { name: 'The order with no items' });
    const { frame } = this;
    this.state = frame.locator('.pill').first();
    this.message = frame.locator('[data-message]');
    this.servers = frame.getByRole('list', { name: 'Servers' });
    this.preset = frame.getByRole('combobox', { name: 'Request' });
    this.method = frame.getByRole('combobox', { name: 'Method' });
    this.target = frame.getByRole('textbox', { name: 'Target' });
    this.body = frame.getByRole('textbox', { name: 'Body' });
    this.send = frame.getByRole('button', { name: 'Send' });
    this.reset = frame.getByRole('button', { name: 'Reset' });
    this.status = frame.locator('.answer-status');
    this.answer = frame.getByRole('group', { name: 'The answer, as curl -i prints it' });
    this.why = frame.locator('.answer-why');
    this.log = frame.getByRole('group', { name: 'Logs of all hops' });
    this.checks = frame.locator('.sandbox-checks li');
    this.staticCode = frame.getByRole('group', { name: /Press Enter to edit it/ });
    this.edit = frame.getByRole('button', { name: 'Edit', exact: true });
    this.editor = frame.locator('.monaco-editor').first();
    this.problem = frame.locator('.sandbox-foot .sandbox-problem');
  }

  async open(): Promise<void> {
    await this.page.goto(GUIDE);
  }

  tab(file: string): Locator {
    return this.frame.getByRole('tab', { name: file });
  }

  /** The button that gives the running servers what was typed. */
  get save(): Locator {
    return this.frame.getByRole('button', { name: /^Save and / });
  }

  get route(): Locator {
    return this.frame.getByRole('img').filter({ visible: true });
  }

  /** The message under a marked line, in the static code or in the editor. */
  get lineNote(): Locator {
    return this.frame.locator('.line-note').filter({ visible: true });
  }

  /** Sends the request on show to the living servers, and waits until all that follows is done. */
  async sendLive(status: number): Promise<void> {
    await this.send.click();
    await this.expectAnswer(status);
  }

  /** The answer has come from servers that run, and nothing is under way any more. */
  async expectAnswer(status: number): Promise<void> {
    await expect(this.state).toHaveText('Live');
    await expect(this.status).toHaveText(String(status));
    await expect(this.send).toHaveAttribute('aria-disabled', 'false');
  }

  /** The edited files as this browser keeps them, by name. */
  async keptEdits(): Promise<Record<string, string>> {
    const kept = await this.page.evaluate(() => localStorage.getItem('lab:null-items'));
    return (JSON.parse(kept ?? '{}') as { edits?: Record<string, string> }).edits ?? {};
  }

  /** Waits for words that may be on show for a moment only. To be called before what brings them. */
  waitForMessage(pattern: RegExp): Promise<void> {
    return this.message.evaluate(
      (line, { source }) =>
        new Promise((resolve) => {
          const look = (): void => {
            if (new RegExp(source).test(line.textContent ?? '')) resolve();
          };
          new MutationObserver(look).observe(line, {
            childList: true,
            characterData: true,
            subtree: true,
          });
          look();
        }),
      { source: pattern.source },
    );
  }

  /** The longest time the page did not come to run its own script while something was done. */
  async longestGapMs(action: () => Promise<void>): Promise<number> {
    const watch = await this.page.evaluateHandle(() => {
      const seen = { longestMs: 0, lastMs: performance.now() };
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.now();
        seen.longestMs = Math.max(seen.longestMs, now - seen.lastMs);
        seen.lastMs = now;
      };
      setInterval(() => channel.port2.postMessage(null), 20);
      return seen;
    });
    await action();
    return watch.evaluate(({ longestMs }) => longestMs);
  }

  /** Puts a text in place of the file on show, as a reader who pastes it. */
  async paste(text: string): Promise<void> {
    const { page, editor } = this;
    if (await this.edit.isVisible()) await this.edit.click();
    await expect(editor).toBeVisible();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await editor.getByRole('textbox').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('ControlOrMeta+v');
    // The last line is in view after pasting: it is there when all of it is.
    await expect(editor.locator('.view-lines')).toContainText(lastLine(text));
  }
}

/** The last line with anything in it, as Monaco has it in its markup. */
function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
