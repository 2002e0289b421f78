// An error and its causes as Sentry's events hold them: the innermost first, frames with the call itself last.
'use strict';

const FRAME = /^\s*at (?:(.+?) \()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/;

function framesOf(stack) {
  return String(stack ?? '')
    .split('\n')
    .map((line) => FRAME.exec(line))
    .filter(Boolean)
    .map(([, name, filename, line, column]) => ({
      filename,
      function: name ?? '<anonymous>',
      lineno: Number(line),
      colno: Number(column),
      in_app: !filename.startsWith('node:') && !filename.includes('/node_modules/'),
    }))
    .reverse();
}

function exceptionOf(error, mechanism) {
  if (!(error instanceof Error)) {
    const value = typeof error === 'string' ? error : JSON.stringify(error);
    return { type: 'Error', value, mechanism: { ...mechanism, synthetic: true } };
  }
  return {
    type: error.name,
    value: error.message,
    stacktrace: { frames: framesOf(error.stack) },
    mechanism,
  };
}

/** At most so many causes of causes. */
const DEEPEST = 5;

function exceptionsOf(error, mechanism) {
  const values = [];
  for (let one = error; one !== undefined && values.length < DEEPEST; one = one?.cause) {
    values.push(
      exceptionOf(one, values.length === 0 ? mechanism : { type: 'chained', handled: true }),
    );
  }
  return values.reverse();
}

module.exports = { exceptionsOf };
