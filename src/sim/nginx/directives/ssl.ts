// TLS towards clients: `ssl_certificate` and what goes with it. How handshakes are simulated:
// ../tls.

import { type Context, type Directive, ONE_OR_MORE } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { readChoice, readChoices, readFlag, valueDirective } from '../config/setting.ts';
import { parseSize } from '../config/values.ts';
import { SSL_PROTOCOLS } from './proxy-ssl.ts';

const HTTP_SERVER: readonly Context[] = ['http', 'server'];

const file = (name: string, key: 'sslCertificates' | 'sslCertificateKeys'): Directive => ({
  name,
  contexts: HTTP_SERVER,
  arity: [1, 1],
  apply: (cf, words) => {
    cf.scope.append('connection', key, cf.fullName(words[1] ?? ''), cf.here());
  },
});

const checked = (
  name: string,
  arity: readonly [number, number],
  check: (cf: ConfigReader, words: readonly string[]) => void = () => {},
): Directive => ({ name, contexts: HTTP_SERVER, arity, apply: check });

const sessionCache = (cf: ConfigReader, words: readonly string[]): void => {
  for (const word of words.slice(1)) {
    if (!/^(off|none|builtin(:\d+)?|shared:[^:]+:\d+[kKmM]?)$/.test(word)) {
      cf.fail(`invalid session cache "${word}"`);
    }
    const size = /^shared:[^:]+:(.*)$/.exec(word)?.[1];
    if (size !== undefined && (parseSize(size) ?? 0) < 8 * 4096) {
      cf.fail(`session cache "${word}" is too small`);
    }
  }
};

/** The directives of TLS towards clients. */
export const SSL_DIRECTIVES: readonly Directive[] = [
  file('ssl_certificate', 'sslCertificates'),
  file('ssl_certificate_key', 'sslCertificateKeys'),
  valueDirective('ssl_protocols', ['connection', 'sslProtocols'], readChoices(SSL_PROTOCOLS), {
    contexts: HTTP_SERVER,
    arity: ONE_OR_MORE,
  }),
  valueDirective(
    'ssl',
    ['connection', 'sslEnabled'],
    (cf, words) => {
      const value = readFlag(cf, words);
      cf.warn('the "ssl" directive is deprecated, use the "listen ... ssl" directive instead');
      return value;
    },
    { contexts: HTTP_SERVER },
  ),
  valueDirective(
    'ssl_client_certificate',
    ['connection', 'sslClientCertificate'],
    (cf, words) => cf.fullName(words[1] ?? ''),
    { contexts: HTTP_SERVER },
  ),
  valueDirective(
    'ssl_verify_client',
    ['connection', 'sslVerifyClient'],
    readChoice(['off', 'on', 'optional', 'optional_no_ca']),
    { contexts: HTTP_SERVER },
  ),
  checked('ssl_ciphers', [1, 1]),
  checked('ssl_prefer_server_ciphers', [1, 1], readFlag),
  checked('ssl_session_cache', [1, 2], sessionCache),
  checked('ssl_session_timeout', [1, 1]),
  checked('ssl_session_tickets', [1, 1], readFlag),
  checked('ssl_session_ticket_key', [1, 1]),
  checked('ssl_buffer_size', [1, 1]),
  checked('ssl_dhparam', [1, 1]),
  checked('ssl_ecdh_curve', [1, 1]),
  checked('ssl_password_file', [1, 1]),
  checked('ssl_verify_depth', [1, 1]),
  checked('ssl_trusted_certificate', [1, 1]),
  checked('ssl_crl', [1, 1]),
  checked('ssl_early_data', [1, 1], readFlag),
  checked('ssl_reject_handshake', [1, 1], readFlag),
  checked('ssl_conf_command', [2, 2]),
  checked('ssl_stapling', [1, 1], readFlag),
  checked('ssl_stapling_file', [1, 1]),
  checked('ssl_stapling_responder', [1, 1]),
  checked('ssl_stapling_verify', [1, 1], readFlag),
];
