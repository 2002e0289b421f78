// Certificates of servers: both files have to be there and look like what they are.
// Simplified: a file counts as a certificate or key when it holds the PEM line that says so;
// whether the two belong together is not checked.

import type { ConfigReader } from './reader.ts';
import type { ServerDraft } from './server-draft.ts';

const readFile = (cf: ConfigReader, path: string): string | null => {
  const node = cf.machine.files.find(path);
  return node?.kind === 'file' ? cf.machine.files.readText(path) : null;
};

const missing = (path: string): string =>
  'BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:' +
  `calling fopen(${path}, r) error:10000080:BIO routines::no such file)`;

const checkCertificate = (cf: ConfigReader, path: string): void => {
  const text = readFile(cf, path);
  if (text === null) cf.failWithoutPlace(`cannot load certificate "${path}": ${missing(path)}`);
  if (/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return;
  cf.failWithoutPlace(
    `cannot load certificate "${path}": PEM_read_bio_X509_AUX() failed (SSL: ` +
      'error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)',
  );
};

const checkKey = (cf: ConfigReader, path: string): void => {
  const text = readFile(cf, path);
  if (text === null) cf.failWithoutPlace(`cannot load certificate key "${path}": ${missing(path)}`);
  if (/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(text)) return;
  cf.failWithoutPlace(
    `cannot load certificate key "${path}": PEM_read_bio_PrivateKey() failed (SSL: ` +
      'error:1E08010C:DECODER routines::unsupported:No supported data to decode. ' +
      'Input type: PEM)',
  );
};

/** Refuses a server whose certificates nginx could not load. */
export const checkSsl = (cf: ConfigReader, server: ServerDraft): void => {
  const { connection } = server.settings;
  const listensSsl = server.listens.some((listen) => listen.ssl);
  const { sslCertificates: certificates, sslCertificateKeys: keys } = connection;
  if (certificates.length === 0) {
    if (connection.sslEnabled) {
      const { file, line } = server.scope.placeOf('connection', 'sslEnabled') ?? server.place;
      cf.failWithoutPlace(
        `no "ssl_certificate" is defined for the "ssl" directive in ${file}:${line}`,
      );
    }
    if (listensSsl) {
      const { file, line } = server.place;
      cf.failWithoutPlace(
        `no "ssl_certificate" is defined for the "listen ... ssl" directive in ${file}:${line}`,
      );
    }
    return;
  }
  for (const [at, certificate] of certificates.entries()) {
    const key = keys[at];
    if (key === undefined) {
      cf.failWithoutPlace(`no "ssl_certificate_key" is defined for certificate "${certificate}"`);
    }
    checkCertificate(cf, certificate);
    checkKey(cf, key);
  }
};
