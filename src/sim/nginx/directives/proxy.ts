// Directives of the proxy module, its cache and TLS apart (proxy-cache.ts, proxy-ssl.ts) and
// without `proxy_pass` itself (proxy-pass.ts).

import { type Directive, HTTP_SERVER_LOCATION, ONE_OR_MORE } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compilePattern } from '../config/regex.ts';
import {
  count,
  flag,
  milliseconds,
  readBuffers,
  readChoices,
  readCount,
  readFlag,
  readOffset,
  readSize,
  size,
  template,
  valueDirective,
} from '../config/setting.ts';
import { compileTemplate, constantTemplate, type Template } from '../config/template.ts';
import { NEXT_UPSTREAM_WORDS, type Replacement } from '../settings/proxy.ts';

const checked = (
  name: string,
  check: (cf: ConfigReader, words: readonly string[]) => unknown,
): Directive => ({
  name,
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 1],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    check(cf, words);
  },
});

const setHeader: Directive = {
  name: 'proxy_set_header',
  contexts: HTTP_SERVER_LOCATION,
  arity: [2, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const value = compileTemplate(cf, words[2] ?? '');
    cf.scope.append('proxy', 'setHeaders', { name: words[1] ?? '', value }, cf.here());
  },
};

const headerList = (name: string, key: 'hideHeaders' | 'passHeaders'): Directive => ({
  name,
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 1],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    cf.scope.append('proxy', key, (words[1] ?? '').toLowerCase(), cf.here());
  },
});

const IGNORABLE = [
  'X-Accel-Redirect',
  'X-Accel-Expires',
  'X-Accel-Limit-Rate',
  'X-Accel-Buffering',
  'X-Accel-Charset',
  'Expires',
  'Cache-Control',
  'Set-Cookie',
  'Vary',
] as const;

/** `~pattern`, `~*pattern`, or text that may hold variables. */
const readPattern = (cf: ConfigReader, word: string): Template | RegExp => {
  if (!word.startsWith('~')) return compileTemplate(cf, word);
  const ignoreCase = word.startsWith('~*');
  return compilePattern(cf, word.slice(ignoreCase ? 2 : 1), { ignoreCase }).regexp;
};

const redirect: Directive = {
  name: 'proxy_redirect',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const [, first = '', second] = words;
    const before = cf.scope.own('proxy', 'redirects');
    if (before === 'off' || before === 'default') {
      if (first === 'off' || before === 'off') cf.fail('"proxy_redirect" directive is duplicate');
    }
    if (second === undefined) {
      if (first === 'off' || first === 'default') {
        cf.scope.set('proxy', 'redirects', redirectWord(cf, first), cf.here());
        return;
      }
      return cf.fail(`invalid parameter "${first}"`);
    }
    const list = Array.isArray(before) ? (before as readonly Replacement[]) : [];
    const item = {
      pattern: readPattern(cf, first),
      replacement: compileTemplate(cf, second),
    };
    cf.scope.set('proxy', 'redirects', [...list, item], cf.here());
  },
};

const redirectWord = (cf: ConfigReader, word: 'off' | 'default'): 'off' | 'default' => {
  if (word === 'off') return word;
  const pass = cf.scope.own('proxy', 'pass');
  if (!pass) {
    cf.fail('"proxy_redirect default" should be placed after the "proxy_pass" directive');
  }
  if (!pass.reference) {
    cf.fail('"proxy_redirect default" cannot be used with "proxy_pass" directive with variables');
  }
  return word;
};

const cookieReplacement = (name: string, key: 'cookieDomains' | 'cookiePaths'): Directive => ({
  name,
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const [, first = '', second] = words;
    if (second === undefined) {
      if (first !== 'off') cf.fail(`invalid parameter "${first}"`);
      cf.scope.set('proxy', key, [], cf.here());
      return;
    }
    // A domain is compared without its leading dot.
    const text = key === 'cookieDomains' && first.startsWith('.') ? first.slice(1) : first;
    const item = { pattern: readPattern(cf, text), replacement: compileTemplate(cf, second) };
    cf.scope.append('proxy', key, item, cf.here());
  },
});

const cookieFlags: Directive = {
  name: 'proxy_cookie_flags',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 4],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const [, first = '', ...flags] = words;
    if (flags.length === 0) {
      if (first !== 'off') cf.fail(`invalid parameter "${first}"`);
      cf.scope.set('proxy', 'cookieFlags', [], cf.here());
      return;
    }
    const item = {
      cookie: readPattern(cf, first),
      flags: flags.map((word) => word.toLowerCase()),
    };
    cf.scope.append('proxy', 'cookieFlags', item, cf.here());
  },
};

const httpVersion = valueDirective('proxy_http_version', ['proxy', 'httpVersion'], (cf, words) => {
  const version = words[1];
  if (version === '1.0' || version === '1.1') return version;
  return cf.fail(`invalid value "${version}"`);
});

const bind: Directive = {
  name: 'proxy_bind',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (cf.scope.has('proxy', 'bind')) cf.fail('"proxy_bind" directive is duplicate');
    const value = words[1] === 'off' ? constantTemplate('') : compileTemplate(cf, words[1] ?? '');
    cf.scope.set('proxy', 'bind', value, cf.here());
    if (words[2] !== undefined && words[2] !== 'transparent') {
      cf.fail(`invalid parameter "${words[2]}"`);
    }
  },
};

const tempPath: Directive = valueDirective(
  'proxy_temp_path',
  ['proxy', 'tempPath'],
  (cf, words) => {
    const path = cf.fullName(words[1] ?? '');
    cf.draft.madeDirectories.add(path);
    return path;
  },
  { arity: [1, 4] },
);

/** The plain directives of the proxy. */
export const PROXY_DIRECTIVES: readonly Directive[] = [
  setHeader,
  headerList('proxy_hide_header', 'hideHeaders'),
  headerList('proxy_pass_header', 'passHeaders'),
  valueDirective(
    'proxy_ignore_headers',
    ['proxy', 'ignoreHeaders'],
    (cf, words) => readChoices(IGNORABLE)(cf, words).map((word) => word.toLowerCase()),
    { arity: ONE_OR_MORE },
  ),
  redirect,
  cookieReplacement('proxy_cookie_domain', 'cookieDomains'),
  cookieReplacement('proxy_cookie_path', 'cookiePaths'),
  cookieFlags,
  httpVersion,
  bind,
  tempPath,
  template('proxy_method', ['proxy', 'method']),
  template('proxy_set_body', ['proxy', 'setBody']),
  flag('proxy_pass_request_headers', ['proxy', 'passRequestHeaders']),
  flag('proxy_pass_request_body', ['proxy', 'passRequestBody']),
  milliseconds('proxy_connect_timeout', ['proxy', 'connectTimeoutMs']),
  milliseconds('proxy_send_timeout', ['proxy', 'sendTimeoutMs']),
  milliseconds('proxy_read_timeout', ['proxy', 'readTimeoutMs']),
  size('proxy_buffer_size', ['proxy', 'bufferBytes']),
  valueDirective('proxy_buffers', ['proxy', 'buffers'], readBuffers, { arity: [2, 2] }),
  valueDirective('proxy_busy_buffers_size', ['proxy', 'busyBuffersBytes'], readSize),
  valueDirective('proxy_max_temp_file_size', ['proxy', 'maxTempFileBytes'], readOffset),
  valueDirective('proxy_temp_file_write_size', ['proxy', 'tempFileWriteBytes'], readSize),
  flag('proxy_buffering', ['proxy', 'buffering']),
  flag('proxy_request_buffering', ['proxy', 'requestBuffering']),
  flag('proxy_ignore_client_abort', ['proxy', 'ignoreClientAbort']),
  flag('proxy_intercept_errors', ['proxy', 'interceptErrors']),
  flag('proxy_force_ranges', ['proxy', 'forceRanges']),
  size('proxy_limit_rate', ['proxy', 'limitRate']),
  valueDirective(
    'proxy_next_upstream',
    ['proxy', 'nextUpstream'],
    readChoices(NEXT_UPSTREAM_WORDS),
    { arity: ONE_OR_MORE },
  ),
  count('proxy_next_upstream_tries', ['proxy', 'nextUpstreamTries']),
  milliseconds('proxy_next_upstream_timeout', ['proxy', 'nextUpstreamTimeoutMs']),
  checked('proxy_socket_keepalive', readFlag),
  checked('proxy_send_lowat', readSize),
  checked('proxy_headers_hash_max_size', readCount),
  checked('proxy_headers_hash_bucket_size', readCount),
];
