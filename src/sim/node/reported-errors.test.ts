import { describe, expect, it } from 'vitest';
import { reportedErrors } from './reported-errors.ts';

describe('reportedErrors', () => {
  it('finds an error without a stack, and what was behind it', () => {
    const text = [
      '[TypeError: fetch failed] {',
      '  [cause]: Error: getaddrinfo ENOTFOUND nowhere',
      '      at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:123:26) {',
      '    errno: -3008,',
      "    code: 'ENOTFOUND'",
      '  }',
      '}',
    ].join('\n');
    expect(reportedErrors(text)).toEqual([
      {
        name: 'TypeError',
        message: 'fetch failed',
        code: null,
        cause: 'Error: getaddrinfo ENOTFOUND nowhere',
        frames: [],
      },
    ]);
  });

  it('finds the error Express prints, with its places', () => {
    const text = [
      "TypeError: Cannot read properties of null (reading 'reduce')",
      '    at file:///srv/app/server.ts:10:23',
      '    at Layer.handleRequest (/srv/app/node_modules/router/lib/layer.js:152:17)',
      '    at Array.forEach (<anonymous>)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:103:5)',
      '',
    ].join('\n');
    expect(reportedErrors(text)).toEqual([
      {
        name: 'TypeError',
        message: "Cannot read properties of null (reading 'reduce')",
        code: null,
        cause: null,
        frames: [
          { file: 'file:///srv/app/server.ts', line: 10, column: 23, function: '' },
          {
            file: '/srv/app/node_modules/router/lib/layer.js',
            line: 152,
            column: 17,
            function: 'Layer.handleRequest',
          },
          {
            file: 'node:internal/process/task_queues',
            line: 103,
            column: 5,
            function: 'process.processTicksAndRejections',
          },
        ],
      },
    ]);
  });

  it('finds the error a process dies of, its code and all lines of its message', () => {
    const text = [
      'file:///srv/app/server.ts:3',
      'throw new Error(`a',
      '      ^',
      '',
      'Error: ENOENT: no such file or directory',
      'asked for twice',
      '    at async open (node:internal/fs/promises:639:25)',
      '    at async file:///srv/app/server.ts:3:7 {',
      '  errno: -2,',
      "  code: 'ENOENT',",
      '}',
      '',
      'Node.js v24.0.0',
    ].join('\n');
    expect(reportedErrors(text)).toMatchObject([
      {
        name: 'Error',
        message: 'ENOENT: no such file or directory\nasked for twice',
        code: 'ENOENT',
        frames: [{ function: 'open' }, { file: 'file:///srv/app/server.ts', line: 3, column: 7 }],
      },
    ]);
  });

  it('reads the code of an error of Node itself from its name', () => {
    const text = 'TypeError [ERR_INVALID_ARG_TYPE]: The "path"\n    at open (node:fs:1:2)\n';
    expect(reportedErrors(text)).toMatchObject([
      { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' },
    ]);
  });

  it('finds nothing in lines that are no stack', () => {
    expect(reportedErrors('listening at port 3000\n    at your service\nError: plain\n')).toEqual(
      [],
    );
  });

  it('finds the stack inside a line of JSON, as loggers print it', () => {
    const stack = 'TypeError: no "items"\n    at total (/srv/app/server.ts:10:23)';
    const line = `${JSON.stringify({ level: 50, err: { stack }, url: '/a\\b' })}\n`;
    expect(reportedErrors(line)).toEqual([
      {
        name: 'TypeError',
        message: 'no "items"',
        code: null,
        cause: null,
        frames: [{ file: '/srv/app/server.ts', line: 10, column: 23, function: 'total' }],
      },
    ]);
  });
});
