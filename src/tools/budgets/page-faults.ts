// What must not be on a page at all: code inline, resources of other hosts, a missing policy, an id
// twice, a control that points to nothing. Links between pages are in links.ts.
import type { Tag } from './html-tags.ts';

/** Attributes that make the browser fetch something, by tag. */
const FETCHED: Readonly<Record<string, readonly string[]>> = {
  script: ['src'],
  img: ['src', 'srcset'],
  iframe: ['src'],
  source: ['src', 'srcset'],
  video: ['src', 'poster'],
  audio: ['src'],
  embed: ['src'],
  object: ['data'],
  use: ['href'],
};

/** Kinds of <link> that only point somewhere and fetch nothing. */
const POINTERS = new Set(['canonical', 'alternate', 'author', 'license', 'help', 'next', 'prev']);

/** Attributes that name other elements of the page. */
const REFERENCES = ['popovertarget', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'for'];

function fetchedAddresses({ name, attributes }: Tag): string[] {
  const names = FETCHED[name] ?? [];
  const found = names.flatMap((one) => attributes.get(one) ?? []);
  if (name === 'link' && !POINTERS.has(attributes.get('rel') ?? '')) {
    found.push(attributes.get('href') ?? '');
  }
  return found;
}

function policyOf(tags: readonly Tag[]): string | undefined {
  return tags
    .find(({ attributes }) => attributes.get('http-equiv') === 'content-security-policy')
    ?.attributes.get('content');
}

function inlineFaults(tag: Tag, allowsInlineStyles: boolean): string[] {
  const faults: string[] = [];
  const type = tag.attributes.get('type');
  const isCode = type === undefined || type === 'module' || type === 'text/javascript';
  if (tag.name === 'script' && isCode && tag.text.trim()) faults.push('an inline script');
  if (tag.name === 'style' && !allowsInlineStyles) faults.push('an inline stylesheet');
  if (tag.attributes.has('style') && !allowsInlineStyles) {
    faults.push(`a style attribute on <${tag.name}>`);
  }
  for (const name of tag.attributes.keys()) {
    if (/^on[a-z]+$/.test(name)) faults.push(`an ${name} handler on <${tag.name}>`);
  }
  return faults;
}

function idFaults(tags: readonly Tag[]): string[] {
  const ids = new Set<string>();
  const faults: string[] = [];
  for (const { attributes } of tags) {
    const id = attributes.get('id');
    if (id === undefined) continue;
    if (ids.has(id)) faults.push(`the id "${id}" twice`);
    ids.add(id);
  }
  for (const { name, attributes } of tags) {
    for (const attribute of REFERENCES) {
      for (const id of attributes.get(attribute)?.split(/\s+/) ?? []) {
        if (!ids.has(id)) faults.push(`<${name} ${attribute}="${id}">, but no such id`);
      }
    }
  }
  return faults;
}

/** Every fault of one page, in words. */
export function pageFaults(tags: readonly Tag[]): string[] {
  const policy = policyOf(tags);
  const allowsInlineStyles = /style-src[^;]*'unsafe-inline'/.test(policy ?? '');
  const faults = policy === undefined ? ['no content security policy'] : [];
  if (policy && /script-src[^;]*'unsafe-/.test(policy))
    faults.push('a policy that allows any script');
  for (const tag of tags) {
    faults.push(...inlineFaults(tag, allowsInlineStyles));
    for (const address of fetchedAddresses(tag)) {
      if (/^(?:[a-z]+:)?\/\//i.test(address)) faults.push(`a request to ${address}`);
    }
  }
  return [...faults, ...idFaults(tags)];
}

/** Requests a stylesheet makes to other hosts. */
export function styleFaults(css: string): string[] {
  const urls = [...css.matchAll(/(?:url\(|@import\s+)\s*["']?([^"')]+)/g)].map(
    (one) => one[1] ?? '',
  );
  return urls
    .filter((url) => /^(?:https?:)?\/\//i.test(url))
    .map((url) => `a stylesheet's request to ${url}`);
}
