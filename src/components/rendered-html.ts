// Small, careful surgery on HTML that our own build rendered: reading back the text of a code block,
// splitting a body at its headings, naming the rows of a table. Not for HTML from anywhere else.

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#x3C': '<',
  '#x3c': '<',
  '#x26': '&',
  '#38': '&',
  '#x27': "'",
  '#60': '<',
  '#123': '{',
  '#125': '}',
};

/** The text of rendered HTML: tags dropped, character references read. */
export function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&([a-z]+|#\d+|#x[0-9a-f]+);/gi, (all, name) => {
    const known = ENTITIES[name];
    if (known !== undefined) return known;
    const code = /^#x/i.test(name)
      ? Number.parseInt(name.slice(2), 16)
      : Number.parseInt(name.slice(1), 10);
    return Number.isNaN(code) ? all : String.fromCodePoint(code);
  });
}

/** The text inside the first <code> of rendered HTML. Throws when there is none. */
export function codeTextOf(html: string, component: string): string {
  const code = /<code[^>]*>([\s\S]*?)<\/code>/.exec(html)?.[1];
  if (code === undefined) throw new Error(`<${component}> needs a fenced code block inside`);
  return textOf(code);
}

/** A rendered body cut before its second level-2 heading: the first section, and the rest. */
export function splitAfterFirstSection(html: string): { first: string; rest: string } {
  const starts = [...html.matchAll(/<h2[\s>]/g)].map((match) => match.index);
  const cut = starts[1] ?? html.length;
  return { first: html.slice(0, cut), rest: html.slice(cut) };
}

/** Makes the first cell of every body row a header of its row. */
export function withRowHeaders(table: string): string {
  return table.replace(/<tbody[\s\S]*?<\/tbody>/g, (body) =>
    body.replace(
      /(<tr[^>]*>\s*)<td([^>]*)>([\s\S]*?)<\/td>/g,
      (_all, row: string, attributes: string, cell: string) =>
        `${row}<th scope="row"${attributes}>${cell}</th>`,
    ),
  );
}
