// A TLS client's handshake on a simulated connection, for programs that are part of the simulator: sends a hello, reads
// the answer, checks the certificate. nginx does it in its own words (nginx/tls).

import { fitsName, isSelfSigned } from './certificate.ts';
import { RECORD, RecordReader, TlsLayer } from './layer.ts';
import type { ServerHello } from './messages.ts';
import { type Certificate, clientHello, readServerHello } from './messages.ts';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'];

/** What is wrong with a certificate. */
export type CertificateFault = 'expired' | 'self-signed' | 'wrong-name';

/** What a handshake came to. */
export type HandshakeResult =
  | { readonly kind: 'done'; readonly tls: TlsLayer; readonly hello: ServerHello }
  | { readonly kind: 'failed'; readonly detail: string };

/**
 * What a public client has against a certificate; null for nothing.
 * Simplified: whoever signed a certificate but its own subject is an authority everybody trusts.
 */
export function certificateFault(
  certificate: Certificate,
  names: readonly string[],
  nowMs: number,
): CertificateFault | null {
  if (isSelfSigned(certificate)) return 'self-signed';
  if (certificate.notAfterMs <= nowMs) return 'expired';
  const fits = names.some((name) => certificate.names.some((one) => fitsName(name, one)));
  return fits ? null : 'wrong-name';
}

export class ClientHandshake {
  readonly #reader = new RecordReader();

  /** The first message, for a server name. */
  hello(serverName: string): Uint8Array {
    return clientHello({ serverName, versions: VERSIONS });
  }

  /** Takes what the server sends; null until there is a result. */
  received(bytes: Uint8Array): HandshakeResult | null {
    const records = this.#reader.read(bytes);
    if (!records) return { kind: 'failed', detail: 'wrong version number' };
    const [first] = records;
    if (!first) return null;
    if (first.type === RECORD.alert) {
      return { kind: 'failed', detail: `alert number ${first.content[1] ?? 0}` };
    }
    const hello = readServerHello(first.content);
    if (!hello) return { kind: 'failed', detail: 'unexpected message' };
    return { kind: 'done', tls: new TlsLayer(this.#reader, null), hello };
  }
}
