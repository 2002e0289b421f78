// The two messages of a simulated TLS handshake: who the client asks for and what it can, who the
// server says it is.
// Simplified: one message each way, as text; keys, signatures and session tickets are left out. A
// certificate is a few lines of text behind the PEM line: `subject`, `names`, `issuer`, `notAfter`
// (milliseconds since 1970).

import { decodeLatin1, encodeLatin1 } from '../http/latin1.ts';
import { RECORD, sealRecord } from './layer.ts';

/** What a client says first. */
export interface ClientHello {
  readonly serverName: string | null;
  /** `TLSv1.2` and so on. */
  readonly versions: readonly string[];
}

/** Who a certificate names, who signed it, until when it counts. */
export interface Certificate {
  readonly subject: string;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly notAfterMs: number;
}

/** What a server answers. */
export interface ServerHello {
  readonly version: string;
  readonly certificate: Certificate;
}

/** Alerts a server ends a handshake with (RFC 8446, section 6). */
export const ALERT = { handshakeFailure: 40, protocolVersion: 70, unrecognizedName: 112 } as const;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;

const message = (kind: number, value: unknown): Uint8Array => {
  const text = encodeLatin1(JSON.stringify(value));
  const content = new Uint8Array(4 + text.length);
  content.set([kind, 0, text.length >> 8, text.length & 0xff]);
  content.set(text, 4);
  return sealRecord(RECORD.handshake, content);
};

/** A client's first message, as bytes. */
export const clientHello = (hello: ClientHello): Uint8Array => message(CLIENT_HELLO, hello);
/** A server's answer, as bytes. */
export const serverHello = (hello: ServerHello): Uint8Array => message(SERVER_HELLO, hello);
/** An alert that ends a handshake, as bytes. */
export const alert = (code: number): Uint8Array =>
  sealRecord(RECORD.alert, Uint8Array.from([2, code]));

const parse = (content: Uint8Array, kind: number): unknown => {
  if (content[0] !== kind) return null;
  try {
    return JSON.parse(decodeLatin1(content.subarray(4)));
  } catch {
    return null;
  }
};

/** Reads a client's message; null where it is none. */
export const readClientHello = (content: Uint8Array): ClientHello | null =>
  parse(content, CLIENT_HELLO) as ClientHello | null;
/** Reads a server's answer; null where it is none. */
export const readServerHello = (content: Uint8Array): ServerHello | null =>
  parse(content, SERVER_HELLO) as ServerHello | null;

/** Reads a simulated certificate out of a file; null where it is none. */
export const readCertificate = (pem: string): Certificate | null => {
  const body = /-----BEGIN CERTIFICATE-----\n([\s\S]*?)\n-----END CERTIFICATE-----/.exec(pem)?.[1];
  try {
    return body === undefined ? null : (JSON.parse(body) as Certificate);
  } catch {
    return null;
  }
};

/** Writes a simulated certificate as a file. */
export const certificateText = (certificate: Certificate): string =>
  `-----BEGIN CERTIFICATE-----\n${JSON.stringify(certificate)}\n-----END CERTIFICATE-----\n`;
