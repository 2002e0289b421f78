// The address the site is published at, which files need that are read away from it.

/** The site's address. Throws where astro.config.mjs names none. */
export function siteOf(site: URL | undefined): URL {
  if (site === undefined) throw new Error('astro.config.mjs names no site');
  return site;
}
