// Settings at http and server level that hold before a location is chosen: reading the request
// head, and TLS towards clients.

import type { Buffers } from '../config/setting.ts';

/** The settings of a server's connections. */
export interface ConnectionSettings {
  readonly clientHeaderTimeoutMs: number;
  readonly clientHeaderBufferBytes: number;
  readonly largeClientHeaderBuffers: Buffers;
  readonly ignoreInvalidHeaders: boolean;
  readonly mergeSlashes: boolean;
  readonly underscoresInHeaders: boolean;
  readonly sslCertificates: readonly string[];
  readonly sslCertificateKeys: readonly string[];
  readonly sslProtocols: readonly string[];
  readonly sslClientCertificate: string | null;
  readonly sslVerifyClient: 'off' | 'on' | 'optional' | 'optional_no_ca';
  /** The deprecated `ssl on`. */
  readonly sslEnabled: boolean;
}

/** Their defaults. */
export const CONNECTION_DEFAULTS: ConnectionSettings = {
  clientHeaderTimeoutMs: 60_000,
  clientHeaderBufferBytes: 1024,
  largeClientHeaderBuffers: { number: 4, sizeBytes: 8192 },
  ignoreInvalidHeaders: true,
  mergeSlashes: true,
  underscoresInHeaders: false,
  sslCertificates: [],
  sslCertificateKeys: [],
  sslProtocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  sslClientCertificate: null,
  sslVerifyClient: 'off',
  sslEnabled: false,
};
