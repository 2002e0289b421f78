// nginx as TLS client: the handshake with an upstream server, and what it checks of the certificate
// (`proxy_ssl_verify`, `proxy_ssl_name`, `proxy_ssl_server_name`).

import { ERRNO, type Errno, errnoMessage } from '../../net/errno.ts';
import { fitsName, isSelfSigned } from '../../tls/certificate.ts';
import { RECORD, RecordReader, TlsLayer } from '../../tls/layer.ts';
import {
  ALERT,
  type Certificate,
  clientHello,
  readCertificate,
  readServerHello,
} from '../../tls/messages.ts';
import { evaluate } from '../config/template.ts';
import { logRequest } from '../log/error-log.ts';
import type { UpstreamConnection } from '../upstream/idle-connection.ts';
import { HeadInput } from '../upstream/read-head.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';

const nameOf = (u: UpstreamRequest): string => {
  const { sslName } = u.request.settings.proxy;
  const name = sslName ? evaluate(sslName, u.request) : u.target.hostHeader;
  return name.replace(/:\d+$/, '');
};

const ALERT_TEXTS: Readonly<Record<number, string>> = {
  [ALERT.handshakeFailure]:
    '0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40',
  [ALERT.protocolVersion]:
    '0A00042E:SSL routines::tlsv1 alert protocol version:SSL alert number 70',
  [ALERT.unrecognizedName]: '0A000458:SSL routines::tlsv1 unrecognized name:SSL alert number 112',
};

/** What is wrong with a certificate, in OpenSSL's words; null for nothing. */
const checkCertificate = (u: UpstreamRequest, certificate: Certificate): string | null => {
  const { sslTrustedCertificate } = u.request.settings.proxy;
  const { worker } = u.request;
  const trusted = sslTrustedCertificate ? worker.machine.files.find(sslTrustedCertificate) : null;
  const text =
    trusted?.kind === 'file' ? worker.machine.files.readText(sslTrustedCertificate ?? '') : '';
  const ca = readCertificate(text);
  const isOwn = isSelfSigned(certificate);
  if (ca?.subject !== certificate.issuer) {
    return isOwn
      ? 'upstream SSL certificate verify error: (18:self-signed certificate)'
      : 'upstream SSL certificate verify error: (20:unable to get local issuer certificate)';
  }
  if (certificate.notAfterMs <= worker.machine.timeMs) {
    return 'upstream SSL certificate verify error: (10:certificate has expired)';
  }
  const name = nameOf(u);
  if (certificate.names.some((one) => fitsName(name, one))) return null;
  return `upstream SSL certificate does not match "${name}"`;
};

/** Starts the handshake; `done` goes on with the request. */
export const startTls = (
  u: UpstreamRequest,
  connection: UpstreamConnection,
  done: () => void,
): void => {
  const { request } = u;
  const { proxy } = request.settings;
  request.connection.action = 'SSL handshaking to upstream';
  const reader = new RecordReader();
  const fail = (text: string): void => {
    logRequest(request, 'error', text);
    u.next('error');
  };
  u.setWriteTimer(proxy.connectTimeoutMs, () => u.next('timeout'));
  const answered = (content: Uint8Array): void => {
    const hello = readServerHello(content);
    if (!hello) {
      fail(
        'SSL_do_handshake() failed (SSL: error:0A000126:SSL routines::unexpected eof while reading)',
      );
      return;
    }
    const fault = proxy.sslVerify ? checkCertificate(u, hello.certificate) : null;
    if (fault) {
      fail(fault);
      return;
    }
    u.clearWriteTimer();
    connection.tls = new TlsLayer(reader, null);
    connection.listener = new HeadInput(u);
    done();
  };
  connection.listener = {
    received: (bytes) => {
      const records = reader.read(bytes);
      if (!records) {
        fail('SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number)');
        return;
      }
      const [first] = records;
      if (first?.type === RECORD.alert) {
        fail(`SSL_do_handshake() failed (SSL: error:${ALERT_TEXTS[first.content[1] ?? 0] ?? ''})`);
      } else if (first) {
        answered(first.content);
      }
    },
    ended: () => fail('peer closed connection in SSL handshake'),
    failed: (errno: Errno) =>
      fail(`peer closed connection in SSL handshake (${ERRNO[errno]}: ${errnoMessage(errno)})`),
  };
  const serverName = proxy.sslServerName ? nameOf(u) : null;
  const hello = clientHello({ serverName, versions: proxy.sslProtocols });
  if (connection.endpoint.write(hello) === 'EPIPE') fail('peer closed connection in SSL handshake');
};
