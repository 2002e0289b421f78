// `error_page`, `error_log` and `resolver`.

import { isIpv4 } from '../../net/address.ts';
import {
  ALSO_IN_IF,
  type Directive,
  HTTP_SERVER_LOCATION,
  ONE_OR_MORE,
  TWO_OR_MORE,
} from '../config/directive.ts';
import type { LogLevel } from '../config/place.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compileTemplate } from '../config/template.ts';
import { parseNumber, parseTime } from '../config/values.ts';
import type { ErrorLog } from '../settings/core.ts';
import { lookUp } from '../upstream/look-up.ts';

/** `=404` or `=`; null for a word of another kind. */
const readOverwrite = (cf: ConfigReader, word: string): number | null => {
  if (!word.startsWith('=')) return null;
  if (word === '=') return 0;
  return parseNumber(word.slice(1)) ?? cf.fail(`invalid value "${word}"`);
};

const errorPage: Directive = {
  name: 'error_page',
  contexts: ALSO_IN_IF,
  arity: TWO_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const target = words[words.length - 1] ?? '';
    if (target === '') cf.fail(`invalid value "${target}"`);
    let codes = words.slice(1, -1);
    const overwrite = readOverwrite(cf, codes[codes.length - 1] ?? '');
    if (overwrite !== null) codes = codes.slice(0, -1);
    if (codes.length === 0) cf.fail(`invalid value "${words[1]}"`);
    const compiled = compileTemplate(cf, target);
    const hasArgs = target.startsWith('/') && target.includes('?');
    for (const word of codes) {
      const status = parseNumber(word);
      if (status === null || status === 499) cf.fail(`invalid value "${word}"`);
      if (status < 300 || status > 599) {
        cf.fail(`value "${word}" must be between 300 and 599`);
      }
      const page = { status, overwrite, target: compiled, hasArgs };
      cf.scope.append('core', 'errorPages', page, cf.here());
    }
  },
};

const LEVELS: readonly LogLevel[] = [
  'debug',
  'info',
  'notice',
  'warn',
  'error',
  'crit',
  'alert',
  'emerg',
];

const readErrorLog = (cf: ConfigReader, words: readonly string[]): ErrorLog => {
  const [, file = '', level = 'error', extra] = words;
  const known = LEVELS.find((one) => one === level);
  if (!known) cf.fail(`invalid log level "${level}"`);
  if (extra !== undefined && known !== 'debug') cf.fail(`invalid log level "${extra}"`);
  if (file.startsWith('syslog:') || file.startsWith('memory:')) {
    cf.draft.notModelled.push({ name: `error_log ${file}`, place: cf.here() });
    return { file: null, level: known };
  }
  if (file === 'stderr') return { file: null, level: known };
  const path = cf.fullName(file);
  cf.draft.openedFiles.add(path);
  return { file: path, level: known };
};

const mainErrorLog: Directive = {
  name: 'error_log',
  contexts: ['main'],
  arity: ONE_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    cf.draft.errorLogs.push(readErrorLog(cf, words));
  },
};

const httpErrorLog: Directive = {
  name: 'error_log',
  contexts: HTTP_SERVER_LOCATION,
  arity: ONE_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    cf.scope.append('core', 'errorLogs', readErrorLog(cf, words), cf.here());
  },
};

const readServer = (cf: ConfigReader, word: string): string => {
  const [host = '', port = '53'] = word.split(':');
  if (!parseNumber(port)) cf.fail(`invalid port in resolver "${word}"`);
  const addresses = isIpv4(host) ? [host] : lookUp(cf.machine, host);
  return addresses?.[0] ?? cf.fail(`host not found in resolver "${word}"`);
};

const resolver: Directive = {
  name: 'resolver',
  contexts: HTTP_SERVER_LOCATION,
  arity: ONE_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (cf.scope.has('core', 'resolver')) cf.fail('"resolver" directive is duplicate');
    const servers: string[] = [];
    let validMs: number | null = null;
    let ipv6 = true;
    for (const word of words.slice(1)) {
      if (word.startsWith('valid=')) {
        validMs = parseTime(word.slice(6), { wholeSeconds: true });
        if (validMs === null) cf.fail(`invalid parameter: ${word}`);
      } else if (word.startsWith('ipv6=')) {
        if (word !== 'ipv6=on' && word !== 'ipv6=off') cf.fail(`invalid parameter: ${word}`);
        ipv6 = word === 'ipv6=on';
      } else if (word.startsWith('status_zone=')) {
        cf.fail(`invalid parameter: ${word}`);
      } else {
        servers.push(readServer(cf, word));
      }
    }
    if (servers.length === 0) cf.fail('no name servers defined');
    cf.scope.set('core', 'resolver', { servers, validMs, ipv6 }, cf.here());
  },
};

/** Error pages, error logs and resolvers. */
export const ERROR_DIRECTIVES: readonly Directive[] = [
  errorPage,
  mainErrorLog,
  httpErrorLog,
  resolver,
];
