// Input that is wrong: it is shown where it is wrong, the servers keep their last good state or are said to be
// down, and nothing that was typed is lost.

import { labFile, withHandler } from './order-sandbox.ts';
import { expect, test } from './reader.ts';

const SERVER = labFile('my-app/server.ts');

test.beforeEach(({ sandbox }) => sandbox.open());

test('a syntax error is shown at its line, and the app is said to be down', async ({
  page,
  sandbox,
}) => {
  const broken = SERVER.replace('0);', '0;');
  await sandbox.paste(broken);
  await sandbox.send.click();
  await expect(sandbox.status).toHaveText('502');
  await expect(sandbox.servers).toContainText('my-app is down');
  await expect(sandbox.message).toContainText('SyntaxError in server.ts line 10');
  await expect(sandbox.lineNote).toContainText('SyntaxError');
  await expect(sandbox.problem).toContainText('Line 10, column');
  await expect(sandbox.log).toContainText('ERR_INVALID_TYPESCRIPT_SYNTAX');
  await expect(sandbox.log).toContainText('exited with code [1]');
  expect(await sandbox.keptEdits()).toEqual({ 'my-app/server.ts': broken });
  await page.reload();
  expect(await sandbox.keptEdits()).toEqual({ 'my-app/server.ts': broken });

  await sandbox.paste(labFile('my-app/server.ts', 'solution'));
  await sandbox.sendLive(400);
  await expect(sandbox.servers).toContainText('my-app runs');
});

test('broken JSON in the body is shown at its place, and can be sent all the same', async ({
  sandbox,
}) => {
  await sandbox.body.fill('{"items": [1,\n2,]}');
  const problem = sandbox.frame.locator('.sandbox-body .sandbox-problem');
  await expect(problem).toContainText('Line 2, column 2');
  await expect(sandbox.body).toHaveAttribute('aria-invalid', 'true');
  await problem.getByRole('button').click();
  await expect(sandbox.body).toBeFocused();
  await sandbox.sendLive(400);
  await expect(sandbox.answer).toContainText('SyntaxError');
  await expect(sandbox.body).toHaveValue('{"items": [1,\n2,]}');
});

test('a configuration nginx refuses is shown at its line, and the old one stays in force', async ({
  sandbox,
}) => {
  const broken = labFile('nginx/nginx.conf').replace('listen 80;', 'listen 80');
  await sandbox.tab('nginx.conf').click();
  await sandbox.paste(broken);
  await sandbox.save.click();
  await expect(sandbox.servers).toContainText('nginx keeps its old configuration');
  await expect(sandbox.message).toContainText('invalid parameter "server_name"');
  await expect(sandbox.problem).toContainText('Line 17: [emerg]');
  await expect(sandbox.lineNote).toContainText('[emerg]');
  await sandbox.sendLive(500);
  await expect(sandbox.servers).toContainText('nginx keeps its old configuration');
  expect(await sandbox.keptEdits()).toEqual({ 'nginx/nginx.conf': broken });

  await sandbox.paste(labFile('nginx/nginx.conf').replace('listen 80;', 'listen 80; return 503;'));
  await sandbox.save.click();
  await expect(sandbox.servers).toContainText('nginx runs');
  await sandbox.sendLive(503);
});

test('an endless loop in a handler ends in a 504', async ({ sandbox }) => {
  const looping = withHandler('  for (;;) {}');
  await sandbox.paste(looping);
  await sandbox.send.click();
  await expect(sandbox.status).toHaveText('504');
  await expect(sandbox.why).toContainText('proxy_read_timeout');
  await expect(sandbox.servers).toContainText('my-app hangs');
  await expect(sandbox.route).toHaveAccessibleName(/waited for my-app until the time ran out/);
  expect(await sandbox.keptEdits()).toEqual({ 'my-app/server.ts': looping });

  await sandbox.paste(labFile('my-app/server.ts', 'solution'));
  await sandbox.sendLive(400);
  await expect(sandbox.servers).toContainText('my-app runs');
});

test('a search that never ends is stopped, said, and the world built again', async ({
  sandbox,
}) => {
  const stuck = withHandler(
    "  res.json(/^(a+)+$/.test('a'.repeat(40) + '!') ? req.body : { ok: false });",
  );
  await sandbox.paste(stuck);
  const said = sandbox.waitForMessage(/did not come back, so it was stopped.*Your edits are kept/);
  await sandbox.send.click();
  await said;
  await expect(sandbox.status).toHaveText('504');
  await expect(sandbox.message).toContainText('my-app does not come back');
  await expect(sandbox.servers).toContainText('my-app hangs');
  expect(await sandbox.keptEdits()).toEqual({ 'my-app/server.ts': stuck });

  await sandbox.reset.click();
  await expect(sandbox.message).toHaveText('Everything is as it was at first.');
  await sandbox.sendLive(500);
});

test('a flood of output is stopped and said, and the edits are kept', async ({ sandbox }) => {
  const flooding = withHandler("  for (;;) console.log('x'.repeat(1_000));");
  await sandbox.paste(flooding);
  await sandbox.send.click();
  await expect(sandbox.message).toContainText(/printed without end|does not come back/);
  expect(await sandbox.keptEdits()).toEqual({ 'my-app/server.ts': flooding });

  await sandbox.paste(labFile('my-app/server.ts', 'solution'));
  await sandbox.sendLive(400);
});

test('a process that ends in the middle of a request gives a 502 and is started again', async ({
  sandbox,
}) => {
  await sandbox.paste(withHandler('  process.exit(3);'));
  await sandbox.send.click();
  await expect(sandbox.status).toHaveText('502');
  await expect(sandbox.why).toContainText('exit code 3');
  await expect(sandbox.log).toContainText('exited with code [3]');
  await expect(sandbox.servers).toContainText('my-app runs');
});

test('an error thrown at the start is shown at its line, and the app is said to be down', async ({
  sandbox,
}) => {
  await sandbox.paste(`${SERVER}\nthrow new Error('SHOP_DB is not set');\n`);
  await sandbox.send.click();
  await expect(sandbox.status).toHaveText('502');
  await expect(sandbox.message).toContainText('my-app is down: Error in server.ts line 21');
  await expect(sandbox.lineNote).toContainText('Error: SHOP_DB is not set');
  await expect(sandbox.log).toContainText('Error: SHOP_DB is not set');
});
