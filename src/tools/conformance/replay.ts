// Replays one case of a folder through the simulator and compares it with its recording.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeDriver } from '../../platform/node-driver.ts';
import { createNodeServices } from '../../platform/node-services.ts';
import type { Case } from '../../sim/conformance/case.ts';
import { type CaseResult, compareRecordings } from '../../sim/conformance/compare.ts';
import type { Recording } from '../../sim/conformance/record.ts';
import { runCase } from '../../sim/conformance/run-case.ts';
import type { HarnessTools } from '../../sim/conformance/tools.ts';
import type { NodeMajor } from '../../sim/node/release.ts';

/** A folder of cases, and one of what came of them for real. */
export interface Folders {
  readonly cases: string;
  readonly recordings: string;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const made = new Map<NodeMajor, HarnessTools>();

/** The harness's tools on this Node, for programs of one release; made once. */
export const toolsFor = (release: NodeMajor): HarnessTools => {
  let tools = made.get(release);
  if (!tools) {
    const { realm, preparer, packageFiles } = createNodeServices(release);
    tools = {
      node: { realm, preparer, packageFiles: (name) => packageFiles(name, realm) },
      createDriver: () => new NodeDriver(),
      encodeUtf8: (text) => encoder.encode(text),
      decodeUtf8: (bytes) => decoder.decode(bytes),
      sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    };
    made.set(release, tools);
  }
  return tools;
};

/** The JSON files below a directory, as paths relative to it. */
export const listCases = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** The result of a case that could not be run or compared at all. */
export const failedCase = (name: string, error: unknown): CaseResult => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const differences = [{ at: '', expected: 'a recording', actual: text }];
  return { name, agrees: false, statusDiffers: true, differences };
};

/**
 * The release of Node a recording was made on: the one its crash reports name. The recordings of the
 * project, and all where nothing names another, are those of Node 20.
 */
export const releaseOfRecording = (folders: Folders, name: string): NodeMajor => {
  try {
    const text = readFileSync(path.join(folders.recordings, name), 'utf8');
    const named = /Node\.js v(20|22|24)\./.exec(text)?.[1];
    if (named !== undefined) return Number(named) as NodeMajor;
    return /Node\.js v2[2-9]\./.test(text) ? 24 : 20;
  } catch {
    return 20;
  }
};

/** Runs one case of a folder. Never throws: what goes wrong is a difference. */
export const replay = async (
  folders: Folders,
  name: string,
  tools: HarnessTools,
): Promise<CaseResult> => {
  let caseName = name.replace(/\.json$/, '');
  try {
    const c = readJson(path.join(folders.cases, name)) as Case;
    if (typeof c?.name === 'string') caseName = c.name;
    const expected = readJson(path.join(folders.recordings, name)) as Recording;
    // What JSON cannot hold (undefined) is left out, as it is in a recording.
    const actual = JSON.parse(JSON.stringify(await runCase(c, tools))) as Recording;
    return { ...compareRecordings(expected, actual), name: caseName };
  } catch (error) {
    return failedCase(caseName, error);
  }
};
