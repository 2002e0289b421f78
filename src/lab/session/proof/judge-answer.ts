// Holds an answer against what a proof expects of it. The verdict is made here, from the answer in the
// trace; what a program says of itself does not count.

import type { EventOf } from '#sim';
import type { Answer } from './findings.ts';
import type { ExpectationData } from './proof-data.ts';

type Response = EventOf<'client-response'>;

/** An answer and how long it took, where that is known. */
export interface TimedAnswer {
  readonly answer: Answer;
  readonly tookUs: number | null;
}

const fieldOf = ({ fields }: Response, name: string): string | null =>
  fields.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? null;

const isJsonType = (response: Response): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\b/i.test(fieldOf(response, 'content-type') ?? '');

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function memberProblems(body: string, members: ExpectationData['members']): string[] {
  const names = Object.keys(members);
  if (names.length === 0) return [];
  const json = parse(body);
  if (typeof json !== 'object' || json === null) return ['The body is no JSON object.'];
  return names.flatMap((name) => {
    const value = (json as Record<string, unknown>)[name];
    if (value === members[name]) return [];
    const [wanted, got] = [members[name], value].map((one) => JSON.stringify(one) ?? 'nothing');
    return [`The body's "${name}" is ${got}, not ${wanted}.`];
  });
}

function fieldProblem(response: Response, name: string, wanted: string | null): string | null {
  const value = fieldOf(response, name);
  if (wanted === null) return value === null ? null : `There is a field ${name}: ${value}.`;
  if (value === null) return `There is no field ${name}.`;
  return value.includes(wanted)
    ? null
    : `The field ${name} is "${value}", and does not say "${wanted}".`;
}

const statusWords = (statuses: readonly number[]): string => statuses.join(' or ');

/** What is wrong with an answer, in sentences; empty when everything expected holds. */
export function judge({ answer, tookUs }: TimedAnswer, expected: ExpectationData): string[] {
  if (answer.kind === 'client-failed') {
    const wanted = statusWords(expected.statuses);
    return [`There was no response (${answer.error}), but ${wanted} was due.`];
  }
  const { status, body } = answer;
  const problems: string[] = [];
  if (!expected.statuses.includes(status)) {
    problems.push(`The status is ${status}, not ${statusWords(expected.statuses)}.`);
  }
  if (expected.json && (!isJsonType(answer) || parse(body) === undefined)) {
    problems.push('The body is not JSON, or its Content-Type does not say so.');
  }
  for (const word of expected.mentions) {
    if (!body.includes(word)) problems.push(`The body does not mention "${word}".`);
  }
  for (const word of expected.hides) {
    if (body.includes(word)) problems.push(`The body gives away "${word}".`);
  }
  for (const [name, wanted] of Object.entries(expected.fields)) {
    const problem = fieldProblem(answer, name, wanted);
    if (problem !== null) problems.push(problem);
  }
  const { withinMs } = expected;
  if (withinMs !== null && tookUs !== null && tookUs > withinMs * 1_000) {
    const tookMs = Math.round(tookUs / 1_000).toLocaleString('en');
    problems.push(`It took ${tookMs} ms; ${withinMs.toLocaleString('en')} ms is the limit.`);
  }
  return [...problems, ...memberProblems(body, expected.members)];
}
