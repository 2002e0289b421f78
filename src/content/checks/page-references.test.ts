import { describe, expect, test } from 'vitest';
import { loadFacts } from '../load-facts.ts';
import type { Pages } from '../load-pages.ts';
import type { Cause, CodePage } from '../schemas/code-page.ts';
import { checkPageReferences } from './page-references.ts';
import { sampleBodies, sampleLab, samplePage, samplePages } from './sample-pages.ts';

const facts = loadFacts(process.cwd());
const messages = (pages: Pages) =>
  checkPageReferences(pages, facts).map(
    ({ file, field, message }) => `${file}: ${field}: ${message}`,
  );
const ofPage = (page: Partial<CodePage>) => messages(samplePages({ page }));
const withCause = (change: Partial<Cause>) =>
  ofPage({ causes: samplePage.causes.map((cause) => ({ ...cause, ...change })) });
const withMark = (change: Partial<CodePage['fieldMarks'][number]>) =>
  ofPage({ fieldMarks: samplePage.fieldMarks.map((mark) => ({ ...mark, ...change })) });

const page = 'content/codes/502.mdx';
const guide = 'content/guides/understanding-500.mdx';

describe('checkPageReferences', () => {
  test('finds nothing in the sample', () => {
    expect(messages(samplePages())).toEqual([]);
  });

  test('names a field mark whose cause is not on the page', () => {
    expect(withMark({ cause: 'app-asleep' })).toEqual([
      `${page}: fieldMarks[0].cause: there is no cause app-asleep on this page`,
      `${page}: causes[0].id: no field mark points to the cause app-not-listening`,
    ]);
  });

  test('names a field mark whose source or platform does not exist', () => {
    expect(withMark({ source: 'hearsay', platform: 'lighttpd' })).toEqual([
      `${page}: fieldMarks[0].source: there is no source hearsay in content/facts/sources.yaml`,
      `${page}: fieldMarks[0].platform: there is no content/facts/platforms/lighttpd.yaml`,
    ]);
  });

  test('names a cause whose source or lab does not exist', () => {
    expect(withCause({ sources: ['hearsay'], lab: 'no-such-lab' })).toEqual([
      `${page}: causes[0].sources: there is no source hearsay in content/facts/sources.yaml`,
      `${page}: causes[0].lab: there is no lab content/labs/no-such-lab/lab.md`,
    ]);
  });

  test('names a related code or guide without a page, and the page itself', () => {
    expect(ofPage({ related: [503, 'understanding-502', 502] })).toEqual([
      `${page}: related[0]: there is no other page 503`,
      `${page}: related[1]: there is no other page understanding-502`,
      `${page}: related[2]: there is no other page 502`,
    ]);
  });

  test('names a code to confuse it with that no fact knows', () => {
    expect(ofPage({ confusedWith: [{ code: 542, says: 'Unlike.' }] })).toEqual([
      `${page}: confusedWith: 542 is this page or no code of the facts`,
    ]);
  });

  test('compares code, title and file name with the facts', () => {
    expect(ofPage({ title: 'Bad Proxy' })).toEqual([
      `${page}: title: must be the name in content/facts/codes/502.yaml: Bad Gateway`,
    ]);
    expect(ofPage({ code: 542 })).toContain(
      `${page}: code: is 542, so the file must be named 542.mdx`,
    );
  });

  test('names stations of the route that do not exist, and a break after the last', () => {
    const route = { ...samplePage.route, writer: 'edge', notes: { data: 'asleep' } } as const;
    expect(ofPage({ route })).toEqual([
      `${page}: route: names the station edge, which is not among its stations`,
      `${page}: route: names the station data, which is not among its stations`,
    ]);
    expect(
      ofPage({ route: { ...samplePage.route, break: { after: 'app', kind: 'bar' } } }),
    ).toEqual([`${page}: route.break.after: nothing comes after app, so nothing can break there`]);
  });

  test('names a guide’s lab that does not exist', () => {
    expect(messages(samplePages({ labs: [] }))).toEqual([
      `${guide}: labs: there is no lab content/labs/null-items/lab.md`,
    ]);
  });

  test('wants the labs of a guide and its sandboxes to agree', () => {
    expect(messages(samplePages({ guideBody: 'No sandbox.' }))).toEqual([
      `${guide}: labs: no <Sandbox lab="null-items"> in the body`,
    ]);
    const guideBody = `${sampleBodies.guide}<Sandbox lab="wrong-port" />`;
    expect(messages(samplePages({ guideBody }))).toEqual([
      `${guide}: labs: must list wrong-port, which the body embeds`,
    ]);
  });

  test('names a lab’s cause or guide that does not exist', () => {
    const labs = [{ ...sampleLab, causes: ['app-asleep'], guides: ['understanding-502'] }];
    expect(messages(samplePages({ labs }))).toEqual([
      'content/labs/null-items/lab.md: causes: no page in content/codes has a cause app-asleep',
      'content/labs/null-items/lab.md: guides: there is no page content/guides/understanding-502.mdx',
    ]);
  });

  test('names a guide’s code without a page', () => {
    expect(messages(samplePages({ guide: { codes: [500] } }))).toEqual([
      `${guide}: codes: there is no page content/codes/500.mdx`,
    ]);
  });
});
