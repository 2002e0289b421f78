// Whether every link within the site arrives: at a page or file of the build, and at its anchor.
import type { Tag } from './html-tags.ts';

/** A page of the build as far as links go: its address ("/502/") and its ids. */
export interface LinkedPage {
  readonly path: string;
  readonly ids: ReadonlySet<string>;
  /** Targets of its links, as written. */
  readonly links: readonly string[];
}

/** Takes links and ids out of a page's tags. */
export function linkedPage(path: string, tags: readonly Tag[]): LinkedPage {
  const ids = new Set(tags.flatMap(({ attributes }) => attributes.get('id') ?? []));
  const links = tags.flatMap(({ name, attributes }) =>
    name === 'a' || name === 'area' ? (attributes.get('href') ?? []) : [],
  );
  return { path, ids, links };
}

/**
 * The links of a page that do not arrive, in words. `pages` are all pages by path, `files` all files
 * of the build by path. A link to a page must end in a slash: without one it costs a redirect.
 */
export function deadLinks(
  page: LinkedPage,
  site: { pages: ReadonlyMap<string, LinkedPage>; files: ReadonlySet<string> },
): string[] {
  return page.links.flatMap((link) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) return [];
    const target = new URL(link, `https://site.invalid${page.path}`);
    const path = decodeURIComponent(target.pathname);
    const anchor = decodeURIComponent(target.hash.slice(1));
    const to = site.pages.get(path);
    if (!to) {
      if (site.files.has(path)) return [];
      if (site.pages.has(`${path}/`)) return [`the link ${link}, which lacks its closing slash`];
      return [`the link ${link}, which leads nowhere`];
    }
    return anchor && !to.ids.has(anchor) ? [`the link ${link}, whose anchor does not exist`] : [];
  });
}
