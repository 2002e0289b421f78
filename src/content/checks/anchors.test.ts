import { describe, expect, test } from 'vitest';
import { loadFacts } from '../load-facts.ts';
import type { Pages } from '../load-pages.ts';
import { checkAnchors } from './anchors.ts';
import { sampleBodies, samplePage, samplePages } from './sample-pages.ts';

const facts = loadFacts(process.cwd());
const messages = (pages: Pages) =>
  checkAnchors(pages, facts).map(({ file, field, message }) => `${file}: ${field}: ${message}`);

const page = 'content/codes/502.mdx';
const guide = 'content/guides/understanding-500.mdx';

describe('checkAnchors', () => {
  test('finds nothing in the sample', () => {
    expect(messages(samplePages())).toEqual([]);
  });

  test('names a field mark with the anchor of a cause', () => {
    const fieldMarks = samplePage.fieldMarks.map((mark) => ({ ...mark, id: 'app-not-listening' }));
    const pageBody = 'No links.';
    expect(messages(samplePages({ page: { fieldMarks }, pageBody }))).toEqual([
      `${page}: causes[0].id: the anchor #app-not-listening is already used by fieldMarks[0].id`,
    ]);
  });

  test('names a heading with the anchor of a section or of another heading', () => {
    const pageBody = '## Field marks\n\n## Once\n\n## Once\n\n## On nginx\n';
    expect(messages(samplePages({ pageBody }))).toEqual([
      `${page}: line 1: the anchor #field-marks is already used by the template's sections`,
      `${page}: line 5: the anchor #once is already used by line 3`,
      `${page}: line 7: the anchor #on-nginx is already used by the template's platforms`,
    ]);
  });

  test('names a link to a page that does not exist', () => {
    const guideBody = `${sampleBodies.guide}[520](/520/) [up](/codes/) [out](https://example.org)`;
    expect(messages(samplePages({ guideBody }))).toEqual([
      `${guide}: line 7: the link /520/ leads to no page`,
    ]);
  });

  test('names a link to a part that does not exist', () => {
    const guideBody = '[there](/502#nowhere) [here](#nothing) [right](/502/#what-it-means)';
    expect(messages(samplePages({ guideBody }))).toEqual([
      `${guide}: line 1: the link /502#nowhere leads to no part of that page`,
      `${guide}: line 1: the link #nothing leads to no part of that page`,
    ]);
  });

  test('reads links in frontmatter too, but not in code', () => {
    const causes = samplePage.causes.map((cause) => ({
      ...cause,
      says: 'As on [503](/503), `[not](/this)`.',
      fix: [{ says: 'Do.', language: 'md', code: '[nor](/that)' }],
    }));
    expect(messages(samplePages({ page: { causes } }))).toEqual([
      `${page}: causes[0].says: the link /503 leads to no page`,
    ]);
  });
});
