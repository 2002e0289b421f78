// A terminal session as text, taken apart: commands behind `$ `, remarks behind `# `, all else output.
// It does not run anything; the simulated shell is elsewhere. Markup is made here, as a string, because
// every space inside a <pre> counts.
import { escapeHtml } from './inline-markdown.ts';

/** One line, or for a command all its lines, of a session. */
export interface SessionEntry {
  readonly kind: 'command' | 'remark' | 'output';
  /** Without the prompt. A command over several lines keeps its line breaks. */
  readonly text: string;
}

function continues(command: string): boolean {
  if (/\\$/.test(command)) return true;
  const delimiter = /<<-?\s*(['"]?)(\w+)\1/.exec(command)?.[2];
  return delimiter !== undefined && !new RegExp(`^\\s*${delimiter}$`, 'm').test(command);
}

/** Takes a session apart. A back-slash or an open here-document carries a command on. */
export function parseSession(text: string): SessionEntry[] {
  const entries: SessionEntry[] = [];
  for (const line of text.replace(/\s+$/, '').split('\n')) {
    const last = entries.at(-1);
    if (last?.kind === 'command' && continues(last.text)) {
      entries[entries.length - 1] = { kind: 'command', text: `${last.text}\n${line}` };
    } else if (line.startsWith('$ ')) entries.push({ kind: 'command', text: line.slice(2) });
    else if (line.startsWith('# ')) entries.push({ kind: 'remark', text: line });
    else entries.push({ kind: 'output', text: line });
  }
  return entries;
}

/** What the copy button of a terminal copies: the commands, one under the other. */
export function commandsOf(entries: readonly SessionEntry[]): string {
  return entries.flatMap((entry) => (entry.kind === 'command' ? [entry.text] : [])).join('\n');
}

/** The session as HTML for the inside of a <pre><code>; each entry is a block of its own. */
export function sessionHtml(entries: readonly SessionEntry[]): string {
  return entries
    .map(({ kind, text }) => {
      const prompt = kind === 'command' ? '<span class="prompt">$ </span>' : '';
      return `<span class="${kind}">${prompt}${escapeHtml(text)}</span>`;
    })
    .join('');
}
