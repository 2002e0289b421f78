// Certificates: which names they are for, and what a broken server has instead of a good one.

import type { TlsFailure } from '../process/machine-fault.ts';
import { ALERT, alert, type Certificate } from './messages.ts';

const DAY_MS = 86_400_000;

/** Whether a certificate's name, which may begin with `*.`, covers a host name. */
export const fitsName = (name: string, pattern: string): boolean =>
  pattern.toLowerCase() === name.toLowerCase() ||
  (pattern.startsWith('*.') && name.toLowerCase().endsWith(pattern.slice(1).toLowerCase()));

/** Whether a certificate is signed by its own subject. */
export const isSelfSigned = ({ issuer, subject }: Certificate): boolean => issuer === subject;

/** The alert a server with this failure answers every hello with; null where it goes on. */
export function alertOf(failure: TlsFailure | null): Uint8Array | null {
  if (failure === 'handshake') return alert(ALERT.handshakeFailure);
  return failure === 'protocol' ? alert(ALERT.protocolVersion) : null;
}

/** The certificate a server with this failure shows in place of its own. */
export function spoil(
  certificate: Certificate,
  failure: TlsFailure | null,
  nowMs: number,
): Certificate {
  switch (failure) {
    case 'expired':
      return { ...certificate, notAfterMs: Math.min(certificate.notAfterMs, nowMs - DAY_MS) };
    case 'self-signed':
      return { ...certificate, issuer: certificate.subject };
    case 'wrong-name':
      return { ...certificate, names: ['default.invalid'] };
    default:
      return certificate;
  }
}
