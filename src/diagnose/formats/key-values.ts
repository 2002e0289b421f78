// Recognises lines of `key=value` pairs (Heroku's router, logfmt) and JSON objects, and reads what tables ask for.
import type { Field, Line, Reading } from '../reading.ts';

const PAIR = /(?<![\w.-])([A-Za-z_][\w.-]{0,60})=("[^"]{0,300}"|[^\s",]{1,300})/g;
/** Names that are worth a look alone, also with a colon. */
const NAMED =
  /(?<![\w.-])(statusDetails|elb_status_code|target_status_code|response_flags|sqlstate|sqlState)\s?[:=]\s?["']?([\w-]{1,80})/gi;
const MOST_PAIRS = 60;

/** `at=error code=H12 status=503`. Two pairs at least. */
export function readPairs(line: Line): Reading | undefined {
  const fields = new Map<string, Field>();
  for (const match of line.text.matchAll(PAIR)) {
    if (fields.size >= MOST_PAIRS) break;
    const raw = match[2] ?? '';
    const quoted = raw.startsWith('"');
    const from = line.from + match.index + (match[1]?.length ?? 0) + 1 + (quoted ? 1 : 0);
    const value = quoted ? raw.slice(1, -1) : raw;
    fields.set((match[1] ?? '').toLowerCase(), { value, from, to: from + value.length });
  }
  const named = [...line.text.matchAll(NAMED)].slice(0, MOST_PAIRS);
  for (const match of named) {
    const value = match[2] ?? '';
    const from = line.from + match.index + match[0].length - value.length;
    fields.set((match[1] ?? '').toLowerCase(), { value, from, to: from + value.length });
  }
  if (fields.size < 2 && named.length === 0) return undefined;
  const heroku = fields.has('dyno') || /heroku\[|\bat=(?:error|info|warning)\b/.test(line.text);
  return {
    kind: heroku ? 'access log' : 'error log',
    format: heroku ? 'heroku-log' : 'pairs',
    from: line.from,
    to: line.to,
    fields,
  };
}

const JSON_PAIR =
  /"([A-Za-z_@][\w.@-]{0,60})"\s{0,4}:\s{0,4}(?:"((?:[^"\\]|\\.){0,500})"|(-?\d{1,15}(?:\.\d{1,9})?))/g;

/** A JSON object on one line, its pairs at any depth; the first of a name counts. Needs not be whole. */
export function readJson(line: Line): Reading | undefined {
  const start = line.text.indexOf('{');
  if (start < 0 || !line.text.includes('":', start)) return undefined;
  const fields = new Map<string, Field>();
  for (const match of line.text.matchAll(JSON_PAIR)) {
    if (fields.size >= MOST_PAIRS) break;
    const name = (match[1] ?? '').toLowerCase();
    const value = match[2] ?? match[3] ?? '';
    if (fields.has(name)) continue;
    const from = line.from + match.index + match[0].lastIndexOf(value);
    fields.set(name, { value, from, to: from + value.length });
  }
  if (fields.size === 0) return undefined;
  return { kind: 'JSON log', format: 'json', from: line.from, to: line.to, fields };
}
