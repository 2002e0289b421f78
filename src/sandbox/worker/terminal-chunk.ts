// The terminals as a chunk of their own: loaded when a reader first opens one. The build wraps it so that
// evaluating its text gives what a world is handed.

export { createTerminals } from '#shell';
