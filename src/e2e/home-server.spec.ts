// The live server of the front page: four ways to break it, and each time another station answers.

import { expect, test } from './reader.ts';

const FAULTS = [
  { button: 'Stop the app', status: '502', writer: 'nginx', log: 'Connection refused' },
  { button: 'Freeze the app', status: '504', writer: 'nginx', log: 'upstream timed out' },
  { button: 'Ship a bug', status: '500', writer: 'my-app', log: 'Error' },
  { button: 'Flood it', status: '503', writer: 'nginx', log: 'limiting' },
] as const;

test.beforeEach(({ page }) => page.goto('/'));

for (const { button, status, writer, log } of FAULTS) {
  test(`"${button}" gives ${status}, and ${writer} says so`, async ({ homeServer }) => {
    await homeServer.button(button).click();
    await expect(homeServer.state).toHaveText('Live');
    await expect(homeServer.status).toContainText(status);
    await expect(homeServer.button(button)).toHaveAttribute('aria-pressed', 'true');
    await expect(homeServer.route).toHaveAccessibleName(
      new RegExp(`${writer} wrote the ${status} response`),
    );
    await expect(homeServer.words).toContainText(writer);
    await expect(homeServer.log).toContainText(log);
    await expect(homeServer.words.getByRole('link')).toHaveAttribute('href', `/${status}/`);
  });
}

test('what was broken is healthy again at the press of a button', async ({ homeServer }) => {
  await homeServer.button('Flood it').click();
  await expect(homeServer.status).toContainText('503');
  await homeServer.button('Reset to healthy').click();
  await expect(homeServer.status).toHaveText('200 OK');
  await homeServer.button('Ship a bug').click();
  await expect(homeServer.status).toContainText('500');
  await homeServer.button('Reset to healthy').click();
  await expect(homeServer.status).toHaveText('200 OK');
});

test('impatient presses end with the last one', async ({ homeServer }) => {
  for (const name of ['Stop the app', 'Ship a bug', 'Freeze the app', 'Flood it']) {
    await homeServer.button(name).click();
  }
  await expect(homeServer.status).toContainText('503');
  await expect(homeServer.frame.locator('[data-busy]')).toHaveCount(0);
  await expect(homeServer.status).toContainText('503');
});
