// What the whole site knows about itself: names, navigation, where the sources are kept.
// Pages that do not exist yet are not listed: the site has no dead links.

/** The name in titles, the header and link previews. */
export const siteName = '5xx Field Guide';

/** One sentence for search results and link previews of pages without their own. */
export const siteDescription =
  'Guides and reference pages for HTTP 5xx errors, with servers that run in the page: break one, read its logs, fix it.';

/** The sections in the header. `path` is also the prefix that marks a section as the current one. */
export const sections = [
  { id: 'codes', label: 'Codes', path: '/codes/' },
  { id: 'guides', label: 'Guides', path: '/guides/' },
  { id: 'labs', label: 'Labs', path: '/labs/' },
  { id: 'diagnose', label: 'Diagnose', path: '/diagnose/' },
  { id: 'tools', label: 'Tools', path: '/tools/' },
] as const;

/** The tools, as the index of tools and the home page list them. */
export const tools = [
  {
    label: 'Diagnose',
    path: '/diagnose/',
    says: 'Paste a response, log lines or a stack trace: which hop wrote it, why, and what to look at next.',
  },
  {
    label: 'Which code?',
    path: '/decide/',
    says: 'Two short decision trees: what your API should send, and what you are looking at.',
  },
  {
    label: 'Same failure, other number',
    path: '/matrix/',
    says: 'What each platform answers to the same failure, measured against RFC 9209.',
  },
  {
    label: 'Timeout chain',
    path: '/timeouts/',
    says: 'Set the limits of each hop: which strikes first, what comes out, who works on for nobody.',
  },
  {
    label: 'Playground',
    path: '/playground/',
    says: 'A whole simulated system of your own: break it, read its logs, change its files.',
  },
] as const;

/** Where the Markdown twin of a page lies: `/502.md` for `/502/`, `/index.md` for the home page. */
export function markdownPath(path: string): string {
  return path === '/' ? '/index.md' : `${path.replace(/\/$/, '')}.md`;
}

/** Which section a page belongs to. */
export type SectionId = (typeof sections)[number]['id'];

/**
 * Address under which a file of this project can be edited, with `{path}` where its path goes, such as
 * `https://forge.example/project/edit/main/{path}`. Undefined until the project has a public home;
 * pages then name their file without a link.
 */
export const editAddress: string | undefined = undefined;

/** Names and order of the families that guides are listed under. */
export const groups = [
  { id: 'app', label: 'Errors in the app', says: 'Your own code or its runtime gave up.' },
  { id: 'gateway', label: 'Gateway errors', says: 'A proxy got no usable answer from behind it.' },
  { id: 'overload', label: 'Overload and maintenance', says: 'Up, but not taking this request.' },
  { id: 'time', label: 'Time', says: 'An answer did not come soon enough.' },
] as const;

/** The parts of the index of codes: by who defines the number. */
export const codeLists = [
  { id: 'registered', label: 'Registered', says: 'In the public registry of status codes.' },
  { id: 'cloudflare', label: 'Cloudflare', says: "Cloudflare's own numbers for a failing origin." },
  { id: 'vendor', label: 'Other vendors', says: 'In use, and registered by nobody.' },
  { id: 'neighbour', label: 'Neighbours', says: 'Not 5xx, but met in the same incident.' },
] as const;

/** The part of the index with this id. Throws if there is none. */
export function codeListById(id: (typeof codeLists)[number]['id']): (typeof codeLists)[number] {
  const list = codeLists.find((one) => one.id === id);
  if (!list) throw new Error(`No list of codes "${id}"`);
  return list;
}
