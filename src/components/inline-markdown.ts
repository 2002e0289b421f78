// Markdown inside a line: `code`, *emphasis*, **strong**, [links](/502). For the strings of frontmatter
// and facts, which are words and never blocks; bodies of pages go through Astro's own Markdown.
// Everything else is text: HTML in a string is shown, not run.

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text made safe to stand in HTML, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

/** Whether an address leads to another site. */
export function isExternal(href: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//');
}

/**
 * An address of ours in its canonical form: `/502#x` becomes `/502/#x`, so that no redirect is needed.
 * Addresses of files, of other sites and within the page stay as they are.
 */
export function canonicalHref(href: string): string {
  if (!href.startsWith('/') || isExternal(href)) return href;
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/.exec(href) ?? [];
  const isFile = /\.[a-z0-9]+$/i.test(path);
  return path.endsWith('/') || isFile ? href : `${path}/${rest}`;
}

function linkTag(href: string, words: string): string {
  if (!/^(https?:|mailto:|\/|#)/i.test(href)) {
    throw new Error(`Link "${href}": only http, https, mailto, /paths and #anchors are allowed`);
  }
  const rel = isExternal(href) ? ' rel="external noopener"' : '';
  return `<a href="${escapeHtml(canonicalHref(href))}"${rel}>${words}</a>`;
}

function inlineWords(text: string): string {
  return escapeHtml(text)
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_all, words: string, href: string) =>
      linkTag(href.replaceAll('&amp;', '&'), words),
    )
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/g, '<em>$1</em>');
}

/** One line of Markdown as HTML. Throws on links of a kind that has no place in content. */
export function inlineMarkdown(text: string): string {
  // Code first: nothing inside back-ticks is Markdown. A link may hold code, so links are found in
  // the text with code taken out, and the code is put back last.
  const codes: string[] = [];
  const withoutCode = text.replace(/(`+)(.+?)\1(?!`)/g, (_all, _ticks, code: string) => {
    codes.push(`<code>${escapeHtml(code.trim())}</code>`);
    return `\u0000${codes.length - 1}\u0000`;
  });
  return inlineWords(withoutCode).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL cannot occur in YAML, so it is a safe mark
    /\u0000(\d+)\u0000/g,
    (_all, index: string) => codes[Number(index)] ?? '',
  );
}

/** The words of a line of Markdown, without its marks: for descriptions and labels. */
export function plainText(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\([^)\s]+\)/g, '$1')
    .replace(/`+([^`]+)`+/g, '$1')
    .replace(/\*+([^*]+)\*+/g, '$1');
}
