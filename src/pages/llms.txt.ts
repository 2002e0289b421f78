// /llms.txt: what programs that read for people find here, each page as Markdown.
import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { sortCodes } from '../components/code-list.ts';
import { groupGuides } from '../components/guide-list.ts';
import { plainText } from '../components/inline-markdown.ts';
import { listLabs } from '../components/lab-list.ts';
import { markdownPath, siteDescription, siteName, tools } from '../components/site.ts';

interface Entry {
  readonly title: string;
  /** The address of the page, or of the file itself. */
  readonly path: string;
  readonly says: string;
}

const section = (title: string, entries: readonly Entry[], site: URL | undefined): string => {
  const lines = entries.map(({ title: name, path, says }) => {
    const file = path.endsWith('/') ? markdownPath(path) : path;
    return `- [${name}](${new URL(file, site).href}): ${plainText(says).replace(/\s+/g, ' ')}`;
  });
  return `## ${title}\n\n${lines.join('\n')}\n`;
};

export const GET: APIRoute = async ({ site }) => {
  const codes = sortCodes(await getCollection('codes')).map(({ code, title, meaning }) => ({
    title: `${code} ${title}`,
    path: `/${code}/`,
    says: meaning,
  }));
  const guides = groupGuides(await getCollection('guides'))
    .flatMap((group) => group.guides)
    .map(({ id, data }) => ({
      title: data.title,
      path: `/guides/${id}/`,
      says: data.description,
    }));
  const labs = (await listLabs()).map(({ id, data }) => ({
    title: data.title,
    path: `/labs/${id}/`,
    says: data.summary,
  }));
  const used = tools.map(({ label, path, says }) => ({ title: label, path, says }));
  const data = [
    {
      title: 'All codes',
      path: '/api/codes.json',
      says: 'An index; each code has a file with everything about it.',
    },
    {
      title: 'Signatures',
      path: '/api/signatures.json',
      says: 'Literal log lines and codes, and the causes they name.',
    },
  ];
  const parts = [
    `# ${siteName}\n\n> ${siteDescription}\n`,
    section('Status codes', codes, site),
    section('Guides', guides, site),
    section('Tools', used, site),
    section('Labs', labs, site),
    section('Data', data, site),
  ];
  return new Response(parts.join('\n'));
};
