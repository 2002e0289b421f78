// A Shiki transformer that turns each token's two colours into one short class, so that code needs no
// style attribute and `style-src 'self'` holds. It works while the block is highlighted, not on the
// finished HTML: cached pages, `astro dev` and repeated builds all get the same classes, and the
// colours sit in one static stylesheet (src/styles/code.css).
import type { ShikiTransformer } from 'shiki';
import { darkPalette, lightPalette, type TokenRole } from './code-themes.ts';

type Root = Parameters<NonNullable<ShikiTransformer['root']>>[0];
type Element = Extract<Root['children'][number], { type: 'element' }>;
type Child = Element['children'][number];

/** The class of each role; one letter, because a long page has thousands of tokens. */
export const roleClasses: Readonly<Record<Exclude<TokenRole, 'plain'>, string>> = {
  comment: 'c',
  keyword: 'k',
  string: 's',
  function: 'f',
  constant: 'n',
  type: 't',
  deleted: 'd',
};

function roleOf(style: string): TokenRole {
  const light = /--shiki-light:\s*(#[0-9a-f]{6})/i.exec(style)?.[1]?.toLowerCase();
  const dark = /--shiki-dark:\s*(#[0-9a-f]{6})/i.exec(style)?.[1]?.toLowerCase();
  const roles = Object.keys(lightPalette.roles) as TokenRole[];
  const role = roles.find(
    (one) => lightPalette.roles[one] === light && darkPalette.roles[one] === dark,
  );
  // An unknown pair would be an uncoloured token on the page: better to stop the build.
  if (!role) throw new Error(`Code block: no token role has the colours "${style}"`);
  return role;
}

/** Rewrites one child: styled spans become classed ones, plain spans become bare text. */
function rewrite(child: Child): Child[] {
  if (child.type !== 'element') return [child];
  child.children = child.children.flatMap(rewrite);
  const style = child.properties['style'];
  if (typeof style !== 'string') {
    // Shiki gives tokens of languages without a grammar a span that says nothing.
    return Object.keys(child.properties).length === 0 ? child.children : [child];
  }
  delete child.properties['style'];
  if (style.includes('user-select')) {
    child.properties['class'] = 'sign';
    return [child];
  }
  const role = roleOf(style);
  if (role === 'plain') return child.children;
  child.properties['class'] = roleClasses[role];
  return [child];
}

/** Adds `text` to the last piece of `line`, where it costs no element of its own. */
function appendText(line: Element, text: string): void {
  const last = line.children.at(-1);
  if (last?.type === 'text') last.value += text;
  else line.children.push({ type: 'text', value: text });
}

/**
 * Joins neighbouring text and puts every line break inside its line, so that a line can be a block
 * (a marked one spans the width) and copied text still has its breaks.
 */
function packLines(code: Element): void {
  const lines = code.children.filter((child): child is Element => child.type === 'element');
  for (const line of lines) {
    const packed: Child[] = [];
    for (const child of line.children) {
      const last = packed.at(-1);
      if (child.type === 'text' && last?.type === 'text') last.value += child.value;
      else packed.push(child);
    }
    line.children = packed;
    if (line !== lines.at(-1)) appendText(line, '\n');
  }
  code.children = lines;
}

/** Classes for styles, on every element of a highlighted block. Must run after all others. */
export function shikiClasses(): ShikiTransformer {
  return {
    name: 'field-guide:classes',
    preprocess(_code, options) {
      // Shiki gives up on a line after half a second. On a busy machine that hits one theme and not
      // the other, and a token has two colours that belong to no role.
      options.tokenizeTimeLimit = 0;
    },
    root(root) {
      for (const pre of root.children) {
        if (pre.type !== 'element') continue;
        delete pre.properties['style'];
        for (const code of pre.children) {
          if (code.type !== 'element') continue;
          code.children = code.children.flatMap(rewrite);
          packLines(code);
        }
        pre.properties['class'] = 'code-lines';
      }
    },
  };
}
