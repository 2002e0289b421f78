// The workbench as a reader handles it, for the tests that do.

import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { test as base, expect } from './reader.ts';

/** The text of a lab's file; `solution` for what mends it. */
export const labText = (lab: string, name: string, set = 'files'): string =>
  readFileSync(`content/labs/${lab}/${set}/${name}`, 'utf8');

export class Bench {
  readonly page: Page;
  readonly root: Locator;
  readonly send: Locator;
  readonly status: Locator;
  readonly message: Locator;
  readonly editor: Locator;
  readonly logs: Locator;

  constructor(page: Page) {
    this.page = page;
    this.root = page.locator('.bench');
    this.send = this.root.getByRole('button', { name: 'Send', exact: true });
    this.status = this.root.locator('.answer-status');
    this.message = this.root.locator('.bench-message');
    this.editor = this.root.locator('.sandbox-editor');
    this.logs = this.root.getByRole('group', { name: 'Logs of all hops' });
  }

  /** Opens a lab and waits until it is alive. */
  async open(lab: string, fragment = ''): Promise<void> {
    await this.page.goto(`/labs/${lab}/${fragment}`);
    await this.awake();
  }

  async awake(): Promise<void> {
    await expect(this.page.locator('[data-bench][data-awake]')).toBeVisible();
  }

  /** A check of the list, by the words of its objective. */
  check(title: string): Locator {
    return this.root.locator('.sandbox-checks li').filter({ hasText: title });
  }

  async expectAllChecks(): Promise<void> {
    const checks = this.root.locator('.sandbox-checks li');
    await expect(checks.and(this.page.locator('[data-state="reached"]'))).toHaveCount(
      await checks.count(),
    );
  }

  /** All checks but the one that wants to see the failure. */
  async expectAllChecksButTrigger(trigger: string): Promise<void> {
    const others = this.root.locator('.sandbox-checks li').filter({ hasNotText: trigger });
    await expect(others.and(this.page.locator('[data-state="reached"]'))).toHaveCount(
      await others.count(),
    );
  }

  /** Puts a whole text into the file on show, through the large editor. */
  async replaceFile(text: string): Promise<void> {
    await expect(this.editor.getByRole('textbox')).toBeFocused();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  /** Opens the palette and runs the command that is found first. */
  async command(words: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const field = this.page.getByRole('combobox', { name: 'Find a command' });
    await expect(field).toBeFocused();
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Enter');
    await expect(field).toBeHidden();
  }
}

export const test = base.extend<{ bench: Bench }>({
  bench: async ({ page }, use) => use(new Bench(page)),
});

export { expect };
