import { describe, expect, it } from 'vitest';
import { planSections, problemJson } from './page-plan.ts';

const heading = (slug: string, depth = 2) => ({ depth, slug, text: slug });

describe('planSections', () => {
  it('opens with the body’s first section and puts the data before the others', () => {
    const ids = planSections(
      [heading('what-it-means'), heading('detail', 3), heading('retry-and-caching')],
      { hasPlatforms: true },
    ).map((section) => section.id);
    expect(ids).toEqual([
      'what-it-means',
      'field-marks',
      'causes',
      'by-platform',
      'send-it',
      'alerts',
      'retry-and-caching',
      'effects',
      'confused-with',
    ]);
  });

  it('works for a body without headings', () => {
    expect(planSections([], { hasPlatforms: true })[0]?.id).toBe('field-marks');
  });

  it('leaves the platforms out where none gives the code a meaning', () => {
    const ids = planSections([], { hasPlatforms: false }).map((section) => section.id);
    expect(ids).not.toContain('by-platform');
  });

  it('refuses a heading that takes the address of a data section', () => {
    expect(() => planSections([heading('causes')], { hasPlatforms: true })).toThrow(/"causes"/);
  });
});

describe('problemJson', () => {
  it('is a problem document whose type is the page on the code', () => {
    const text = problemJson({
      code: 502,
      title: 'Bad Gateway',
      address: 'https://a.example/502/',
    });
    expect(JSON.parse(text)).toEqual({
      type: 'https://a.example/502/',
      title: 'Bad Gateway',
      status: 502,
    });
  });
});
