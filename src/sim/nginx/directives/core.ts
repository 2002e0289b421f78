// Directives of the HTTP core module that put one value into a scope. Those with a form of their
// own (location, listen, error_page, ...) have files of their own.

import {
  ALSO_IN_IF,
  type Context,
  type Directive,
  HTTP_SERVER_LOCATION,
} from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import {
  count,
  flag,
  milliseconds,
  offset,
  readBuffers,
  readChoice,
  readChoices,
  readCount,
  readFlag,
  readMilliseconds,
  readSeconds,
  readSize,
  size,
  template,
  text,
  valueDirective,
} from '../config/setting.ts';
import { parseTime } from '../config/values.ts';

const HTTP_SERVER: readonly Context[] = ['http', 'server'];

/** A directive that is checked and changes nothing a simulated client could see. */
const checked = (
  name: string,
  check: (cf: ConfigReader, words: readonly string[]) => unknown,
  contexts: readonly Context[] = HTTP_SERVER_LOCATION,
  arity: readonly [number, number] = [1, 1],
): Directive => ({
  name,
  contexts,
  arity,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    check(cf, words);
  },
});

const anything = (): void => {};

const keepaliveTimeout: Directive = {
  name: 'keepalive_timeout',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (cf.scope.has('core', 'keepaliveTimeoutMs')) {
      cf.fail('"keepalive_timeout" directive is duplicate');
    }
    const ms = parseTime(words[1] ?? '', { wholeSeconds: false });
    if (ms === null) cf.fail('"keepalive_timeout" directive invalid value');
    cf.scope.set('core', 'keepaliveTimeoutMs', ms, cf.here());
    if (words[2] === undefined) return;
    const headerMs = parseTime(words[2], { wholeSeconds: true });
    if (headerMs === null) cf.fail('"keepalive_timeout" directive invalid value');
    cf.scope.set('core', 'keepaliveHeaderS', headerMs / 1_000, cf.here());
  },
};

const internal: Directive = {
  name: 'internal',
  contexts: ['location'],
  arity: [0, 0],
  apply: (cf) => {
    if (cf.scope.has('core', 'internal')) cf.fail('"internal" directive is duplicate');
    cf.scope.set('core', 'internal', true, cf.here());
  },
};

const CONNECTION: readonly Directive[] = [
  milliseconds('client_header_timeout', ['connection', 'clientHeaderTimeoutMs'], HTTP_SERVER),
  size('client_header_buffer_size', ['connection', 'clientHeaderBufferBytes'], HTTP_SERVER),
  valueDirective(
    'large_client_header_buffers',
    ['connection', 'largeClientHeaderBuffers'],
    readBuffers,
    { contexts: HTTP_SERVER, arity: [2, 2] },
  ),
  flag('ignore_invalid_headers', ['connection', 'ignoreInvalidHeaders'], HTTP_SERVER),
  flag('merge_slashes', ['connection', 'mergeSlashes'], HTTP_SERVER),
  flag('underscores_in_headers', ['connection', 'underscoresInHeaders'], HTTP_SERVER),
  checked('connection_pool_size', readSize, HTTP_SERVER),
  checked('request_pool_size', readSize, HTTP_SERVER),
];

const HASHES: readonly Directive[] = [
  'variables_hash_max_size',
  'variables_hash_bucket_size',
  'server_names_hash_max_size',
  'map_hash_max_size',
  'map_hash_bucket_size',
].map((name) => checked(name, readCount, ['http']));

/** How bytes get from files to sockets: no difference a client of the simulation could see. */
const TRANSPORT: readonly Directive[] = [
  checked('sendfile', readFlag, ALSO_IN_IF),
  checked('sendfile_max_chunk', readSize),
  checked('tcp_nopush', readFlag),
  checked('tcp_nodelay', readFlag),
  checked('aio', anything),
  checked('aio_write', readFlag),
  checked('directio', anything),
  checked('directio_alignment', readSize),
  checked('read_ahead', readSize),
  checked('output_buffers', readBuffers, HTTP_SERVER_LOCATION, [2, 2]),
  checked('send_lowat', readSize),
  checked('types_hash_max_size', readCount),
  checked('types_hash_bucket_size', readCount),
  checked('subrequest_output_buffer_size', readSize),
  checked('client_body_in_single_buffer', readFlag),
  checked('open_file_cache', anything, HTTP_SERVER_LOCATION, [1, 2]),
  checked('open_file_cache_valid', readSeconds),
  checked('open_file_cache_min_uses', readCount),
  checked('open_file_cache_errors', readFlag),
  checked('open_file_cache_events', readFlag),
  checked('auth_delay', readMilliseconds),
];

const BODY: readonly Directive[] = [
  offset('client_max_body_size', ['core', 'clientMaxBodyBytes']),
  size('client_body_buffer_size', ['core', 'clientBodyBufferBytes']),
  milliseconds('client_body_timeout', ['core', 'clientBodyTimeoutMs']),
  valueDirective(
    'client_body_in_file_only',
    ['core', 'clientBodyInFileOnly'],
    readChoice(['off', 'on', 'clean']),
  ),
];

const RESPONSE: readonly Directive[] = [
  milliseconds('send_timeout', ['core', 'sendTimeoutMs']),
  size('postpone_output', ['core', 'postponeOutputBytes']),
  template('limit_rate', ['core', 'limitRate'], ALSO_IN_IF),
  template('limit_rate_after', ['core', 'limitRateAfter'], ALSO_IN_IF),
  flag('absolute_redirect', ['core', 'absoluteRedirect']),
  flag('server_name_in_redirect', ['core', 'serverNameInRedirect']),
  flag('port_in_redirect', ['core', 'portInRedirect']),
  flag('msie_padding', ['core', 'msiePadding']),
  flag('msie_refresh', ['core', 'msieRefresh']),
  valueDirective('server_tokens', ['core', 'serverTokens'], readChoice(['off', 'on', 'build'])),
  valueDirective(
    'if_modified_since',
    ['core', 'ifModifiedSince'],
    readChoice(['off', 'exact', 'before']),
  ),
  count('max_ranges', ['core', 'maxRanges']),
  flag('chunked_transfer_encoding', ['core', 'chunkedTransferEncoding']),
  flag('etag', ['core', 'etag']),
  text('default_type', ['core', 'defaultType']),
];

const CLOSING: readonly Directive[] = [
  keepaliveTimeout,
  milliseconds('keepalive_time', ['core', 'keepaliveTimeMs']),
  count('keepalive_requests', ['core', 'keepaliveRequests']),
  valueDirective(
    'keepalive_disable',
    ['core', 'keepaliveDisable'],
    readChoices(['none', 'msie6', 'safari']),
    { arity: [1, 2] },
  ),
  valueDirective(
    'lingering_close',
    ['core', 'lingeringClose'],
    readChoice(['off', 'on', 'always']),
  ),
  milliseconds('lingering_time', ['core', 'lingeringTimeMs']),
  milliseconds('lingering_timeout', ['core', 'lingeringTimeoutMs']),
  flag('reset_timedout_connection', ['core', 'resetTimedoutConnection']),
];

const OTHER: readonly Directive[] = [
  internal,
  valueDirective('satisfy', ['core', 'satisfy'], readChoice(['all', 'any'])),
  flag('log_not_found', ['core', 'logNotFound']),
  flag('log_subrequest', ['core', 'logSubrequest']),
  flag('recursive_error_pages', ['core', 'recursiveErrorPages']),
  milliseconds('resolver_timeout', ['core', 'resolverTimeoutMs']),
];

/** The core module's plain settings. */
export const CORE_DIRECTIVES: readonly Directive[] = [
  ...CONNECTION,
  ...HASHES,
  ...TRANSPORT,
  ...BODY,
  ...RESPONSE,
  ...CLOSING,
  ...OTHER,
];
