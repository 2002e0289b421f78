// Checks that an address with a # leads to one place: no anchor twice on a page, and links that arrive.
// Links to other sites are not followed.
import type { FactFiles } from '../load-facts.ts';
import type { ContentPage, Pages } from '../load-pages.ts';
import { codePageSections, platformAnchor } from '../page-anchors.ts';
import type { ContentProblem } from '../problem.ts';
import { blankCode, linksIn } from '../scan-mdx.ts';
import type { CodePage } from '../schemas/code-page.ts';

/** An anchor and where on the page it comes from. */
interface Anchor {
  readonly id: string;
  readonly field: string;
}

/** A page with its address, closing slash left out, and all its anchors. */
interface AnchoredPage {
  readonly page: ContentPage<unknown>;
  readonly address: string;
  readonly anchors: readonly Anchor[];
}

/** Addresses that are no page of content, closing slash left out; what is below them is not looked at. */
const OTHER_ADDRESSES = [
  '',
  '/codes',
  '/guides',
  '/labs',
  '/diagnose',
  '/decide',
  '/matrix',
  '/timeouts',
  '/tools',
  '/playground',
  '/about',
];

/** Every anchor used twice on a page, and every internal link that leads nowhere. */
export function checkAnchors(pages: Pages, facts: FactFiles): ContentProblem[] {
  const anchored = anchoredPages(pages, facts);
  const problemOf = linkProblems(pages, facts);
  return anchored.flatMap((one) => [...duplicates(one), ...deadLinks(one, problemOf)]);
}

/** What is wrong with a link to an address of this site ("leads to no page"), if anything. */
export type LinkProblem = (target: string) => string | undefined;

/** Looks links up among the pages of content, their anchors, the labs, and the site's other pages. */
export function linkProblems(pages: Pages, facts: FactFiles): LinkProblem {
  const anchored = anchoredPages(pages, facts);
  const others = new Set([...OTHER_ADDRESSES, ...pages.labs.map(({ slug }) => `/labs/${slug}`)]);
  return (target) => {
    const [path = '', anchor] = target.split('#');
    const address = path.replace(/\/$/, '');
    if (others.has(address)) return undefined;
    const goal = anchored.find((page) => page.address === address);
    if (goal === undefined) return 'leads to no page';
    if (anchor === undefined || goal.anchors.some(({ id }) => id === anchor)) return undefined;
    return 'leads to no part of that page';
  };
}

function anchoredPages(pages: Pages, facts: FactFiles): AnchoredPage[] {
  return [
    ...pages.codes.map((page) => ({
      page,
      address: `/${page.slug}`,
      anchors: [...templateAnchors(page, facts), ...headingAnchors(page)],
    })),
    ...pages.guides.map((page) => ({
      page,
      address: `/guides/${page.slug}`,
      anchors: headingAnchors(page),
    })),
  ];
}

function duplicates({ page, anchors }: AnchoredPage): ContentProblem[] {
  const first = new Map<string, string>();
  const problems: ContentProblem[] = [];
  for (const { id, field } of anchors) {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, field);
      continue;
    }
    const message = `the anchor #${id} is already used by ${earlier}`;
    problems.push({ file: page.file, field, message });
  }
  return problems;
}

function headingAnchors(page: ContentPage<unknown>): Anchor[] {
  return page.body.headings.map(({ anchor, line }) => ({ id: anchor, field: `line ${line}` }));
}

function templateAnchors({ data }: ContentPage<CodePage>, facts: FactFiles): Anchor[] {
  const causes = facts.codes.find(({ code }) => code === data.code)?.causes ?? [];
  const platforms = new Set(causes.map(({ platform }) => platform));
  return [
    ...Object.values(codePageSections).map((id) => ({ id, field: "the template's sections" })),
    ...[...platforms].map((id) => ({ id: platformAnchor(id), field: "the template's platforms" })),
    ...data.fieldMarks.map(({ id }, index) => ({ id, field: `fieldMarks[${index}].id` })),
    ...data.causes.map(({ id }, index) => ({ id, field: `causes[${index}].id` })),
  ];
}

function deadLinks({ page, address }: AnchoredPage, problemOf: LinkProblem): ContentProblem[] {
  const { file, body, data } = page;
  const links = [
    ...body.links.map(({ target, line }) => ({ target, field: `line ${line}` })),
    ...textsIn(data).flatMap(({ text, field }) =>
      linksIn(blankCode(text)).map(({ target }) => ({ target, field })),
    ),
  ];
  return links.flatMap(({ target, field }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const wrong = problemOf(target.startsWith('#') ? `${address}${target}` : target);
    return wrong === undefined ? [] : [{ file, field, message: `the link ${target} ${wrong}` }];
  });
}

/** Every string of a frontmatter with the path of its field, code left out. */
function textsIn(value: unknown, field = ''): { readonly text: string; readonly field: string }[] {
  if (typeof value === 'string') return [{ text: value, field }];
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => textsIn(one, `${field}[${index}]`));
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'code' || key === 'commands' || key === 'text'
      ? []
      : textsIn(one, field === '' ? key : `${field}.${key}`),
  );
}
