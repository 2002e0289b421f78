// Finds a sentence that stands on two pages. A reader who met it once gains nothing from meeting it again, and one of
// the two will be forgotten when it has to change.
import type { ContentProblem } from '../problem.ts';
import type { Sentence } from '../sentences.ts';

/** A page's file and its sentences. */
export interface PageSentences {
  readonly file: string;
  readonly sentences: readonly Sentence[];
}

/** One problem for each sentence that an earlier page has as well. */
export function checkRepeatedSentences(pages: readonly PageSentences[]): ContentProblem[] {
  const first = new Map<string, string>();
  return pages.flatMap(({ file, sentences }) =>
    sentences.flatMap(({ key, text, field }) => {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, file);
      if (earlier === undefined || earlier === file) return [];
      const short = text.length > 90 ? `${text.slice(0, 88)} …` : text;
      return [{ file, field, message: `the same sentence stands in ${earlier}: "${short}"` }];
    }),
  );
}
