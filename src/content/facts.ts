// The door to the facts for pages and components: typed data, and look-ups by id that never return nothing.
// Read once, when first imported, at build time. Never import it in code that goes to the browser.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Fact, indexFacts } from './fact-index.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import type { CodeFacts, PlatformCause } from './schemas/facts/code.ts';
import type { FailureRow } from './schemas/facts/failure.ts';
import type { PlatformFacts, PlatformRule } from './schemas/facts/platform.ts';
import type { Source } from './schemas/facts/source.ts';
import type { Topic } from './schemas/facts/statement.ts';

export type { Fact } from './fact-index.ts';
export type { CodeFacts, PlatformCause } from './schemas/facts/code.ts';
export type { FactStatus } from './schemas/facts/evidence.ts';
export type { Failure, FailureRow, ProxyStatusType } from './schemas/facts/failure.ts';
export type {
  PlatformDefault,
  PlatformFacts,
  PlatformRule,
  PlatformString,
  PlatformTable,
} from './schemas/facts/platform.ts';
export type { Source } from './schemas/facts/source.ts';
export type {
  Collision,
  Conflict,
  Correction,
  Fingerprint,
  Neighbour,
  OpenQuestion,
  Statement,
  Topic,
} from './schemas/facts/statement.ts';

/** One cell of the table "same failure, other number". */
export interface MatrixCell extends FailureRow {
  /** Id of the failure: `failure.connection-refused`. */
  readonly failure: string;
}

/** All facts, with the failure table also as flat cells. */
export interface Facts extends FactFiles {
  readonly matrix: readonly MatrixCell[];
}

const files = loadFacts(projectRoot());
const index = indexFacts(files);

/** Everything under `content/facts`. */
export const facts: Facts = {
  ...files,
  matrix: files.failures.flatMap(({ id, platforms }) =>
    platforms.map((row) => ({ ...row, failure: id })),
  ),
};

/** The fact with this id. Throws if there is none; the content check reports it with file and line. */
export function factById(id: string): Fact {
  return found(index.get(id), `fact ${id}`);
}

/** The source with this id. Throws if there is none. */
export function sourceById(id: string): Source {
  return found(
    files.sources.find((source) => source.id === id),
    `source ${id}`,
  );
}

/** The platform with this id. Throws if there is none. */
export function platformById(id: string): PlatformFacts {
  return found(
    files.platforms.find((platform) => platform.id === id),
    `platform ${id}`,
  );
}

/** What is known of one status code. Throws for a code without a file. */
export function codeFacts(code: number): CodeFacts {
  return found(
    files.codes.find((one) => one.code === code),
    `code ${code}`,
  );
}

/** One topic of `interactions.yaml`, such as `keep-alive-race`. Throws if there is none. */
export function topicById(id: string): Topic {
  return found(
    files.topics.find((topic) => topic.id === id),
    `topic ${id}`,
  );
}

/** What each platform means when it sends this code, platforms in the order of the code's file. */
export function causesByPlatform(
  code: number,
): { readonly platform: PlatformFacts; readonly causes: readonly PlatformCause[] }[] {
  const groups = new Map<string, PlatformCause[]>();
  for (const cause of codeFacts(code).causes) {
    const group = groups.get(cause.platform);
    if (group === undefined) groups.set(cause.platform, [cause]);
    else group.push(cause);
  }
  return [...groups].map(([id, causes]) => ({ platform: platformById(id), causes }));
}

/** The platforms' rules that concern this code in particular. */
export function rulesForCode(
  code: number,
): { readonly platform: PlatformFacts; readonly rule: PlatformRule }[] {
  return files.platforms.flatMap((platform) =>
    platform.rules.filter(({ codes }) => codes?.includes(code)).map((rule) => ({ platform, rule })),
  );
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`content/facts holds no ${name}`);
  return value;
}

/** The folder that holds content/facts: where the build runs, or above this file (also when bundled). */
function projectRoot(): string {
  const starts = [process.cwd(), import.meta.dirname];
  for (const start of starts) {
    for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
      if (existsSync(join(folder, 'content/facts/sources.yaml'))) return folder;
    }
  }
  throw new Error(`no content/facts above ${starts.join(' or ')}`);
}
