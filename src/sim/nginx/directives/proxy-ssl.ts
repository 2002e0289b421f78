// TLS towards upstream servers: `proxy_ssl_*`.

import { type Directive, HTTP_SERVER_LOCATION, ONE_OR_MORE } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { count, flag, readChoices, template, valueDirective } from '../config/setting.ts';

/** The protocol versions OpenSSL 3 knows. */
export const SSL_PROTOCOLS = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

const accepted = (name: string): Directive => ({
  name,
  contexts: HTTP_SERVER_LOCATION,
  arity: ONE_OR_MORE,
  apply: (cf: ConfigReader) => {
    cf.draft.notModelled.push({ name, place: cf.here() });
  },
});

/** The directives of TLS towards upstream servers. */
export const PROXY_SSL_DIRECTIVES: readonly Directive[] = [
  flag('proxy_ssl_verify', ['proxy', 'sslVerify']),
  count('proxy_ssl_verify_depth', ['proxy', 'sslVerifyDepth']),
  valueDirective('proxy_ssl_trusted_certificate', ['proxy', 'sslTrustedCertificate'], (cf, words) =>
    cf.fullName(words[1] ?? ''),
  ),
  template('proxy_ssl_name', ['proxy', 'sslName']),
  flag('proxy_ssl_server_name', ['proxy', 'sslServerName']),
  flag('proxy_ssl_session_reuse', ['proxy', 'sslSessionReuse']),
  valueDirective('proxy_ssl_protocols', ['proxy', 'sslProtocols'], readChoices(SSL_PROTOCOLS), {
    arity: ONE_OR_MORE,
  }),
  template('proxy_ssl_certificate', ['proxy', 'sslCertificate']),
  template('proxy_ssl_certificate_key', ['proxy', 'sslCertificateKey']),
  accepted('proxy_ssl_ciphers'),
  accepted('proxy_ssl_crl'),
  accepted('proxy_ssl_password_file'),
  accepted('proxy_ssl_conf_command'),
];
