// The live server on the front page, as a reader finds it.

import type { Locator, Page } from '@playwright/test';

export class HomeServer {
  readonly page: Page;
  readonly frame: Locator;
  /** "502 Bad Gateway" */
  readonly status: Locator;
  readonly words: Locator;
  readonly log: Locator;
  /** "Recorded" until it runs, then "Live". */
  readonly state: Locator;

  constructor(page: Page) {
    this.page = page;
    this.frame = page.getByRole('region', { name: 'shop.test' });
    this.status = this.frame.locator('.demo-status');
    this.words = this.frame.locator('.demo-why');
    this.log = this.frame.getByRole('list', { name: 'What the logs say' });
    this.state = this.frame.locator('.demo-state');
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** What the route diagram says to those who do not see it; the one of its two drawings that is shown. */
  get route(): Locator {
    return this.frame.getByRole('img').filter({ visible: true });
  }
}
