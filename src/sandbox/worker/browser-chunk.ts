// A visitor's browser as a chunk of its own: loaded when a world has one. The build wraps it so that evaluating its text
// gives what a world is handed.

export { createBrowser } from '../../sim/client/browser/browser.ts';
