// The Diagnose page: paste, verdict, commands, links with masked pastes.

import { expect, test } from './reader.ts';

const REFUSED =
  '2026/11/20 09:41:07 [error] 31#31: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.24, server: shop.example, upstream: "http://127.0.0.1:3000/?token=abc123secret"';

test('names hop, cause and next command of a pasted line, and says so to screen readers', async ({
  page,
}) => {
  await page.goto('/diagnose/');
  await page.getByLabel('What you have').fill(REFUSED);
  await page.getByRole('button', { name: 'Diagnose', exact: true }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict.getByRole('heading', { level: 2 })).toHaveText(
    'Nothing listens where the request was sent.',
  );
  await expect(verdict).toContainText('nginx');
  await expect(verdict.locator('mark').first()).toContainText('connect() failed (111');
  await expect(verdict.getByText('ss -ltnp').first()).toBeVisible();
  await expect(page.locator('[data-announce]')).toContainText('Nothing listens');
});

test('the keyboard is enough', async ({ page }) => {
  await page.goto('/diagnose/');
  await page.getByLabel('What you have').focus();
  await page.keyboard.insertText('my-app exited with code 137');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Memory ran out.' })).toBeVisible();
});

test('says what it recognised where it knows no cause', async ({ page }) => {
  await page.goto('/diagnose/');
  await page.getByLabel('What you have').fill('HTTP/1.1 502 Bad Gateway\nX-Own: 1');
  await page.getByRole('button', { name: 'Diagnose', exact: true }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict.getByRole('heading', { level: 2 })).toContainText('No cause is known');
  await expect(verdict).toContainText('response');
});

test('every example gets a sure verdict', async ({ page }) => {
  await page.goto('/diagnose/');
  for (const name of [
    'nginx error log',
    'A response',
    'Proxy and app together',
    'HAProxy log',
    'Exit code',
  ]) {
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('region', { name: 'Verdict' })).toContainText(/proven|likely/);
  }
});

test('a link carries the paste without its secrets', async ({ page }) => {
  await page.goto('/diagnose/');
  await page.getByLabel('What you have').fill(REFUSED);
  await page.getByRole('button', { name: 'Copy a link, secrets masked' }).click();
  await expect.poll(() => page.url()).toContain('#paste=');
  const address = decodeURIComponent(page.url());
  expect(address).not.toContain('abc123secret');
  expect(address).not.toContain('203.0.113.24');
  await page.reload();
  await expect(page.getByRole('heading', { name: /Nothing listens/ })).toBeVisible();
});
