// What the built site gives to programs: data with its schema, and each page as Markdown.

import { expect, test } from './reader.ts';

test('a code leads to its data, and the data to its schema', async ({ request }) => {
  const index = await (await request.get('/api/codes.json')).json();
  expect(index.licence).toBe('MIT');
  const listed = index.codes.find(({ code }: { code: number }) => code === 502);
  const path = (address: string): string => new URL(address).pathname;
  const code = await (await request.get(path(listed.data))).json();
  expect(code.fieldMarks[0].text).toContain('connect() failed (111: Connection refused)');
  expect(code.version).toBe(index.version);
  const schema = await (await request.get(path(code.$schema))).json();
  expect(schema.$id).toBe(code.$schema);
  const signatures = await (await request.get('/api/signatures.json')).json();
  expect(signatures.signatures.length).toBeGreaterThan(100);
});

for (const [page, words] of [
  ['/', '# Break a server.'],
  ['/502/', '`connect() failed (111: Connection refused) while connecting to upstream`'],
  ['/guides/understanding-500/', '# '],
  ['/labs/null-items/', 'Support forwards a ticket'],
  ['/decide/what-to-send/gateway/', '# What came back from the other server?'],
  ['/matrix/', '[connection refused]('],
  ['/timeouts/', '504 after 180 s'],
] as const) {
  test(`${page} has a Markdown twin`, async ({ page: tab, request }) => {
    await tab.goto(page);
    const link = tab.locator('link[rel="alternate"][type="text/markdown"]');
    const response = await request.get((await link.getAttribute('href')) ?? '');
    expect(response.headers()['content-type']).toContain('text/markdown');
    const text = await response.text();
    expect(text).toContain(words);
    expect(text).not.toMatch(/<\/?(?:div|span|button|svg)\b/);
  });
}

test('everything llms.txt names is there', async ({ request }) => {
  const text = await (await request.get('/llms.txt')).text();
  const links = [...text.matchAll(/\]\((https:[^)]+)\)/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(40);
  for (const link of links) {
    const response = await request.get(new URL(link).pathname);
    expect(response.status(), link).toBe(200);
  }
});
