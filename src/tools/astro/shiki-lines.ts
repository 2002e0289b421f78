// A Shiki transformer for what authors write after the language of a code block:
//   ```ts title="server.ts" {3,7-9} numbers=7
// title: shown above the block. {...}: marked lines. numbers: shows line numbers (from 7, or from 1);
// the marks then count in the numbers shown. It only reads the words and sets attributes; the frame
// around the block is src/components/CodeFrame.astro.
import type { ShikiTransformer } from 'shiki';

/** What the words after a block's language ask for. Line numbers count from `firstLine`. */
export interface BlockMeta {
  readonly title: string | undefined;
  readonly marked: ReadonlySet<number>;
  /** Number of the first line, or undefined when no numbers are shown. */
  readonly numbersFrom: number | undefined;
}

function parseRanges(text: string): Set<number> {
  const lines = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    if (!range) throw new Error(`Code block: "${part}" is not a line or a range such as 7-9`);
    const first = Number(range[1]);
    const last = Number(range[2] ?? range[1]);
    if (last < first) throw new Error(`Code block: the range ${part} runs backwards`);
    for (let line = first; line <= last; line += 1) lines.add(line);
  }
  return lines;
}

/**
 * Reads the words after a block's language. Throws on words it does not know, since a misspelt one
 * would otherwise vanish from the page without a trace.
 */
export function parseBlockMeta(words: string): BlockMeta {
  let rest = words;
  let title: string | undefined;
  let marked = new Set<number>();
  let numbersFrom: number | undefined;
  rest = rest.replace(/\btitle=(?:"([^"]*)"|'([^']*)')/, (_all, double, single) => {
    title = double ?? single;
    return '';
  });
  rest = rest.replace(/\{([^}]*)\}/, (_all, ranges: string) => {
    marked = parseRanges(ranges);
    return '';
  });
  rest = rest.replace(/\bnumbers(?:=(\d+))?(?=\s|$)/, (_all, first?: string) => {
    numbersFrom = Number(first ?? 1);
    return '';
  });
  if (rest.trim()) throw new Error(`Code block: cannot read "${rest.trim()}" in "${words}"`);
  return { title, marked, numbersFrom };
}

/** Title, marked lines and line numbers, as attributes and classes on Shiki's elements. */
export function shikiLines(): ShikiTransformer {
  // Shiki hands the words to every hook through `this.options`, so one parse per line is wasted;
  // blocks are short, and this keeps the transformer free of state between blocks.
  const metaOf = (raw: string | undefined) => parseBlockMeta(raw ?? '');
  return {
    name: 'field-guide:lines',
    line(line, number) {
      const meta = metaOf(this.options.meta?.__raw);
      const shown = (meta.numbersFrom ?? 1) + number - 1;
      if (meta.marked.has(shown)) this.addClassToHast(line, 'mark');
      if (meta.numbersFrom !== undefined) line.properties['data-line'] = String(shown);
    },
    pre(pre) {
      const meta = metaOf(this.options.meta?.__raw);
      const last = (meta.numbersFrom ?? 1) + this.lines.length - 1;
      const beyond = [...meta.marked].find((n) => n < (meta.numbersFrom ?? 1) || n > last);
      if (beyond !== undefined) {
        throw new Error(`Code block: line ${beyond} is marked, but the last one is ${last}`);
      }
      if (meta.title !== undefined) pre.properties['data-title'] = meta.title;
      if (meta.numbersFrom !== undefined) pre.properties['data-numbers'] = '';
    },
  };
}
