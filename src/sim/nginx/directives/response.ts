// What is added to responses and written to the access log: `add_header`, `expires`, `log_format`,
// `access_log`.

import { ALSO_IN_IF, type Directive, ONE_OR_MORE, TWO_OR_MORE } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compileTemplate, hasVariables } from '../config/template.ts';
import { parseTime } from '../config/values.ts';
import type { AccessLog, Expires, LogFormat } from '../settings/response.ts';

/** The format every nginx has. */
export const COMBINED =
  '$remote_addr - $remote_user [$time_local] ' +
  '"$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

const addHeader: Directive = {
  name: 'add_header',
  contexts: ALSO_IN_IF,
  arity: [2, 3],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const [, name = '', value = '', always] = words;
    const compiled = compileTemplate(cf, value);
    if (always !== undefined && always !== 'always') cf.fail(`invalid parameter "${always}"`);
    const item = { name, value: compiled, always: always === 'always' };
    cf.scope.append('response', 'addedHeaders', item, cf.here());
  },
};

const readExpires = (cf: ConfigReader, words: readonly string[]): Expires => {
  const modified = words[1] === 'modified';
  const word = (modified ? words[2] : words[1]) ?? '';
  if (word === 'epoch' || word === 'max' || word === 'off') return { kind: word };
  const daily = word.startsWith('@');
  const negative = word.startsWith('-');
  const ms = parseTime(word.replace(/^[@+-]/, ''), { wholeSeconds: true });
  if (ms === null || (daily && ms > 86_400_000))
    return cf.fail('"expires" directive invalid value');
  const seconds = (ms / 1_000) * (negative ? -1 : 1);
  return daily ? { kind: 'daily', seconds } : { kind: 'after', seconds, fromModified: modified };
};

const expires: Directive = {
  name: 'expires',
  contexts: ALSO_IN_IF,
  arity: [1, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (cf.scope.has('response', 'expires')) cf.fail('"expires" directive is duplicate');
    cf.scope.set('response', 'expires', readExpires(cf, words), cf.here());
  },
};

const logFormat: Directive = {
  name: 'log_format',
  contexts: ['http'],
  arity: TWO_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const name = words[1] ?? '';
    if (cf.draft.formats.has(name) || name === 'combined') {
      cf.fail(`duplicate "log_format" name "${name}"`);
    }
    let rest = words.slice(2);
    let escaping: LogFormat['escaping'] = 'default';
    if (rest[0]?.startsWith('escape=')) {
      const how = rest[0].slice('escape='.length);
      if (how !== 'default' && how !== 'json' && how !== 'none') {
        cf.fail(`unknown log format escaping "${how}"`);
      }
      escaping = how as LogFormat['escaping'];
      rest = rest.slice(1);
    }
    cf.draft.formats.set(name, { name, escaping, line: compileTemplate(cf, rest.join('')) });
  },
};

const combined = (cf: ConfigReader): LogFormat => ({
  name: 'combined',
  escaping: 'default',
  line: compileTemplate(cf, COMBINED),
});

const findFormat = (cf: ConfigReader, name: string): LogFormat => {
  const format = cf.draft.formats.get(name);
  if (format) return format;
  return name === 'combined' ? combined(cf) : cf.fail(`unknown log format "${name}"`);
};

const readAccessLog = (cf: ConfigReader, words: readonly string[]): AccessLog => {
  const file = words[1] ?? '';
  let condition = null;
  for (const word of words.slice(3)) {
    const [name] = word.split('=', 1);
    if (word.startsWith('if=')) condition = compileTemplate(cf, word.slice(3));
    else if (!['buffer', 'flush', 'gzip'].includes(name ?? ''))
      cf.fail(`invalid parameter "${word}"`);
  }
  if (!hasVariables(file) && !file.startsWith('syslog:'))
    cf.draft.openedFiles.add(cf.fullName(file));
  if (file.startsWith('syslog:')) {
    cf.draft.notModelled.push({ name: `access_log ${file}`, place: cf.here() });
  }
  const format = words[2] === undefined ? combined(cf) : findFormat(cf, words[2]);
  return { file: compileTemplate(cf, cf.fullName(file)), format, condition };
};

const accessLog: Directive = {
  name: 'access_log',
  contexts: [...ALSO_IN_IF, 'limit_except'],
  arity: ONE_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (words[1] === 'off') {
      if (words.length > 2) cf.fail(`invalid parameter "${words[2]}"`);
      cf.scope.set('response', 'accessLogs', [], cf.here());
      return;
    }
    const before = cf.scope.own('response', 'accessLogs') ?? [];
    cf.scope.set('response', 'accessLogs', [...before, readAccessLog(cf, words)], cf.here());
  },
};

/** The directives about fields that are added and lines that are logged. */
export const RESPONSE_DIRECTIVES: readonly Directive[] = [
  addHeader,
  expires,
  logFormat,
  accessLog,
  {
    ...accessLog,
    name: 'open_log_file_cache',
    contexts: ALSO_IN_IF,
    arity: [1, 4],
    apply: () => {},
  },
];
