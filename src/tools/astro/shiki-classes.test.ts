import { readFileSync } from 'node:fs';
import { codeToHtml } from 'shiki';
import { describe, expect, it } from 'vitest';
import { darkPalette, lightPalette, type TokenRole } from './code-themes.ts';
import { roleClasses } from './shiki-classes.ts';
import { shikiOptions } from './shiki-options.ts';

const highlight = (code: string, lang: string, meta = '') =>
  codeToHtml(code, { lang, ...shikiOptions, meta: { __raw: meta } });

const sample = `import express from 'express';

// answers
app.get('/orders', async (req, res) => {
  const total: number = items.reduce((sum, item) => sum + item.price, 0);
});`;

describe('a highlighted block', () => {
  it('carries no style attribute, so that a strict style-src accepts it', async () => {
    expect(await highlight(sample, 'ts')).not.toContain('style=');
  });

  it('gives keywords, strings, functions and comments their classes', async () => {
    const html = await highlight(sample, 'ts');
    expect(html).toContain('<span class="k">import</span>');
    expect(html).toMatch(/<span class="s"> ?'express'/);
    expect(html).toContain('<span class="f">reduce</span>');
    expect(html).toContain('<span class="c">// answers');
  });

  it('copies as the same text, line breaks included', async () => {
    const html = await highlight(sample, 'ts');
    const text = html
      .replace(/<[^>]+>/g, '')
      .replaceAll('&#x3C;', '<')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
    expect(text).toBe(sample);
  });

  it('is the same however often it is made', async () => {
    expect(await highlight(sample, 'ts')).toBe(await highlight(sample, 'ts'));
  });

  it.each([
    ['nginx', 'location / {\n  proxy_pass http://app; # upstream\n}'],
    ['sh', 'curl -i http://localhost:3000/ | grep HTTP'],
    ['json', '{"items": null, "n": 1}'],
    ['yaml', 'livenessProbe:\n  httpGet: { path: /live, port: 3000 }'],
    ['http', 'HTTP/1.1 502 Bad Gateway\nServer: nginx\n\n<html></html>'],
    ['diff', '-  timeout 30;\n+  timeout 60;'],
    ['sql', "SELECT * FROM orders WHERE state = 'open';"],
    ['js', 'class A extends B { get x() { return `a`; } }'],
    ['dockerfile', 'FROM node:24\nCMD ["node", "server.ts"]'],
    ['python', 'def f(x):\n    return x'],
    ['html', '<h1 class="a">502</h1>'],
  ])('knows every colour that %s produces', async (lang, code) => {
    expect(await highlight(code, lang)).not.toContain('style=');
  });
});

describe('title, marked lines and numbers', () => {
  it('marks lines and shows numbers counted from the given first line', async () => {
    const html = await highlight('a\nb\nc', 'text', 'title="app.ts" {8} numbers=7');
    expect(html).toContain('data-title="app.ts"');
    expect(html.match(/data-line="\d+"/g)).toEqual([
      'data-line="7"',
      'data-line="8"',
      'data-line="9"',
    ]);
    expect(html).toContain('<span class="line mark" data-line="8">b');
  });

  it('refuses a mark on a line that is not there', async () => {
    await expect(highlight('a\nb', 'text', '{3}')).rejects.toThrow(/line 3 is marked/);
  });
});

describe('the colours', () => {
  const css = readFileSync(new URL('../../styles/tokens.css', import.meta.url), 'utf8');

  it.each(Object.keys(lightPalette.roles) as TokenRole[])(
    'are the same for %s in the stylesheet and in the themes',
    (role) => {
      const pair = `light-dark(${lightPalette.roles[role]}, ${darkPalette.roles[role]})`;
      expect(css).toContain(`--code-${role}: ${pair};`);
    },
  );

  it('have a rule for every class', () => {
    const rules = readFileSync(new URL('../../styles/code.css', import.meta.url), 'utf8');
    for (const [role, name] of Object.entries(roleClasses)) {
      expect(rules).toMatch(new RegExp(`\\.${name} \\{\\s*color: var\\(--code-${role}\\)`));
    }
  });
});
