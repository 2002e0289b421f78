// A built page as Markdown: the words of its <main>, without what only a browser can use.
// HTML is read and Markdown written by unified's own packages; here is only what is left out or named otherwise.
import type { Element, ElementContent, Root } from 'hast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

/** Elements without words of their own. */
const SILENT = new Set([
  'script',
  'style',
  'svg',
  'form',
  'button',
  'noscript',
  'textarea',
  'iframe',
]);

const classesOf = ({ properties }: Element): readonly string[] => {
  const { className } = properties;
  return Array.isArray(className) ? className.map(String) : [];
};

/** Parts of a page that say nothing in a file: cards behind marks, links of headings to themselves, lists of the page's parts. */
function isLeftOut(element: Element): boolean {
  const { tagName, properties } = element;
  const classes = classesOf(element);
  return (
    SILENT.has(tagName) ||
    'popover' in properties ||
    properties['hidden'] === true ||
    properties['ariaHidden'] === 'true' ||
    ['anchor', 'needs-script', 'breadcrumb', 'on-this-page', 'toc'].some((name) =>
      classes.includes(name),
    )
  );
}

/** What is kept of an element. A heading is one line: a break in it becomes a space. */
function keptChildren(children: readonly ElementContent[], isInHeading = false): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child.type === 'comment') return [];
    if (child.type !== 'element') return [child];
    if (isLeftOut(child)) return [];
    if (isInHeading && child.tagName === 'br') return [{ type: 'text', value: ' ' }];
    const isHeading = isInHeading || /^h[1-6]$/.test(child.tagName);
    return [{ ...child, children: keptChildren(child.children, isHeading) }];
  });
}

function find(node: Root | Element, isWanted: (element: Element) => boolean): Element | undefined {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    if (isWanted(child)) return child;
    const below = find(child, isWanted);
    if (below) return below;
  }
  return undefined;
}

/** Links within the site as whole addresses: a file is read away from it. */
function absoluteLinks(element: Element, pageUrl: string): void {
  for (const child of element.children) if (child.type === 'element') absoluteLinks(child, pageUrl);
  const { href } = element.properties;
  if (typeof href === 'string') element.properties['href'] = new URL(href, pageUrl).href;
}

/** The Markdown of a page. Throws where it has no <main>. */
export async function toMarkdown(html: string, pageUrl: string): Promise<string> {
  const root = unified().use(rehypeParse).parse(html);
  const main = find(root, ({ tagName }) => tagName === 'main');
  if (!main) throw new Error(`${pageUrl} has no <main>`);
  const kept: Element = { ...main, tagName: 'div', children: keptChildren(main.children) };
  absoluteLinks(kept, pageUrl);
  const processor = unified().use(rehypeRemark).use(remarkGfm).use(remarkStringify, {
    bullet: '-',
    rule: '-',
  });
  const tree = await processor.run({ type: 'root', children: [kept] });
  return processor.stringify(tree as Parameters<typeof processor.stringify>[0]);
}
