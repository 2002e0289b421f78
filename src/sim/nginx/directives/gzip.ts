// Directives of the gzip filter.

import {
  ALSO_IN_IF,
  type Directive,
  HTTP_SERVER_LOCATION,
  ONE_OR_MORE,
} from '../config/directive.ts';
import { compilePattern } from '../config/regex.ts';
import {
  flag,
  readBuffers,
  readChoice,
  readChoices,
  readCount,
  size,
  valueDirective,
} from '../config/setting.ts';

const PROXIED = [
  'off',
  'expired',
  'no-cache',
  'no-store',
  'private',
  'no_last_modified',
  'no_etag',
  'auth',
  'any',
] as const;

/** The directives of gzip. */
export const GZIP_DIRECTIVES: readonly Directive[] = [
  flag('gzip', ['gzip', 'enabled'], ALSO_IN_IF),
  flag('gzip_vary', ['gzip', 'vary']),
  size('gzip_min_length', ['gzip', 'minLengthBytes']),
  valueDirective('gzip_types', ['gzip', 'types'], (_, words) => words.slice(1), {
    arity: ONE_OR_MORE,
  }),
  valueDirective('gzip_proxied', ['gzip', 'proxied'], readChoices(PROXIED), { arity: ONE_OR_MORE }),
  valueDirective('gzip_http_version', ['gzip', 'httpVersion'], (cf, words) =>
    readChoice(['1.0', '1.1'])(cf, words) === '1.0' ? 1_000 : 1_001,
  ),
  valueDirective(
    'gzip_disable',
    ['gzip', 'disabledAgents'],
    (cf, words) =>
      words
        .slice(1)
        .map((word) =>
          word === 'msie6' ? /MSIE [4-6]\./ : compilePattern(cf, word, { ignoreCase: true }).regexp,
        ),
    { arity: ONE_OR_MORE },
  ),
  // How hard and in how much memory real deflate works: the model's does not compress.
  {
    name: 'gzip_comp_level',
    contexts: HTTP_SERVER_LOCATION,
    arity: [1, 1],
    apply: (cf, words) => {
      const level = readCount(cf, words);
      if (level < 1 || level > 9) cf.fail('value must be between 1 and 9');
    },
  },
  {
    name: 'gzip_buffers',
    contexts: HTTP_SERVER_LOCATION,
    arity: [2, 2],
    apply: (cf, words) => {
      readBuffers(cf, words);
    },
  },
];
