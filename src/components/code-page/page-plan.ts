// The order of a reference page: which sections it has and where the body's own go between them.
// The body's first section opens the page, then come the parts made from data, then the rest.
import { codePageSections } from '../../content/page-anchors.ts';

/** One entry of the list "On this page". */
export interface PageSection {
  readonly id: string;
  readonly text: string;
}

/** A level-2 heading of the body, as Astro reports it. */
export interface BodyHeading {
  readonly depth: number;
  readonly slug: string;
  readonly text: string;
}

/** The sections made from data, in their order on the page. Content checks know their ids. */
export const dataSections = {
  fieldMarks: { id: codePageSections.fieldMarks, text: 'Field marks' },
  causes: { id: codePageSections.causes, text: 'Causes and fixes' },
  platforms: { id: codePageSections.platforms, text: 'By platform' },
  sendIt: { id: codePageSections.sendIt, text: 'Return it yourself' },
  alerts: { id: codePageSections.alerts, text: 'Alerts worth having' },
  effects: { id: codePageSections.effects, text: 'Search engines, caches, clients' },
  confusedWith: { id: codePageSections.confusedWith, text: 'Often confused with' },
} as const satisfies Record<string, PageSection>;

/**
 * All sections of a page in order; the platforms are left out where no platform gives the code a
 * meaning of its own. A body heading that takes a data section's id is an error.
 */
export function planSections(
  headings: readonly BodyHeading[],
  { hasPlatforms }: { readonly hasPlatforms: boolean },
): PageSection[] {
  const [first, ...rest] = headings
    .filter((heading) => heading.depth === 2)
    .map((heading) => ({ id: heading.slug, text: heading.text }));
  const { fieldMarks, causes, platforms, sendIt, alerts, effects, confusedWith } = dataSections;
  const opening = first ? [first] : [];
  const plan = [
    ...opening,
    fieldMarks,
    causes,
    ...(hasPlatforms ? [platforms] : []),
    sendIt,
    alerts,
    ...rest,
    effects,
    confusedWith,
  ];
  const ids = plan.map((section) => section.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new Error(`Two sections have the id "${twice}": rename the body's heading`);
  return plan;
}

/** The body of a problem+json response with this status (RFC 9457), its type being our page. */
export function problemJson(page: { code: number; title: string; address: string }): string {
  return JSON.stringify({ type: page.address, title: page.title, status: page.code }, null, 2);
}
