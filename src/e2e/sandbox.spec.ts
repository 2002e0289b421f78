// What else a reader does with the sandbox: other requests, logs, reasons, links from a log to a line, the route.

import { expect, test } from './reader.ts';

test.beforeEach(({ sandbox }) => sandbox.open());

test('other requests can be chosen and changed', async ({ sandbox }) => {
  await sandbox.preset.selectOption('Order of two items');
  await expect(sandbox.body).toHaveValue(/"sku": "cup"/);
  await sandbox.sendLive(201);
  await expect(sandbox.answer).toContainText('"total":22');
  await sandbox.method.selectOption('GET');
  await sandbox.target.fill('/api/nothing');
  await sandbox.sendLive(404);
  await sandbox.target.fill('/api/reports/today');
  await sandbox.sendLive(500);
  await expect(sandbox.log).toContainText('ENOENT');
});

test('the sandbox says why: who threw, where, and whether to try again', async ({ sandbox }) => {
  await sandbox.sendLive(500);
  await expect(sandbox.why).toContainText('Why 500?');
  await expect(sandbox.why).toContainText('my-app threw TypeError at server.ts line 10');
  await expect(sandbox.why).toContainText('do not repeat this POST blindly');
  await expect(sandbox.frame.locator('.answer-writer')).toHaveText('written by my-app');
});

test('the route marks who answered', async ({ sandbox }) => {
  await sandbox.sendLive(500);
  await expect(sandbox.route).toHaveAccessibleName(/my-app wrote the 500 response.*has failed/);
  await expect(sandbox.route).toContainText('500 answered here');
  await sandbox.preset.selectOption('Order of two items');
  await sandbox.sendLive(201);
  await expect(sandbox.route).toHaveAccessibleName(/my-app wrote the 201 response/);
});

test('the log holds the lines of all hops, those of earlier requests folded away', async ({
  sandbox,
}) => {
  await sandbox.sendLive(500);
  await expect(sandbox.log).toContainText('nginx access.log');
  await expect(sandbox.log).toContainText('"POST /api/orders HTTP/1.1" 500');
  await expect(sandbox.log).toContainText('TypeError: Cannot read properties of null');
  await sandbox.preset.selectOption('Order of two items');
  await sandbox.sendLive(201);
  const stack = sandbox.log.getByText('TypeError: Cannot read');
  await expect(stack).toBeHidden();
  await sandbox.log.getByText(/lines before$/).click();
  await expect(stack).toBeVisible();
});

test('a place in the log opens the file there', async ({ sandbox }) => {
  await sandbox.sendLive(500);
  await sandbox.tab('orders.ts').click();
  await expect(sandbox.staticCode).toContainText('createOrder');
  await sandbox.log.getByRole('button', { name: 'server.ts:10:23' }).click();
  await expect(sandbox.tab('server.ts')).toHaveAttribute('aria-selected', 'true');
  await expect(sandbox.staticCode).toBeFocused();
});

test('a request can be copied as a curl command, and a page by its short address', async ({
  page,
  sandbox,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await sandbox.frame.getByRole('button', { name: 'Copy as curl' }).click();
  await expect(sandbox.frame.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await copied()).toContain("curl -i \\\n  -H 'Content-Type: application/json'");
  expect(await copied()).toContain('http://shop.test/api/orders');
  await page.goto('/502/');
  await page.locator('[data-copy$="/502"]').first().click();
  expect(await copied()).toMatch(/\/502$/);
});

test('"Copied" stays to be read when the press that copied wakes the sandbox', async ({
  page,
  sandbox,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const button = sandbox.frame.getByRole('button', { name: 'Copy as curl' });
  await button.hover();
  // What waking takes is there: it follows the press at once.
  await page.waitForLoadState('networkidle');
  const said = button.evaluate(
    (element) =>
      new Promise<string | null>((resolve) => {
        const place = element.closest('[data-sandbox]') as HTMLElement;
        new MutationObserver(() => {
          if ('awake' in place.dataset) setTimeout(() => resolve(element.textContent));
        }).observe(place, { attributes: true });
      }),
  );
  await button.click();
  expect((await said)?.trim()).toBe('Copied');
});

test('with less motion asked for, nothing glides: the answer is there at once', async ({
  page,
  sandbox,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await sandbox.sendLive(500);
  const running = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect, playState }) => {
        const duration = effect?.getComputedTiming().duration;
        return playState === 'running' && typeof duration === 'number' && duration > 10;
      })
      .map((animation) => (animation as CSSAnimation).animationName ?? 'transition'),
  );
  expect(running).toEqual([]);
});

test('once awake the sandbox needs no network', async ({ page, context, sandbox }) => {
  // The parser comes by itself after the first answer, for when somebody edits.
  const parser = page.waitForResponse(/\/sandbox\/parser/);
  await sandbox.sendLive(500);
  await (await parser).finished();
  await context.setOffline(true);
  await sandbox.preset.selectOption('Order of two items');
  await sandbox.sendLive(201);
  await sandbox.reset.click();
  await expect(sandbox.message).toHaveText('Everything is as it was at first.');
  await sandbox.sendLive(500);
});
