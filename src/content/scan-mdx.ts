// Finds what matters to the checks in the body of an MDX file: tags, headings, links, module statements.
// No MDX compiler: code blocks and code spans are blanked first, and what is left is read line by line.
// Simplified: an attribute's expression may hold one level of nested braces, which is all authors need.

/** An opening or self-closing tag. */
export interface MdxTag {
  readonly name: string;
  /** Values of `name="text"`; an expression `name={...}` is kept with its braces. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly selfClosing: boolean;
  /** Counted from the first line of the file, frontmatter included. */
  readonly line: number;
}

/** A heading with the anchor the site gives it. */
export interface MdxHeading {
  readonly depth: number;
  readonly text: string;
  readonly anchor: string;
  readonly line: number;
}

/** The target of a Markdown link. */
export interface MdxLink {
  readonly target: string;
  readonly line: number;
}

/** What a body holds. */
export interface MdxScan {
  readonly tags: readonly MdxTag[];
  readonly closings: readonly { readonly name: string; readonly line: number }[];
  readonly headings: readonly MdxHeading[];
  readonly links: readonly MdxLink[];
  /** Lines that import or export. */
  readonly modules: readonly number[];
}

/** Scans a body. `firstLine` is the line of the file on which the body begins, counted from 1. */
export function scanMdx(body: string, firstLine = 1): MdxScan {
  const text = blankCode(body);
  const lineOf = (index: number) => firstLine + countLines(text.slice(0, index));
  return {
    tags: [
      ...text.matchAll(
        /<([A-Za-z][\w.]*)((?:\s+[^\s=>/]+(?:=(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?)*)\s*(\/?)>/g,
      ),
    ].map((match) => ({
      name: match[1] ?? '',
      attributes: attributesOf(match[2] ?? ''),
      selfClosing: match[3] === '/',
      line: lineOf(match.index),
    })),
    closings: [...text.matchAll(/<\/([A-Za-z][\w.]*)\s*>/g)].map((match) => ({
      name: match[1] ?? '',
      line: lineOf(match.index),
    })),
    headings: headingsOf(body, text, lineOf),
    links: linksIn(text).map(({ target, index }) => ({ target, line: lineOf(index) })),
    modules: [...text.matchAll(/^(?:import|export)\b.*$/gm)].map((match) => lineOf(match.index)),
  };
}

/** The targets of Markdown links in a text that holds no code. */
export function linksIn(text: string): { readonly target: string; readonly index: number }[] {
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)].map((match) => ({
    target: match[1] ?? '',
    index: match.index,
  }));
}

/** The anchor the site gives a heading: lower case, words joined by hyphens, other signs dropped. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Replaces fenced code and code spans by spaces, so that positions and lines stay. */
export function blankCode(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  return text
    .replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^[ \t]*\2[ \t]*$/gm, blank)
    .replace(/(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, blank);
}

function headingsOf(
  body: string,
  blanked: string,
  lineOf: (index: number) => number,
): MdxHeading[] {
  return [...blanked.matchAll(/^(#{1,6}) /gm)].map((match) => {
    const end = body.indexOf('\n', match.index);
    const source = body.slice(match.index, end === -1 ? undefined : end);
    const text = source
      .replace(/^#+ /, '')
      .replace(/`/g, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    return {
      depth: match[1]?.length ?? 1,
      text,
      anchor: anchorOf(text),
      line: lineOf(match.index),
    };
  });
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pattern = /([^\s=>/]+)(?:=("[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?/g;
  return new Map(
    [...text.matchAll(pattern)].map((match) => {
      const value = match[2] ?? '';
      return [match[1] ?? '', value.startsWith('{') ? value : value.slice(1, -1)];
    }),
  );
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
