// What holds on every kind of page: usable by everybody, in both themes, at every width, with and without script.
// That nothing leaves the site, that its policy holds and that the console is silent is watched in every test.

import { seriousFindingsInThemes } from './axe.ts';
import { sidewaysScroll } from './layout.ts';
import { PAGES } from './page-kinds.ts';
import { expect, test } from './reader.ts';

// The page that is not there answers 404, and browsers say so on the console.
test.use({ expectedFaults: /status of 404/ });

for (const { kind, path, words } of PAGES) {
  test.describe(`the ${kind} page`, () => {
    test('has no serious barrier in either theme', async ({ page }) => {
      await page.goto(path);
      expect(await seriousFindingsInThemes(page)).toEqual([]);
    });

    test('fits every width, guarded by a policy that allows nothing from elsewhere', async ({
      page,
    }) => {
      await page.goto(path);
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect.soft(await sidewaysScroll(page), `scrolls sideways at ${width}`).toBe(0);
      }
      const policy = await page
        .locator('meta[http-equiv="content-security-policy"]')
        .getAttribute('content');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
    });
  });

  test.describe(`the ${kind} page with JavaScript off`, () => {
    test.use({ javaScriptEnabled: false });

    test('says the same, and shows no button that would do nothing', async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole('main')).toContainText(words);
      await expect(page.locator('.needs-script:visible')).toHaveCount(0);
    });
  });
}

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('the sandbox shows code, marked line and the answer recorded at build', async ({
    sandbox,
  }) => {
    await sandbox.open();
    await expect(sandbox.state).toHaveText('Recorded');
    await expect(sandbox.status).toHaveText('500');
    await expect(sandbox.answer).toContainText('HTTP/1.1 500 Internal Server Error');
    await expect(sandbox.staticCode).toContainText('items.reduce');
    await expect(sandbox.lineNote).toContainText("reading 'reduce'");
    await expect(sandbox.log).toContainText('"POST /api/orders HTTP/1.1" 500');
  });

  test('the home page shows the 502 recorded at build', async ({ page, homeServer }) => {
    await page.goto('/');
    await expect(homeServer.status).toContainText('502');
    await expect(homeServer.log).toContainText('Connection refused');
    await expect(homeServer.words).toContainText('nginx');
  });
});
