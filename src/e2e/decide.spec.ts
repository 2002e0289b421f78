// The trees of questions: from a question to a code by keyboard, back again, and all of it without script.

import { expect, test } from './reader.ts';

test('the keyboard is enough to come to a code', async ({ page }) => {
  await page.goto('/decide/what-to-send/');
  const next = async (answer: RegExp): Promise<void> => {
    await page.getByRole('link', { name: answer }).first().focus();
    await page.keyboard.press('Enter');
  };
  await next(/^No. The request is fine/);
  await expect(page).toHaveURL(/\/decide\/what-to-send\/where\/$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Where did it go wrong?');
  await next(/^In something we called/);
  await next(/^Yes. Its answer is our answer/);
  await next(/^Nothing before our deadline/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('504');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Send 504');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a link to an end shows the way that leads there, and a way back to each question', async ({
    page,
  }) => {
    await page.goto('/decide/what-am-i-looking-at/refused/');
    const way = page.getByRole('navigation', { name: 'Your answers so far' });
    await expect(way.getByRole('listitem')).toHaveCount(2);
    await expect(way).toContainText('connect() failed (111: Connection refused)');
    await expect(page.getByRole('main')).toContainText('Nothing listens where nginx sends to');
    await page.getByRole('link', { name: 'Confirm it, and fix it' }).click();
    await expect(page).toHaveURL(/\/502\/#app-not-listening$/);
    await page.goBack();
    await way.getByRole('link', { name: "What does the proxy's error log say" }).click();
    await page.getByRole('link', { name: 'no live upstreams' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('nginx did not even try');
  });

  test('the source of a fact opens beside it', async ({ page }) => {
    await page.goto('/decide/what-to-send/unplanned/');
    await page.getByRole('button', { name: 'Source' }).first().click();
    await expect(page.locator('.fact-card:popover-open')).toContainText('RFC 9110');
  });

  test('the whole tree is on its first page', async ({ page }) => {
    await page.goto('/decide/what-to-send/');
    await page.getByText('All questions and answers at once').click();
    await expect(page.locator('.whole-tree').getByText('Send 503 early')).toBeVisible();
  });
});
