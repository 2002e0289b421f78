// A lab on a phone: one panel at a time, nothing cut off, solved to the end.

import { expect, labText, test } from './bench.ts';

test('wrong-port is solved on a 390 pixel wide screen', async ({ page, bench }) => {
  await bench.open('wrong-port');
  const nav = bench.root.getByRole('navigation', { name: 'Panels' });
  const isNarrow = () =>
    page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await nav.getByRole('button', { name: 'Request' }).tap();
  await expect(bench.root.getByRole('region', { name: 'Brief and checks' })).toBeHidden();
  await bench.send.tap();
  await expect(nav.getByRole('button', { name: 'Request' })).toContainText('502');
  await nav.getByRole('button', { name: 'Logs' }).tap();
  await expect(bench.logs).toContainText('Connection refused');
  expect(await isNarrow()).toBe(true);

  await nav.getByRole('button', { name: 'Files' }).tap();
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).tap();
  const field = bench.root.getByRole('textbox', { name: 'nginx/nginx.conf' });
  await field.fill(labText('wrong-port', 'nginx/nginx.conf', 'solution'));
  expect(await isNarrow()).toBe(true);
  await bench.root.getByRole('button', { name: 'Save and reload nginx' }).tap();
  await expect(bench.message).toContainText('nginx reloaded its configuration.');
  await nav.getByRole('button', { name: 'Brief' }).tap();
  await bench.expectAllChecks();
  expect(await isNarrow()).toBe(true);
});

test('something is broken and mended with a thumb', async ({ page, bench }) => {
  await bench.open('wrong-port');
  const nav = bench.root.getByRole('navigation', { name: 'Panels' });
  await nav.getByRole('button', { name: 'Request' }).tap();
  await bench.root.getByRole('group', { name: 'Stations' }).getByRole('button').nth(2).tap();
  const menu = bench.root.getByRole('group', { name: 'Break my-app' });
  await menu.getByRole('button', { name: 'Fill the disk' }).tap();
  await menu.getByRole('button', { name: 'Break it' }).tap();
  const broken = bench.root.getByRole('region', { name: 'Broken now' });
  await expect(broken).toContainText('Fill the disk');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(
    true,
  );
  await broken.getByRole('button', { name: /^Mend/ }).tap();
  await expect(broken).toBeHidden();
});
