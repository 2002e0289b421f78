import { describe, expect, it } from 'vitest';
import { canonicalHref, inlineMarkdown, plainText } from './inline-markdown.ts';

describe('inlineMarkdown', () => {
  it('knows code, emphasis, strong and links', () => {
    expect(inlineMarkdown('Set `proxy_pass` *once*, **not** [twice](/502#x).')).toBe(
      'Set <code>proxy_pass</code> <em>once</em>, <strong>not</strong> <a href="/502/#x">twice</a>.',
    );
  });

  it('shows HTML instead of running it', () => {
    expect(inlineMarkdown('a <img onerror=x> & "b"')).toBe(
      'a &lt;img onerror=x&gt; &amp; &quot;b&quot;',
    );
    expect(inlineMarkdown('`<script>`')).toBe('<code>&lt;script&gt;</code>');
  });

  it('takes nothing inside code for Markdown', () => {
    expect(inlineMarkdown('`a *b* [c](d)` and ``x ` y``')).toBe(
      '<code>a *b* [c](d)</code> and <code>x ` y</code>',
    );
  });

  it('leaves single stars and underscores alone', () => {
    expect(inlineMarkdown('2 * 3 * 4 and snake_case_name')).toBe('2 * 3 * 4 and snake_case_name');
  });

  it('marks links to other sites and keeps their query', () => {
    expect(inlineMarkdown('[spec](https://a.example/?x=1&y=2)')).toBe(
      '<a href="https://a.example/?x=1&amp;y=2" rel="external noopener">spec</a>',
    );
  });

  it('allows code in the words of a link', () => {
    expect(inlineMarkdown('[`curl`](/guides/a)')).toBe(
      '<a href="/guides/a/"><code>curl</code></a>',
    );
  });

  it('refuses links that run something', () => {
    expect(() => inlineMarkdown('[x](javascript:alert)')).toThrow(/only http/);
  });
});

describe('canonicalHref', () => {
  it('ends our own paths in a slash and touches nothing else', () => {
    expect(canonicalHref('/502')).toBe('/502/');
    expect(canonicalHref('/502?a=1#b')).toBe('/502/?a=1#b');
    expect(canonicalHref('/')).toBe('/');
    expect(canonicalHref('/favicon.svg')).toBe('/favicon.svg');
    expect(canonicalHref('#x')).toBe('#x');
    expect(canonicalHref('//other.example/a')).toBe('//other.example/a');
  });
});

describe('plainText', () => {
  it('keeps the words and drops the marks', () => {
    expect(plainText('A `502` is *not* [yours](/502).')).toBe('A 502 is not yours.');
  });
});
