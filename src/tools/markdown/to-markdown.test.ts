import { describe, expect, test } from 'vitest';
import { toMarkdown } from './to-markdown.ts';

const page = (main: string): string =>
  `<!doctype html><html><body><header>Site</header><main>${main}</main><footer>End</footer></body></html>`;

const markdown = (main: string) => toMarkdown(page(main), 'https://5xx.example/502/');

describe('toMarkdown', () => {
  test('keeps the words of the page, and nothing around it', async () => {
    expect(
      await markdown('<h1>502</h1><p>A <em>gateway</em> got <code>no</code> answer.</p>'),
    ).toBe('# 502\n\nA *gateway* got `no` answer.\n');
  });

  test('leaves out what only works in a browser', async () => {
    const main =
      '<h2>Causes <a class="anchor" href="#causes">#</a></h2>' +
      '<p>So<button>Source</button><span popover id="x">Read in</span>.</p>' +
      '<form><input></form><svg><text>5</text></svg><p hidden>no</p>';
    expect(await markdown(main)).toBe('## Causes\n\nSo.\n');
  });

  test('keeps a heading on one line', async () => {
    expect(await markdown('<h1>Break a server.<br> Then fix it.</h1>')).toBe(
      '# Break a server. Then fix it.\n',
    );
  });

  test('makes links whole', async () => {
    expect(await markdown('<a href="/504/#locks">504</a> <a href="#causes">here</a>')).toBe(
      '[504](https://5xx.example/504/#locks) [here](https://5xx.example/502/#causes)\n',
    );
  });

  test('writes tables as tables and code as code', async () => {
    const main =
      '<table><thead><tr><th>Code</th></tr></thead><tbody><tr><td>502</td></tr></tbody></table>' +
      '<pre><code>curl -i\n</code></pre>';
    expect(await markdown(main)).toBe('| Code |\n| ---- |\n| 502  |\n\n```\ncurl -i\n```\n');
  });

  test('refuses a page without words', async () => {
    await expect(toMarkdown('<p>x</p>', 'https://5xx.example/')).rejects.toThrow(/no <main>/);
  });
});
