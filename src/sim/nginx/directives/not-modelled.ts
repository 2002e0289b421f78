// Directives that nginx 1.22 really has and this model leaves out. They are read with nginx's
// checks of place and number of arguments, and then reported: a configuration that uses one works,
// and says that the simulator does not model that line.

import {
  ALSO_IN_IF,
  type Arity,
  type Context,
  type Directive,
  HTTP_SERVER_LOCATION,
  ONE_OR_MORE,
} from '../config/directive.ts';

const ONE: Arity = [1, 1];
const TWO: Arity = [2, 2];

const left = (
  names: string,
  arity: Arity,
  contexts: readonly Context[] = HTTP_SERVER_LOCATION,
): Directive[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({
      name,
      contexts,
      arity,
      apply: (cf) => {
        cf.draft.notModelled.push({ name, place: cf.here() });
      },
    }));

/** What every module that talks to a server has, under its own prefix. */
const gateway = (prefix: string): Directive[] => {
  const names = (list: string): string =>
    list
      .trim()
      .split(/\s+/)
      .map((name) => `${prefix}_${name}`)
      .join(' ');
  return [
    ...left(`${prefix}_pass`, ONE, ['location', 'if-location']),
    ...left(
      names(`
        buffering request_buffering ignore_client_abort intercept_errors pass_request_headers
        pass_request_body force_ranges socket_keepalive connect_timeout send_timeout read_timeout
        buffer_size busy_buffers_size limit_rate cache cache_key cache_min_uses cache_lock
        cache_lock_timeout cache_lock_age cache_revalidate cache_background_update
        cache_max_range_offset max_temp_file_size temp_file_write_size next_upstream_tries
        next_upstream_timeout pass_header hide_header store send_lowat`),
      ONE,
    ),
    ...left(names('buffers'), TWO),
    ...left(
      names(`cache_bypass no_cache cache_valid cache_use_stale cache_methods next_upstream
        ignore_headers store_access bind`),
      ONE_OR_MORE,
    ),
    ...left(names('cache_path'), [2, Number.POSITIVE_INFINITY], ['http']),
  ];
};

/** The directives that are read and reported. */
export const NOT_MODELLED_DIRECTIVES: readonly Directive[] = [
  ...gateway('fastcgi'),
  ...gateway('uwsgi'),
  ...gateway('scgi'),
  ...gateway('grpc'),
  ...gateway('memcached'),
  ...left('fastcgi_index fastcgi_split_path_info fastcgi_keep_conn fastcgi_catch_stderr', ONE),
  ...left('fastcgi_param uwsgi_param scgi_param', [2, 3]),
  ...left('uwsgi_modifier1 uwsgi_modifier2', ONE),
  ...left('grpc_set_header', TWO),
  ...left('memcached_gzip_flag', ONE),
  ...left('proxy_store proxy_cache_max_range_offset', ONE),
  ...left('proxy_store_access', [1, 3]),
  ...left('gzip_static gunzip gzip_window', ONE),
  ...left('gzip_hash postpone_gzipping gzip_no_buffer', ONE),
  ...left('gunzip_buffers', TWO),
  ...left('ssi sub_filter_once sub_filter_last_modified', ONE, ALSO_IN_IF),
  ...left('ssi_silent_errors ssi_ignore_recycled_buffers ssi_min_file_chunk ssi_value_length', ONE),
  ...left('ssi_last_modified override_charset', ONE),
  ...left('ssi_types sub_filter_types charset_types addition_types', ONE_OR_MORE),
  ...left('sub_filter', TWO),
  ...left('charset source_charset', ONE, ALSO_IN_IF),
  ...left('add_before_body add_after_body', ONE),
  ...left('add_trailer', [2, 3], ALSO_IN_IF),
  ...left('mirror mirror_request_body', ONE),
  ...left('post_action', ONE, ALSO_IN_IF),
  ...left('valid_referers', ONE_OR_MORE, ['server', 'location']),
  ...left('referer_hash_max_size referer_hash_bucket_size', ONE, ['server', 'location']),
  ...left('userid userid_service userid_name userid_domain userid_path userid_expires', ONE),
  ...left('userid_p3p userid_mark', ONE),
  ...left('userid_flags', ONE_OR_MORE),
  ...left('secure_link secure_link_md5 secure_link_secret', ONE),
  ...left('slice', ONE),
  ...left('flv mp4', [0, 0], ['location']),
  ...left('mp4_buffer_size mp4_max_buffer_size mp4_start_key_frame', ONE),
  ...left('random_index', ONE, ['location']),
  ...left('autoindex_exact_size autoindex_format autoindex_localtime', ONE),
  ...left('ancient_browser modern_browser ancient_browser_value modern_browser_value', ONE_OR_MORE),
  ...left('disable_symlinks', [1, 2]),
  ...left('proxy_protocol_timeout', ONE, ['http', 'server']),
  ...left('http2_max_concurrent_streams http2_recv_buffer_size http2_idle_timeout', ONE, [
    'http',
    'server',
  ]),
  ...left('http2_push_preload http2_chunk_size http2_body_preread_size http2_push', ONE),
];
