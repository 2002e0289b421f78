// Turns every entry of the fact files into one kind of thing, a Fact: a sentence with its evidence.
// It invents no words beyond the joints ("by default", "sends"); the rest is the entry's own text.
import type { FactFiles } from './load-facts.ts';
import type { FactStatus } from './schemas/facts/evidence.ts';

/** A statement that can be shown anywhere, with what is needed to believe it. */
export interface Fact {
  /** Stable dotted id: `nginx.proxy-read-timeout`. */
  readonly id: string;
  /** The statement as a sentence or a literal string. */
  readonly statement: string;
  /** Id of the source it rests on. */
  readonly source: string;
  /** Ids of further sources. */
  readonly also: readonly string[];
  /** Where in the source. */
  readonly section: string | undefined;
  /** The release it is true of; the source's own where the fact names none. */
  readonly version: string;
  /** Date of check, a day or a month. */
  readonly checked: string;
  readonly status: FactStatus;
  /** Id of the conflict that tells who says otherwise. */
  readonly conflict: string | undefined;
  /** A remark shown with the fact. */
  readonly note: string | undefined;
}

/** An entry's own evidence, as the schemas give it. */
interface Evidence {
  readonly id: string;
  readonly source: string;
  readonly status: FactStatus;
  readonly also?: readonly string[] | undefined;
  readonly section?: string | undefined;
  readonly version?: string | undefined;
  readonly checked?: string | undefined;
  readonly conflict?: string | undefined;
  readonly note?: string | undefined;
}

/** A fact before its source's version and date are filled in. */
export interface FactEntry {
  readonly evidence: Evidence;
  readonly statement: string;
  /** The file it stands in, for messages. */
  readonly file: string;
}

/** Every entry of the fact files that has an id and a statement, in file order, duplicates included. */
export function factEntries(files: FactFiles): FactEntry[] {
  return [
    ...files.rules.map((rule) => entry('rules', rule, rule.fact)),
    ...codeEntries(files),
    ...platformEntries(files),
    ...failureEntries(files),
    ...files.neighbours.map((one) => entry('neighbours', one, one.fact)),
    ...files.topics.flatMap(({ facts }) =>
      facts.map((fact) => entry('interactions', fact, fact.fact)),
    ),
    ...files.fingerprints.map((one) => entry('fingerprints', one, one.lookFor)),
    ...files.collisions.map((one) =>
      entry('collisions', one, `${one.code} means: ${one.meanings.join('; ')}.`),
    ),
    ...files.corrections.map((one) => entry('corrections', one, one.verdict)),
    ...files.conflicts.map((one) => {
      const [source = '', ...also] = one.sources;
      return entry('conflicts', { id: one.id, source, also, status: 'read' }, one.detail);
    }),
  ];
}

/** All facts by id. An entry whose source does not exist is left out; the checks report it. */
export function indexFacts(files: FactFiles): ReadonlyMap<string, Fact> {
  const sources = new Map(files.sources.map((source) => [source.id, source]));
  const index = new Map<string, Fact>();
  for (const { evidence, statement } of factEntries(files)) {
    const source = sources.get(evidence.source);
    if (source === undefined) continue;
    index.set(evidence.id, {
      id: evidence.id,
      statement,
      source: evidence.source,
      also: evidence.also ?? [],
      section: evidence.section,
      version: evidence.version ?? source.version,
      checked: evidence.checked ?? source.checked,
      status: evidence.status,
      conflict: evidence.conflict,
      note: evidence.note,
    });
  }
  return index;
}

function entry(file: string, evidence: Evidence, statement: string): FactEntry {
  return { evidence, statement, file: `content/facts/${file}.yaml` };
}

function codeEntries(files: FactFiles): FactEntry[] {
  const names = new Map(files.platforms.map(({ id, name }) => [id, name]));
  return files.codes.flatMap((one) => {
    const file = `codes/${one.code}`;
    const stored = one.cacheable.byDefault ? 'may' : 'may not';
    const entries = [
      entry(file, one.cacheable, `A cache ${stored} store a ${one.code} without being told so.`),
      entry(file, one.retry, one.retry.condition),
      entry(file, one.retryAfter, one.retryAfter.says),
      ...one.causes.map((cause) =>
        entry(file, cause, `${names.get(cause.platform) ?? cause.platform}: ${cause.cause}`),
      ),
    ];
    if (one.quote !== undefined) entries.unshift(entry(file, one.quote, one.quote.text));
    return entries;
  });
}

function platformEntries(files: FactFiles): FactEntry[] {
  return files.platforms.flatMap((platform) => {
    const file = `platforms/${platform.id}`;
    return [
      ...platform.defaults.map((one) =>
        entry(file, one, `${platform.name}: ${one.setting} is ${one.value} by default.`),
      ),
      ...platform.rules.map((rule) => entry(file, rule, rule.fact)),
      ...platform.tables.flatMap((table) =>
        table.rows.map((row) =>
          entry(
            file,
            { id: row.id, source: table.source, status: row.status },
            rowStatement(platform.name, row),
          ),
        ),
      ),
      ...platform.strings.map((one) => entry(file, one, one.text)),
    ];
  });
}

function rowStatement(
  platform: string,
  row: FactFiles['platforms'][number]['tables'][number]['rows'][number],
): string {
  const parts = [
    row.means?.replace(/\.$/, ''),
    row.sends === undefined ? undefined : `status ${row.sends}`,
    row.appSaw === undefined ? undefined : `did the app see the request: ${row.appSaw}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? `${platform}: ${row.key}`
    : `${platform} ${row.key}: ${parts.join('; ')}.`;
}

function failureEntries(files: FactFiles): FactEntry[] {
  const names = new Map(files.platforms.map(({ id, name }) => [id, name]));
  return [
    ...files.failures.flatMap((failure) =>
      failure.platforms.map((row) => {
        const who = [names.get(row.platform) ?? row.platform, row.variant]
          .filter(Boolean)
          .join(', ');
        return entry('failures', row, `${failure.says} ${who}: ${row.sends}.`);
      }),
    ),
    ...files.proxyStatus.map((one) =>
      entry('proxy-status', one, `RFC 9209 recommends ${one.recommends} for ${one.type}.`),
    ),
  ];
}
