// Files as answers: `index`, `try_files`, `autoindex`, WebDAV, and the small handlers that need no
// upstream (`stub_status`, `empty_gif`).

import {
  type Directive,
  HTTP_SERVER_LOCATION,
  ONE_OR_MORE,
  TWO_OR_MORE,
} from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { count, flag, readChoices, valueDirective } from '../config/setting.ts';
import { compileTemplate } from '../config/template.ts';
import { parseNumber } from '../config/values.ts';
import type { TriedFile, TryFiles } from '../settings/files.ts';

const index: Directive = {
  name: 'index',
  contexts: HTTP_SERVER_LOCATION,
  arity: ONE_OR_MORE,
  apply: (cf, words) => {
    for (const [at, word] of words.slice(1).entries()) {
      if (word.startsWith('/') && at + 2 !== words.length) {
        cf.warn('only the last index in "index" directive should be absolute');
      }
      if (word === '') cf.fail('index "" in "index" directive is invalid');
      cf.scope.append('files', 'index', compileTemplate(cf, word), cf.here());
    }
  },
};

const readFallback = (cf: ConfigReader, word: string): TryFiles['fallback'] => {
  if (word.startsWith('=')) {
    const status = parseNumber(word.slice(1));
    if (status === null || status > 999) cf.fail(`invalid code "${word}"`);
    return { kind: 'status', status };
  }
  if (word.startsWith('@')) return { kind: 'named', name: word };
  return { kind: 'uri', uri: compileTemplate(cf, word) };
};

const tryFiles: Directive = {
  name: 'try_files',
  contexts: ['server', 'location'],
  arity: TWO_OR_MORE,
  apply: (cf, words) => {
    if (cf.scope.has('files', 'tryFiles')) cf.fail('"try_files" directive is duplicate');
    const candidates = words.slice(1, -1).map((word): TriedFile => {
      const isDirectory = word.endsWith('/');
      return { name: compileTemplate(cf, isDirectory ? word.slice(0, -1) : word), isDirectory };
    });
    const fallback = readFallback(cf, words[words.length - 1] ?? '');
    cf.scope.set('files', 'tryFiles', { candidates, fallback }, cf.here());
  },
};

const DAV = ['PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE'] as const;

const readDavMethods = (
  cf: ConfigReader,
  words: readonly string[],
): readonly (typeof DAV)[number][] =>
  words[1]?.toLowerCase() === 'off' ? [] : readChoices(DAV)(cf, words);

const ACCESS_BITS: Readonly<Record<string, number>> = { user: 6, group: 3, all: 0 };

const readAccess = (cf: ConfigReader, words: readonly string[]): number => {
  let mode = 0o600;
  for (const word of words.slice(1)) {
    const [who = '', what] = word.split(':');
    const shift = ACCESS_BITS[who];
    const bits = what === 'rw' ? 6 : what === 'r' ? 4 : null;
    if (shift === undefined || bits === null) return cf.fail(`invalid value "${word}"`);
    mode |= who === 'all' ? (bits << 3) | bits : bits << shift;
  }
  return mode;
};

const handler = (
  name: string,
  value: 'stub-status' | 'empty-gif',
  arity: [number, number],
): Directive => ({
  name,
  contexts: name === 'stub_status' ? ['server', 'location'] : ['location'],
  arity,
  apply: (cf) => {
    cf.scope.set('core', 'handler', value, cf.here());
  },
});

/** The directives about files on disk. */
export const FILE_DIRECTIVES: readonly Directive[] = [
  index,
  tryFiles,
  flag('autoindex', ['files', 'autoindex']),
  valueDirective('dav_methods', ['files', 'davMethods'], readDavMethods, { arity: ONE_OR_MORE }),
  flag('create_full_put_path', ['files', 'createFullPutPath']),
  count('min_delete_depth', ['files', 'minDeleteDepth']),
  valueDirective('dav_access', ['files', 'davAccess'], readAccess, { arity: [1, 3] }),
  handler('stub_status', 'stub-status', [0, 1]),
  handler('empty_gif', 'empty-gif', [0, 0]),
  valueDirective(
    'client_body_temp_path',
    ['core', 'clientBodyTempPath'],
    (cf, words) => {
      const path = cf.fullName(words[1] ?? '');
      cf.draft.madeDirectories.add(path);
      return path;
    },
    { arity: [1, 4] },
  ),
  ...['fastcgi_temp_path', 'uwsgi_temp_path', 'scgi_temp_path'].map(
    (name): Directive => ({
      name,
      contexts: HTTP_SERVER_LOCATION,
      arity: [1, 4],
      apply: (cf, words) => {
        cf.draft.madeDirectories.add(cf.fullName(words[1] ?? ''));
      },
    }),
  ),
];
