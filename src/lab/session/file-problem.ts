// What can be said of a file without running anything: JSON that is not JSON. Everything else is told by the
// program that reads the file, when it is applied.

import { type JsonProblem, jsonProblem } from './json-problem.ts';

/** The languages of lab files. */
export type FileLanguage = 'typescript' | 'javascript' | 'json' | 'nginx' | 'text';

const LANGUAGES: readonly (readonly [RegExp, FileLanguage])[] = [
  [/\.[cm]?ts$/, 'typescript'],
  [/\.[cm]?js$/, 'javascript'],
  [/\.json$/, 'json'],
  [/\.conf$/, 'nginx'],
];

/** The language of a file, by its name. */
export const languageOf = (name: string): FileLanguage =>
  LANGUAGES.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';

/** The first problem of a file as it stands; null where none is known. */
export const fileProblem = (name: string, text: string): JsonProblem | null =>
  languageOf(name) === 'json' ? jsonProblem(text) : null;
