// Recognises an HTTP response as curl, browsers and wire dumps show it: a status line and header fields, in any mix
// with other lines. RFC 9112 section 4 for the status line. Bodies are found by their titles.
import type { Field, Line, Reading } from '../reading.ts';

const STATUS_LINE = /^[<*\s]{0,4}HTTP\/(?:0\.9|1\.[01]|2(?:\.0)?|3)\s{1,4}(\d{3})(?!\d)/;
const STATUS_ANYWHERE = /(?<![\w"])HTTP\/(?:1\.[01]|2(?:\.0)?|3) (\d{3})(?!\d)/;
const HEADER = /^[<\s]{0,4}([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]{0,4}([^\s].{0,2000})?$/;
/** Names that are header fields wherever they stand; other names count only below a status line. */
const KNOWN =
  /^(server|via|x-cache|x-cache-hits|x-served-by|cf-ray|cf-cache-status|cf-error-type|cf-error-origin|x-amzn-[a-z-]+|x-amz-[a-z-]+|x-vercel-[a-z-]+|x-nf-[a-z-]+|x-azure-[a-z-]+|proxy-status|retry-after|x-powered-by|content-type|content-length|x-envoy-[a-z-]+|x-request-id|set-cookie|connection|date|x-github-request-id|x-timer|alt-svc|www-authenticate|cache-status)$/;

/** The response that is spread over `lines`, or undefined when neither a status line nor a known field is there. */
export function readResponse(lines: readonly Line[]): Reading | undefined {
  const fields = new Map<string, Field>();
  let from: number | undefined;
  let to = 0;
  let open = false;
  for (const line of lines) {
    const status = STATUS_LINE.exec(line.text) ?? STATUS_ANYWHERE.exec(line.text);
    if (status !== null) {
      open = true;
      add(fields, line, 'status', status[1] ?? '', status.index);
    } else {
      const header = HEADER.exec(line.text);
      const name = header?.[1]?.toLowerCase();
      if (header === null || name === undefined) {
        if (line.text.trim() !== '' || fields.size === 0) open = false;
        if (line.text.trim() === '') open = false;
        continue;
      }
      if (!open && !KNOWN.test(name)) continue;
      const value = (header[2] ?? '').trimEnd();
      add(fields, line, name, value, header[0].indexOf(':'));
    }
    from ??= line.from;
    to = line.to;
  }
  if (from === undefined) return undefined;
  addProxyError(fields);
  return { kind: 'response', format: 'response', from, to, fields };
}

/** The error type of RFC 9209 becomes a field of its own; the last member is nearest to the origin. */
function addProxyError(fields: Map<string, Field>): void {
  const field = fields.get('proxy-status');
  const match = field === undefined ? null : /;\s{0,3}error=([a-z_]{3,60})/.exec(field.value);
  if (field === undefined || match === null) return;
  const value = match[1] ?? '';
  const from = field.from + match.index + match[0].length - value.length;
  fields.set('proxy-error', { value, from, to: from + value.length });
}

function add(
  fields: Map<string, Field>,
  line: Line,
  name: string,
  value: string,
  after: number,
): void {
  const at = Math.max(0, line.text.indexOf(value, Math.max(0, after)));
  fields.set(name, { value, from: line.from + at, to: line.from + at + value.length });
}
