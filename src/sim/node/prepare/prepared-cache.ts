// Answers of the parser kept for later: a lab's files are read once, when the site is built, so that a reader
// who has changed nothing needs no parser. An answer is found by what was asked, text included.

import { Digest } from '../../kernel/digest.ts';
import type { CommonJsNames, PreparedScript, ScriptKind, ScriptPreparer } from './prepared.ts';

/** One answer. `key` says what was asked: the operation, the file, and the hash of its text. */
export interface PreparedEntry {
  readonly key: string;
  readonly answer: PreparedScript | CommonJsNames | string | boolean;
}

function keyOf(operation: string, file: string, text: string): string {
  const digest = new Digest();
  digest.addString(text);
  return `${operation} ${file} ${digest.toHex()}`;
}

const questions = {
  prepare: (text: string, file: string, kind: ScriptKind) => keyOf(kind, file, text),
  stripTypes: (text: string, file: string) => keyOf('strip', file, text),
  looksLikeModule: (text: string) => keyOf('detect', '', text),
  commonJsNames: (text: string) => keyOf('names', '', text),
};

/** A preparer that asks another one and keeps its answers in `entries`. */
export function recordAnswers(preparer: ScriptPreparer, entries: PreparedEntry[]): ScriptPreparer {
  const keep = <Answer extends PreparedEntry['answer']>(key: string, answer: Answer): Answer => {
    if (!entries.some((entry) => entry.key === key)) entries.push({ key, answer });
    return answer;
  };
  return {
    prepare: (text, file, kind) =>
      keep(questions.prepare(text, file, kind), preparer.prepare(text, file, kind)),
    stripTypes: (text, file) =>
      keep(questions.stripTypes(text, file), preparer.stripTypes(text, file)),
    looksLikeModule: (text) =>
      keep(questions.looksLikeModule(text), preparer.looksLikeModule(text)),
    commonJsNames: (text) => keep(questions.commonJsNames(text), preparer.commonJsNames(text)),
  };
}

/** A preparer that looks for a kept answer first, and asks `otherwise` where there is none. */
export function useAnswers(
  entries: readonly PreparedEntry[],
  otherwise: () => ScriptPreparer,
): ScriptPreparer {
  const kept = new Map(entries.map(({ key, answer }) => [key, answer]));
  const find = <Answer extends PreparedEntry['answer']>(key: string, ask: () => Answer): Answer => {
    const answer = kept.get(key);
    return answer === undefined ? ask() : (answer as Answer);
  };
  return {
    prepare: (text, file, kind) =>
      find(questions.prepare(text, file, kind), () => otherwise().prepare(text, file, kind)),
    stripTypes: (text, file) =>
      find(questions.stripTypes(text, file), () => otherwise().stripTypes(text, file)),
    looksLikeModule: (text) =>
      find(questions.looksLikeModule(text), () => otherwise().looksLikeModule(text)),
    commonJsNames: (text) =>
      find(questions.commonJsNames(text), () => otherwise().commonJsNames(text)),
  };
}
