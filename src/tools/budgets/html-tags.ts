// Reads the start tags of HTML that our own build wrote: names and attributes, and whether a script or
// style has text of its own. Comments and the insides of scripts are not searched for tags. It is no
// general HTML parser and builds no tree.

/** One start tag. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** For script and style: the text between start and end tag. Empty for all others. */
  readonly text: string;
}

const START =
  /<!--[\s\S]*?-->|<([a-zA-Z][\w:-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*\/?>/g;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&#38;': '&',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? bare ?? '';
    const decoded = value.replace(
      /&(?:amp|quot|lt|gt|#38|#34|#39);/g,
      (all) => ENTITIES[all] ?? all,
    );
    attributes.set(name.toLowerCase(), decoded);
  }
  return attributes;
}

/** All start tags in document order. */
export function readTags(html: string): Tag[] {
  const tags: Tag[] = [];
  const pattern = new RegExp(START);
  for (let match = pattern.exec(html); match; match = pattern.exec(html)) {
    const name = match[1]?.toLowerCase();
    if (name === undefined) continue;
    let text = '';
    if (name === 'script' || name === 'style') {
      const end = html.toLowerCase().indexOf(`</${name}`, pattern.lastIndex);
      text = html.slice(pattern.lastIndex, end < 0 ? html.length : end);
      pattern.lastIndex += text.length;
    }
    tags.push({ name, attributes: readAttributes(match[2] ?? ''), text });
  }
  return tags;
}
