// The configuration file of a case: its lines in the wrapper all cases share.

import type { Case } from './case.ts';
import { ACCESS_VARIABLES } from './normalise.ts';

/** Where nginx finds its configuration and writes its logs. */
export const CONF = '/etc/nginx/nginx.conf';
export const ERROR_LOG = '/var/log/nginx/error.log';
export const ACCESS_LOG = '/var/log/nginx/access.log';

/** The file nginx reads: a case's lines in their wrapper. */
export const configText = (c: Case, conf: readonly string[]): string =>
  `${[
    'user www-data;',
    'worker_processes 1;',
    `error_log ${ERROR_LOG} info;`,
    'pid /var/cache/nginx.pid;',
    ...(c.nginx_main ?? []),
    'events {',
    `    worker_connections ${c.worker_connections ?? 512};`,
    '}',
    'http {',
    '    include /etc/nginx/mime.types;',
    '    default_type application/octet-stream;',
    `    log_format corpus '${ACCESS_VARIABLES.join('\\t')}';`,
    `    access_log ${ACCESS_LOG} corpus;`,
    '    client_body_temp_path /var/cache/nginx/client_temp;',
    '    proxy_temp_path /var/cache/nginx/proxy_temp;',
    '    fastcgi_temp_path /var/cache/nginx/fastcgi_temp;',
    '    uwsgi_temp_path /var/cache/nginx/uwsgi_temp;',
    '    scgi_temp_path /var/cache/nginx/scgi_temp;',
    ...conf.map((line) => (line ? `    ${line}` : line)),
    '}',
  ].join('\n')}\n`;
