// Holds an answer against what a proof expects of it. The verdict is made here, from the answer in the
// trace; what a program says of itself does not count.

import type { EventOf } from '#sim';
import type { ExpectationData } from './lab-data.ts';

/** An answer as the trace has it, or the failure that came in its place. */
export type Answer = EventOf<'client-response'> | EventOf<'client-failed'>;

const isJsonType = (response: EventOf<'client-response'>): boolean =>
  response.fields.some(
    ([name, value]) =>
      name.toLowerCase() === 'content-type' && /^application\/(?:[\w.+-]+\+)?json\b/i.test(value),
  );

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

/** What is wrong with an answer, in sentences; empty when everything expected holds. */
export function judge(answer: Answer, expected: ExpectationData): string[] {
  if (answer.kind === 'client-failed') {
    return [`There was no response (${answer.error}), but ${expected.status} was due.`];
  }
  const { status, body } = answer;
  const problems: string[] = [];
  if (status !== expected.status) problems.push(`The status is ${status}, not ${expected.status}.`);
  if (expected.json && (!isJsonType(answer) || parse(body) === undefined)) {
    problems.push('The body is not JSON, or its Content-Type does not say so.');
  }
  for (const word of expected.mentions) {
    if (!body.includes(word)) problems.push(`The body does not mention "${word}".`);
  }
  for (const word of expected.hides) {
    if (body.includes(word)) problems.push(`The body gives away "${word}".`);
  }
  return [...problems, ...memberProblems(body, expected.members)];
}
