// The playground: a box from a template, from parts, from a lab; kept by a reload, carried by a link.

import { seriousFindings } from './axe.ts';
import { type Bench, expect, test } from './bench.ts';

/** Nothing of a playground is recorded: its files are parsed, and its parts loaded, when it starts. */
const FIRST_ANSWER_MS = 60_000;

async function open(bench: Bench, query = ''): Promise<void> {
  await bench.page.goto(`/playground/${query}`);
  await expect(bench.page.locator('[data-playground][data-awake]')).toBeVisible();
}

const partsOf = (bench: Bench) => bench.page.getByRole('dialog', { name: 'What is it made of?' });
const stations = (bench: Bench) =>
  bench.root.getByRole('group', { name: 'Stations' }).getByRole('button');

test('a template is chosen, answers, and is there again after a reload', async ({
  page,
  bench,
}) => {
  await open(bench);
  await partsOf(bench)
    .getByRole('button', { name: /Two apps, balanced/ })
    .click();
  await expect(page.locator('[data-playground][data-awake]')).toBeVisible();
  await expect(stations(bench)).toHaveText(['You', 'nginx', 'my-app', 'my-app-2']);
  await bench.send.click();
  await expect(bench.status).toHaveText('200', { timeout: FIRST_ANSWER_MS });
  await page.reload();
  await expect(page.locator('[data-playground][data-awake]')).toBeVisible();
  await expect(stations(bench)).toHaveText(['You', 'nginx', 'my-app', 'my-app-2']);
  await expect(bench.root.getByText('server.ts').first()).toBeVisible();
});

test('parts are chosen one by one by keyboard, and a database answers', async ({ page, bench }) => {
  await open(bench);
  await partsOf(bench).getByRole('checkbox', { name: 'Postgres' }).focus();
  await page.keyboard.press('Space');
  await partsOf(bench).getByRole('button', { name: 'Build it' }).focus();
  await page.keyboard.press('Enter');
  await expect(stations(bench)).toHaveText(['You', 'nginx', 'my-app', 'Postgres']);
  await bench.send.click();
  await expect(bench.status).toHaveText('200', { timeout: FIRST_ANSWER_MS });
  await expect(bench.root.getByRole('region', { name: 'Response' })).toContainText('cup');
});

test('a link carries the box and what was changed in it', async ({
  page,
  bench,
  browser,
  baseURL,
}) => {
  await open(bench, '?lab=wrong-port');
  await expect(bench.root.locator('h1')).toContainText('The port nobody listens on');
  await bench.send.click();
  await expect(bench.status).toHaveText('502', { timeout: FIRST_ANSWER_MS });
  await bench.root.getByRole('button', { name: 'Share' }).click();
  const link = page.getByRole('textbox', { name: 'Link', exact: true });
  await expect(link).toHaveValue(/#lab=[\w-]{100,}$/);
  const address = await link.inputValue();
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const reader = await other.newPage();
  await reader.goto(address);
  const dialog = reader.getByRole('dialog', { name: 'Somebody shared this lab with you' });
  await expect(dialog).toContainText('Send GET /api/orders');
  await dialog.getByRole('button', { name: 'Open it' }).click();
  await expect(reader.locator('.answer-status')).toHaveText('502');
  await reader.reload();
  await expect(reader.locator('h1')).toContainText('The port nobody listens on');
  await other.close();
});

test('the choice of parts has no barrier, and the box none either', async ({ page, bench }) => {
  await open(bench);
  await expect(partsOf(bench)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(partsOf(bench)).toBeHidden();
  expect(await seriousFindings(page)).toEqual([]);
});
