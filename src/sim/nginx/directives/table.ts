// All directives by name. A name can have several meanings, one for each kind of block.

import { type Directive, tabulate } from '../config/directive.ts';
import { ACCESS_DIRECTIVES } from './access.ts';
import { CORE_DIRECTIVES } from './core.ts';
import { MAIN_DIRECTIVES } from './core-main.ts';
import { ERROR_DIRECTIVES } from './error-page.ts';
import { FILE_DIRECTIVES } from './files.ts';
import { GZIP_DIRECTIVES } from './gzip.ts';
import { HTTP_DIRECTIVES } from './http.ts';
import { LIMIT_DIRECTIVES } from './limits.ts';
import { LISTEN_DIRECTIVES } from './listen.ts';
import { LOCATION_DIRECTIVES } from './location.ts';
import { MAP_DIRECTIVES } from './map.ts';
import { NOT_MODELLED_DIRECTIVES } from './not-modelled.ts';
import { PROXY_DIRECTIVES } from './proxy.ts';
import { PROXY_CACHE_DIRECTIVES } from './proxy-cache.ts';
import { PROXY_PASS } from './proxy-pass.ts';
import { PROXY_SSL_DIRECTIVES } from './proxy-ssl.ts';
import { RESPONSE_DIRECTIVES } from './response.ts';
import { REWRITE_DIRECTIVES } from './rewrite.ts';
import { SSL_DIRECTIVES } from './ssl.ts';
import { UPSTREAM_DIRECTIVES } from './upstream.ts';

/** Every directive of nginx 1.22 as Debian builds it. */
export const DIRECTIVES: ReadonlyMap<string, readonly Directive[]> = tabulate([
  MAIN_DIRECTIVES,
  HTTP_DIRECTIVES,
  LISTEN_DIRECTIVES,
  CORE_DIRECTIVES,
  LOCATION_DIRECTIVES,
  ERROR_DIRECTIVES,
  REWRITE_DIRECTIVES,
  [PROXY_PASS],
  PROXY_DIRECTIVES,
  PROXY_CACHE_DIRECTIVES,
  PROXY_SSL_DIRECTIVES,
  UPSTREAM_DIRECTIVES,
  ACCESS_DIRECTIVES,
  LIMIT_DIRECTIVES,
  RESPONSE_DIRECTIVES,
  FILE_DIRECTIVES,
  GZIP_DIRECTIVES,
  MAP_DIRECTIVES,
  SSL_DIRECTIVES,
  NOT_MODELLED_DIRECTIVES,
]);
