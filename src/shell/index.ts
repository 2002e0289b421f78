// The shell's only door: the terminals of a world, and repositories for labs that have one.

export { type BuiltHistory, buildHistory, type HistoryCommit } from './git/build-history.ts';
export { createTerminals } from './terminal/terminals.ts';
