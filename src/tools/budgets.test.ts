import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTags } from './budgets/html-tags.ts';
import { staticImports } from './budgets/page-resources.ts';
import { budgets, kindOf, measureDist, overBudget } from './budgets.ts';

const policy =
  '<meta http-equiv="content-security-policy" content="script-src \'self\'; style-src \'self\'">';

/** Writes a small built site and measures it. */
function measure(files: Record<string, string>): ReturnType<typeof measureDist> {
  const dist = mkdtempSync(join(tmpdir(), 'dist-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
  return measureDist(dist);
}

function faultsOf(body: string, more: Record<string, string> = {}): readonly string[] {
  const reports = measure({ 'index.html': policy + body, ...more });
  return reports.find(({ path }) => path === '/')?.faults ?? [];
}

describe('measureDist', () => {
  it('says what to do when there is no built site', () => {
    expect(() => measureDist('/nowhere')).toThrow(/no built site at \/nowhere: build it first/);
  });

  it('counts a script with what it imports, but not what it may import later', () => {
    const text = (seed: string) => `/*${seed.repeat(200)}*/`;
    const files = {
      'index.html': `${policy}<script type="module" src="/_astro/a.js"></script>`,
      '_astro/a.js': `import{x as y}from"./b.js";import("./late.js");${text('a')}`,
      '_astro/b.js': `export const x=1;${text('b')}`,
      '_astro/late.js': text('late'),
    };
    const [both] = measure(files);
    const [alone] = measure({ ...files, '_astro/a.js': `import("./late.js");${text('a')}` });
    expect(both?.scriptBytes).toBeGreaterThan(alone?.scriptBytes ?? Number.NaN);
    expect(alone?.scriptBytes).toBeLessThan(120);
  });

  it('counts an island’s component and renderer', () => {
    const [report] = measure({
      'index.html': `${policy}<astro-island component-url="/_astro/c.js" renderer-url="/_astro/r.js"></astro-island>`,
      '_astro/c.js': 'c()',
      '_astro/r.js': 'r()',
    });
    expect(report?.scriptBytes).toBeGreaterThan(0);
  });

  it('counts preloaded fonts', () => {
    const link = '<link rel="preload" as="font" href="/a.woff2" crossorigin>';
    const [report] = measure({ 'index.html': policy + link, 'a.woff2': 'x'.repeat(500) });
    expect(report).toMatchObject({ preloadedFonts: 1, fontBytes: 500 });
  });
});

describe('faults', () => {
  it('finds none on a clean page', () => {
    const body =
      '<script src="/t.js"></script><a href="/502/#x">a</a><a href="https://a.example/">b</a>';
    const more = { '502/index.html': `${policy}<p id="x">`, 't.js': '' };
    expect(faultsOf(body, more)).toEqual([]);
  });

  it.each([
    ['<script>run()</script>', /inline script/],
    ['<script type="module">run()</script>', /inline script/],
    ['<style>p{}</style>', /inline stylesheet/],
    ['<p style="color:red">', /style attribute on <p>/],
    ['<p onclick="run()">', /onclick handler/],
    ['<script src="https://cdn.example/a.js"></script>', /request to https:\/\/cdn/],
    ['<link rel="stylesheet" href="//cdn.example/a.css">', /request to \/\/cdn/],
    ['<img src="https://a.example/x.png">', /request to https/],
    ['<script src="/missing.js"></script>', /request for \/missing.js/],
    ['<a href="/nowhere/">', /leads nowhere/],
    ['<a href="#nowhere">', /anchor does not exist/],
    ['<i id="a"></i><i id="a"></i>', /id "a" twice/],
    ['<button popovertarget="card">', /popovertarget="card"/],
    ['<nav aria-labelledby="head">', /aria-labelledby="head"/],
  ])('finds %s', (body, fault) => {
    expect(faultsOf(body).join('\n')).toMatch(fault);
  });

  it('finds a link that lacks its closing slash, and an anchor on another page', () => {
    const more = { '502/index.html': policy };
    expect(faultsOf('<a href="/502">', more)).toEqual([
      'the link /502, which lacks its closing slash',
    ]);
    expect(faultsOf('<a href="/502/#x">', more)).toEqual([
      'the link /502/#x, whose anchor does not exist',
    ]);
  });

  it('finds a missing policy, and one that allows any script', () => {
    const [bare] = measure({ 'index.html': '<p>' });
    expect(bare?.faults).toEqual(['no content security policy']);
    const loose = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'");
    expect(measure({ 'index.html': loose })[0]?.faults.join()).toMatch(/allows any script/);
  });

  it('accepts style attributes where the policy does', () => {
    const editor = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
    expect(measure({ 'index.html': `${editor}<p style="top:0">` })[0]?.faults).toEqual([]);
  });

  it('finds a stylesheet that asks another host', () => {
    const more = { 'a.css': '@font-face{src:url(https://fonts.example/a.woff2)}' };
    expect(faultsOf('<link rel="stylesheet" href="/a.css">', more).join()).toMatch(
      /fonts\.example/,
    );
  });
});

describe('overBudget', () => {
  it('names page, measure and budget', () => {
    const reports = measure({
      'index.html': `${policy}<script src="/a.js"></script>`,
      'a.js': Array.from({ length: 9000 }, (_, i) => (i * 7919).toString(36)).join(''),
    });
    const [line] = overBudget(reports);
    expect(line).toMatch(/^\/: scriptBytes is \d+, the budget is 15360$/);
    expect(
      overBudget(reports, { ...budgets, home: { ...budgets.home, scriptBytes: 1e6 } }),
    ).toEqual([]);
  });
});

describe('reading HTML', () => {
  it('takes nothing inside comments, scripts and attributes for a tag', () => {
    const names = readTags(
      '<!-- <a> --><script>"<b>"</script><p title="<i>"><astro-island x=\'{"a":1}\'>',
    ).map(({ name }) => name);
    expect(names).toEqual(['script', 'p', 'astro-island']);
  });

  it('knows every form of static import', () => {
    const source = 'import"./a.js";import b from"./b.js";export{c}from"../c.js";import("./d.js")';
    expect(staticImports('/x/y.js', source)).toEqual(['/x/a.js', '/x/b.js', '/c.js']);
  });

  it('knows the kinds of page', () => {
    expect(['/', '/502/', '/guides/a/', '/guides/', '/404.html', '/labs/a/'].map(kindOf)).toEqual([
      'home',
      'code',
      'guide',
      'list',
      'list',
      'lab',
    ]);
  });
});
