// Common advice, followed with one press: the checks say what comes of it, and nothing of the reader's is lost.

import { expect, test } from './bench.ts';

const lab = 'wrong-port';

test('advice is tried with one press, is told why it does not mend, and goes away again', async ({
  bench,
}) => {
  await bench.open(lab);
  await bench.root.getByRole('button', { name: 'Try the advice: Raise the timeout' }).click();
  const refused = bench.check('Get the list of orders through nginx');
  await expect(refused).toHaveAttribute('data-state', 'failed');
  await expect(refused).toContainText('GET /api/orders: The status is 502, not 200.');
  await expect(bench.root.locator('.bench-advice')).toContainText(
    'A refused connection is refused at once.',
  );
  await bench.root.getByRole('button', { name: 'Back to my own files' }).click();
  await expect(bench.root.locator('.sandbox-static, .sandbox-editor').first()).toContainText(
    'proxy_pass',
  );
  await bench.command('Show the solution');
  await bench.root.getByRole('button', { name: 'Use this solution' }).click();
  await bench.send.click();
  await expect(bench.status).toHaveText('200');
});

test('another piece of advice takes the place of the first', async ({ bench }) => {
  await bench.open(lab);
  const list = bench.check('Get the list of orders through nginx');
  await bench.command('Try the advice: Raise');
  await expect(list).toContainText('The status is 502, not 200.');
  await bench.command('Try the advice: Show a friendly');
  await expect(list).toContainText('"count" is nothing, not 2');
  await expect(bench.root.locator('.bench-advice li[data-tried]')).toHaveCount(2);
  await bench.root.getByRole('button', { name: 'Back to my own files' }).click();
  await expect(list).toContainText('The status is 502, not 200.');
});
