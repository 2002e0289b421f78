// A scripted API as TLS server: waits for the client's hello, shows its certificate, and hands the connection on.
// Simplified: as everywhere in the simulator, nothing is encrypted (see ../tls/layer.ts).

import type { Endpoint } from '../net/endpoint.ts';
import type { Machine } from '../process/machine.ts';
import { alertOf, spoil } from '../tls/certificate.ts';
import { RecordReader, TlsLayer } from '../tls/layer.ts';
import { ALERT, alert, type Certificate, readClientHello, serverHello } from '../tls/messages.ts';
import type { ApiConnection } from './api-connection.ts';
import type { ScriptCertificate } from './script.ts';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'];
const ISSUER = 'CN = Simulated Root CA';

function certificateOf({ names, isSelfSigned, notAfterMs }: ScriptCertificate): Certificate {
  const subject = `CN = ${names[0] ?? 'localhost'}`;
  return {
    subject,
    names,
    issuer: isSelfSigned ? subject : ISSUER,
    notAfterMs: notAfterMs ?? Number.MAX_SAFE_INTEGER,
  };
}

/** Shakes hands on a new connection. */
export function acceptTls(options: {
  machine: Machine;
  endpoint: Endpoint;
  connection: ApiConnection;
  certificate: ScriptCertificate;
}): void {
  const { machine, endpoint, connection } = options;
  const reader = new RecordReader();
  const refuse = (code: number): void => {
    endpoint.write(alert(code));
    endpoint.close();
    connection.end();
  };
  const greet = (bytes: Uint8Array): void => {
    const records = reader.read(bytes);
    const hello = records?.[0] ? readClientHello(records[0].content) : null;
    if (!hello) {
      // No TLS at all: a plain request to the port of HTTPS.
      if (records?.length !== 0) connection.end();
      return;
    }
    const failure = machine.faults.tlsFailure();
    const refusal = alertOf(failure);
    if (refusal) {
      endpoint.write(refusal);
      connection.end();
      return;
    }
    const version = hello.versions.findLast((one) => VERSIONS.includes(one));
    if (version === undefined) {
      refuse(ALERT.protocolVersion);
      return;
    }
    const certificate = spoil(certificateOf(options.certificate), failure, machine.timeMs);
    endpoint.write(serverHello({ version, certificate }));
    connection.tls = new TlsLayer(reader, hello.serverName);
    endpoint.setHandlers(connection);
  };
  endpoint.setHandlers({
    data: greet,
    end: () => connection.end(),
    failed: (errno) => connection.failed(errno),
  });
}
