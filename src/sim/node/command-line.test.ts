import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.ts';

const known = {
  '--require': [],
  '--trace-warnings': false,
  '--max-http-header-size': 16_384,
  '--unhandled-rejections': '',
};
const read = (words: readonly string[], environmentOptions = '') =>
  readCommandLine(words, { known, environmentOptions });

describe('readCommandLine', () => {
  it('tells options of Node and V8 from the file and its arguments', () => {
    expect(read(['--max-old-space-size=32', '-r', './a.js', 'server.js', '--port', '1'])).toEqual({
      kind: 'start',
      argv: ['server.js', '--port', '1'],
      execArgv: ['--max-old-space-size=32', '-r', './a.js'],
      nodeOptions: {
        '--max-old-space-size': 32,
        '--require': ['./a.js'],
      },
    });
  });

  it('refuses what Node refuses, in its words', () => {
    const refused = (message: string) => ({ kind: 'refused', message });
    expect(read(['--foo=3', 'x.js'])).toEqual(refused('node: bad option: --foo=3\n'));
    expect(read(['--require'])).toEqual(refused('node: --require requires an argument\n'));
    expect(read(['x.js'], '--check')).toEqual(
      refused('node: --check is not allowed in NODE_OPTIONS\n'),
    );
  });

  it('takes options of the environment first, quotes keeping words together', () => {
    const line = read(['--trace-warnings', 'x.js'], '-r "./my file.js"');
    expect(line).toMatchObject({ argv: ['x.js'], nodeOptions: { '--require': ['./my file.js'] } });
  });
});
