// Environment files as Node 24 reads them (src/node_dotenv.cc): for `--env-file`, process.loadEnvFile and util.parseEnv.
// Its corner cases are kept, compared with the real util.parseEnv.

const SPACES = ' \t\n\v\f\r';

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACES.includes(text[start] as string)) start++;
  while (end > start && SPACES.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** What lies behind the first newline from a place on; nothing where there is none. */
const afterLine = (content: string, from = 0): string => {
  const newline = content.indexOf('\n', from);
  return newline < 0 ? '' : content.slice(newline + 1);
};

interface Value {
  readonly value: string;
  readonly rest: string;
}

function quotedValue(content: string): Value {
  const quote = content[0] as string;
  const closing = content.indexOf(quote, 1);
  if (closing < 0) {
    // Without its end the quote is a character like others, up to the end of the line.
    const newline = content.indexOf('\n');
    const value = newline < 0 ? content : content.slice(0, newline);
    return { value, rest: afterLine(content) };
  }
  const inside = content.slice(1, closing);
  const value = quote === '"' ? inside.replaceAll('\\n', '\n') : inside;
  return { value, rest: afterLine(content, closing + 1) };
}

function plainValue(content: string): Value {
  const newline = content.indexOf('\n');
  const line = newline < 0 ? content : content.slice(0, newline);
  const hash = line.indexOf('#');
  return { value: trimmed(hash < 0 ? line : line.slice(0, hash)), rest: afterLine(content) };
}

/** The variables of an environment file, in order; a later one of the same name wins. */
export function parseDotenv(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  let content = trimmed(text.replaceAll('\r', ''));
  while (content !== '') {
    if (content[0] === '\n' || content[0] === '#') {
      content = afterLine(content);
      continue;
    }
    const end = content.search(/[=\n]/);
    if (end < 0) break;
    if (content[end] === '\n') {
      content = trimmed(content.slice(end + 1));
      continue;
    }
    let key = trimmed(content.slice(0, end));
    content = content.slice(end + 1);
    if (content === '' || content[0] === '\n') {
      variables.set(key, '');
      content = content.slice(1);
      continue;
    }
    content = trimmed(content);
    // What follows a lone sign counts as the next line.
    if (key === '') continue;
    if (key.startsWith('export ')) key = trimmed(key.slice(7));
    const isQuoted = /^["'`]/.test(content);
    const { value, rest } = isQuoted ? quotedValue(content) : plainValue(content);
    variables.set(key, value);
    content = rest;
  }
  return variables;
}
