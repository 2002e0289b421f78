import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPages, externalise } from './external-inline.ts';
import { dropStylesheets } from './lazy-css.ts';

describe('externalise', () => {
  it('moves an inline script into a file and keeps its kind', () => {
    const { html, files } = externalise('<p>a</p><script type="module">let a = 1 > 0;</script>');
    const [path] = [...files.keys()];
    expect(html).toBe(`<p>a</p><script type="module" src="/${path}"></script>`);
    expect(files.get(path ?? '')).toBe('let a = 1 > 0;');
  });

  it('gives equal code one file, so that pages share it', () => {
    const { files } = externalise('<script>x()</script><script>x()</script><script>y()</script>');
    expect(files.size).toBe(2);
  });

  it('moves styles too', () => {
    const { html, files } = externalise('<style>astro-island{display:contents}</style>');
    expect(html).toMatch(/^<link rel="stylesheet" href="\/_astro\/inline\.\w{8}\.css">$/);
    expect([...files.values()]).toEqual(['astro-island{display:contents}']);
  });

  it('leaves files and data alone', () => {
    const page =
      '<script src="/theme.js"></script><script type="application/json">{"a":1}</script>';
    expect(externalise(page)).toEqual({ html: page, files: new Map() });
  });
});

describe('builtPages', () => {
  it('leaves out what was copied from public/, such as the sandbox’s frame', async () => {
    const [dist, publicDir] = ['dist-', 'public-'].map((name) => mkdtempSync(join(tmpdir(), name)));
    if (!dist || !publicDir) throw new Error('no folders');
    for (const root of [dist, publicDir]) {
      mkdirSync(join(root, 'sandbox'));
      writeFileSync(join(root, 'sandbox', 'frame.html'), '<script>run()</script>');
    }
    writeFileSync(join(dist, 'index.html'), '');
    expect(await builtPages(dist, publicDir)).toEqual(['index.html']);
  });
});

describe('dropStylesheets', () => {
  it('drops the links it is told to and no other', () => {
    const page =
      '<link rel="stylesheet" href="/_astro/a.css"><link rel="stylesheet" href="/_astro/monaco.css">';
    expect(dropStylesheets(page, new Set(['_astro/monaco.css']))).toBe(
      '<link rel="stylesheet" href="/_astro/a.css">',
    );
  });
});
