// Looks up everything known in everything recognised. Answers matches; what they mean together is verdict.ts.
import { type Haystack, haystackOf } from './haystack.ts';
import { compilePattern, findPattern, type Pattern, type Span } from './pattern.ts';
import type { Reading } from './reading.ts';
import type { Recognised } from './recognise.ts';
import type { CodeTable, Finding, Knowledge, Signature } from './signature.ts';

/** One signature or row that matched. */
export interface Match extends Finding {
  /** Id of the signature, or of the table and the row's key. */
  readonly id: string;
  /** The words that matched, in offsets of the paste. */
  readonly spans: readonly Span[];
}

interface Compiled {
  readonly signature: Signature;
  readonly match: readonly Pattern[];
  readonly any: readonly Pattern[];
  readonly not: readonly Pattern[];
  readonly fields: readonly (readonly [string, readonly Pattern[]])[];
}

/** Knowledge, its patterns read once. */
export interface Matcher {
  readonly signatures: readonly Compiled[];
  readonly tables: readonly CodeTable[];
  readonly elsewhere: readonly Pattern[];
  readonly knowledge: Knowledge;
}

/** Reads all patterns. Throws an `Error` that names a signature whose pattern cannot be read. */
export function buildMatcher(knowledge: Knowledge): Matcher {
  const signatures = knowledge.signatures.map((signature): Compiled => {
    const compile = (source: string): Pattern => compilePattern(source, signature.exact);
    return {
      signature,
      match: signature.match.map(compile),
      any: signature.any.map(compile),
      not: signature.not.map(compile),
      fields: Object.entries(signature.fields).map(([name, values]) => [
        name,
        values.map((value) => compilePattern(value)),
      ]),
    };
  });
  const elsewhere = knowledge.elsewhere.map((source) => compilePattern(source));
  return { signatures, tables: knowledge.tables, elsewhere, knowledge };
}

/** Everything in the paste that is known, in the order of the knowledge. */
export function findMatches(matcher: Matcher, recognised: Recognised, paste: string): Match[] {
  const lines = recognised.lines
    .filter(({ text }) => text.trim() !== '')
    .map((line) => ({ line, hay: haystackOf(line.text, line.from) }));
  const foreign = lines.map(({ hay }) =>
    matcher.elsewhere.some((pattern) => findPattern(pattern, hay) !== undefined),
  );
  const whole = haystackOf(paste.slice(0, recognised.lines.at(-1)?.to ?? 0));
  const anyForeign = foreign.includes(true);
  const matches: Match[] = [];
  for (const compiled of matcher.signatures) {
    const places =
      compiled.signature.within === 'paste'
        ? [{ hay: whole, line: undefined, weak: anyForeign }]
        : lines.map(({ hay, line }, index) => ({ hay, line, weak: foreign[index] === true }));
    for (const { hay, line, weak } of places) {
      const readings = recognised.readings.filter(
        ({ from, to, format }) =>
          line === undefined || format === 'response' || (from <= line.from && to >= line.to),
      );
      const spans = matchOne(compiled, hay, readings);
      if (spans === undefined) continue;
      matches.push(toMatch(compiled.signature, spans, weak));
      break;
    }
  }
  return [...matches, ...rowMatches(matcher.tables, recognised, foreign, lines)];
}

const toMatch = (signature: Signature, spans: readonly Span[], weak: boolean): Match => ({
  id: signature.id,
  hop: signature.hop,
  cause: signature.cause,
  phase: signature.phase,
  status: signature.status,
  strength: weak ? 'hint' : signature.strength,
  spans,
});

/** The spans of all parts of a signature, or undefined when one part is missing. */
function matchOne(
  compiled: Compiled,
  hay: Haystack,
  readings: readonly Reading[],
): readonly Span[] | undefined {
  const spans: Span[] = [];
  for (const pattern of compiled.match) {
    const span = findPattern(pattern, hay);
    if (span === undefined) return undefined;
    spans.push(span);
  }
  if (compiled.any.length > 0) {
    const found = compiled.any.flatMap((pattern) => findPattern(pattern, hay) ?? []);
    if (found.length === 0) return undefined;
    spans.push(...found);
  }
  for (const [name, values] of compiled.fields) {
    const span = fieldSpan(name, values, readings);
    if (span === undefined) return undefined;
    spans.push(span);
  }
  if (compiled.not.some((pattern) => findPattern(pattern, hay) !== undefined)) return undefined;
  return spans;
}

function fieldSpan(
  name: string,
  values: readonly Pattern[],
  readings: readonly Reading[],
): Span | undefined {
  for (const { fields } of readings) {
    const field = fields.get(name);
    if (field === undefined) continue;
    const hay = haystackOf(field.value, field.from);
    if (values.some((value) => findPattern(value, hay)?.from === field.from)) {
      return { from: field.from, to: field.to };
    }
  }
  return undefined;
}

function rowMatches(
  tables: readonly CodeTable[],
  recognised: Recognised,
  foreign: readonly boolean[],
  lines: readonly { readonly line: Span }[],
): Match[] {
  const matches: Match[] = [];
  for (const reading of recognised.readings) {
    const weak = lines.some(
      ({ line }, index) =>
        foreign[index] === true && line.from >= reading.from && line.to <= reading.to,
    );
    for (const table of tables) {
      if (table.format !== 'any' && table.format !== reading.format) continue;
      const field = reading.fields.get(table.field);
      if (field === undefined) continue;
      const row =
        table.rows.find(({ key }) => key === field.value) ?? startingRow(table, field.value);
      if (row === undefined) continue;
      const { key, ...finding } = row;
      const strength = weak ? 'hint' : finding.strength;
      const spans = [{ from: field.from, to: field.to }];
      matches.push({ ...finding, strength, id: `${table.id}.${key}`, spans });
    }
  }
  return matches;
}

/** A row whose key ends in `*` stands for every value that begins so. */
const startingRow = (table: CodeTable, value: string): CodeTable['rows'][number] | undefined =>
  table.rows.find(({ key }) => key.endsWith('*') && value.startsWith(key.slice(0, -1)));
