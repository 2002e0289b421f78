// Reads a lab that a link carries. It believes nothing: a link may be cut, old, or written by somebody who wishes ill. What
// does not fit is refused with a reason. Loaded when such a link is opened.

import type { LoggedCommand } from '#sim';
import type { LabData } from './lab-data.ts';
import type { Texts } from './lab-session.ts';
import { readRequest } from './request-text.ts';
import { SHARE_VERSION, type SharedLab, SharedLabError } from './share-lab.ts';
import {
  FILE_LIMIT,
  isCount,
  isRecord,
  LONGEST_US,
  readCommand,
  SENDS_LIMIT,
  sendsOf,
} from './shared-command.ts';

const INPUTS_LIMIT = 500;
const LAYOUT_LIMIT = 500;
const SEED_LIMIT = 2 ** 32;

function readEdits(value: unknown, data: LabData): Texts {
  if (!isRecord(value)) throw new SharedLabError('The link has no list of edits.');
  const edits: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    const isKnown = data.files.some((file) => file.name === name);
    if (!isKnown)
      throw new SharedLabError(`The link changes ${name}, which this lab does not have.`);
    if (typeof text !== 'string' || text.length > FILE_LIMIT) {
      throw new SharedLabError(`The link's text of ${name} is no text, or too long.`);
    }
    edits[name] = text;
  }
  return edits;
}

function readStep(entry: unknown, step: number, data: LabData): LoggedCommand {
  const where = `Step ${step} of the link is nothing this lab can do`;
  if (!isRecord(entry)) throw new SharedLabError(`${where}: it is not an object.`);
  const { atUs } = entry;
  if (!isCount(atUs, LONGEST_US)) throw new SharedLabError(`${where}: it has no time.`);
  try {
    return { atUs, command: readCommand(entry['command'], data) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SharedLabError(`${where}: ${reason.replace(/\.$/, '')}.`);
  }
}

function readInputs(value: unknown, data: LabData): LoggedCommand[] {
  if (!Array.isArray(value) || value.length > INPUTS_LIMIT) {
    throw new SharedLabError('The link has no list of what was done, or a list without end.');
  }
  let lastUs = 0;
  let sends = 0;
  return (value as unknown[]).map((entry, index) => {
    const input = readStep(entry, index + 1, data);
    if (input.atUs < lastUs) {
      throw new SharedLabError(`Step ${index + 1} of the link comes before the one it follows.`);
    }
    lastUs = input.atUs;
    sends += sendsOf(input.command);
    if (sends > SENDS_LIMIT) {
      throw new SharedLabError(
        `Step ${index + 1} of the link sends more requests than a page can replay: ${SENDS_LIMIT} is the limit. A load needs an end.`,
      );
    }
    return input;
  });
}

/** What a link says, held against the lab. Throws SharedLabError with the reason where it does not fit. */
export function readSharedLab(value: unknown, data: LabData): SharedLab {
  if (!isRecord(value)) throw new SharedLabError('The link is damaged: it holds no lab.');
  if (value['v'] !== SHARE_VERSION) {
    throw new SharedLabError('The link was made by another version of this site.');
  }
  if (value['lab'] !== data.slug) {
    throw new SharedLabError(`The link is for another lab (${String(value['lab']).slice(0, 60)}).`);
  }
  const { seed, file, layout } = value;
  if (!isCount(seed, SEED_LIMIT)) throw new SharedLabError('The link has no valid seed.');
  return {
    edits: readEdits(value['edits'], data),
    request: readRequest(value['request']),
    inputs: readInputs(value['inputs'], data),
    seed,
    activeFile: data.files.find(({ name }) => name === file)?.name ?? data.open,
    layout: typeof layout === 'string' && layout.length <= LAYOUT_LIMIT ? layout : '',
  };
}
