// A fault found in the content, and how faults are told to the author.
// It finds none itself; see checks/ and the loaders.

/** One fault: which file, which field, what is wrong with it, in words an author can act on. */
export interface ContentProblem {
  /** The file, from the project's root: `content/codes/502.mdx`. */
  readonly file: string;
  /** The field or line: `fieldMarks[2].cause`, `line 14`. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** The problems as text, one a line, sorted by file. */
export function formatProblems(problems: readonly ContentProblem[]): string {
  return problems
    .map(({ file, field, message }) => `${file}: ${field}: ${message}`)
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .join('\n');
}

/** Thrown when content cannot be used. The message lists every problem. */
export class ContentError extends Error {
  readonly problems: readonly ContentProblem[];

  constructor(problems: readonly ContentProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${count} in the content:\n${formatProblems(problems)}`);
    this.name = 'ContentError';
    this.problems = problems;
  }
}
