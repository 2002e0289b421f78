// Rarely used algorithms of node:zlib and node:crypto as a chunk of their own: loaded when a program wants one, or
// when a reader begins to edit. The build wraps it so that evaluating its text gives them.

export { algorithms } from '../../sim/node/algorithms.ts';
