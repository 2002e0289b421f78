// nginx as TLS server: waits for the client's hello on a `listen ... ssl` socket and answers with
// its certificate. What is no TLS goes on in clear, and is refused later with "plain HTTP request
// was sent to HTTPS port".

import { alertOf, spoil } from '../../tls/certificate.ts';
import { RECORD, RecordReader, TlsLayer } from '../../tls/layer.ts';
import { ALERT, alert, readCertificate, readClientHello, serverHello } from '../../tls/messages.ts';
import type { ClientConnection } from '../http/client-connection.ts';
import { logConnection } from '../log/error-log.ts';
import { chooseByName } from './choose-server.ts';

const certificateOf = (connection: ClientConnection, serverName: string | null): string => {
  const server = chooseByName(connection.servers, serverName);
  const [path] = server?.settings.connection.sslCertificates ?? [];
  const { files } = connection.worker.machine;
  return path !== undefined && files.find(path)?.kind === 'file' ? files.readText(path) : '';
};

const FALLBACK = { subject: '', names: [], issuer: '', notAfterMs: Number.MAX_SAFE_INTEGER };

/** Waits for the first bytes; `start` goes on with reading requests. */
export const acceptTls = (connection: ClientConnection, start: () => void): void => {
  const reader = new RecordReader();
  connection.action = 'SSL handshaking';
  const timeoutMs = connection.servers[0]?.settings.connection.clientHeaderTimeoutMs ?? 60_000;
  connection.setReadTimer(timeoutMs, () => {
    logConnection(connection, 'info', 'client timed out (110: Connection timed out)');
    connection.close();
  });
  connection.start({
    readable: () => {
      if (connection.input[0] !== RECORD.handshake) {
        connection.action = 'waiting for request';
        start();
        return;
      }
      const records = reader.read(connection.take(connection.input.length));
      const hello = records?.[0] ? readClientHello(records[0].content) : null;
      if (!hello) {
        if (records?.length === 0) return;
        connection.close();
        return;
      }
      const { machine } = connection.worker;
      const failure = machine.faults.tlsFailure();
      const refusal = alertOf(failure);
      if (refusal) {
        connection.endpoint.write(refusal);
        connection.close();
        return;
      }
      const versions = connection.servers[0]?.settings.connection.sslProtocols ?? [];
      const version = hello.versions.findLast((one) => versions.includes(one));
      if (version === undefined) {
        connection.endpoint.write(alert(ALERT.protocolVersion));
        connection.close();
        return;
      }
      const own = readCertificate(certificateOf(connection, hello.serverName)) ?? FALLBACK;
      const certificate = spoil(own, failure, machine.timeMs);
      connection.endpoint.write(serverHello({ version, certificate }));
      connection.tls = new TlsLayer(reader, hello.serverName);
      connection.action = 'waiting for request';
      start();
    },
    ended: () => {
      logConnection(connection, 'info', 'peer closed connection in SSL handshake');
      connection.close();
    },
  });
};
