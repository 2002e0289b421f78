// Throw-away certificates for one run, made with openssl: an authority, servers it signs, one that is past
// its time, and one that signs itself.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** Makes them in a folder. */
export function makeCertificates(folder: string): void {
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const key = (name: string): void => {
    const curve = ['-pkeyopt', 'ec_paramgen_curve:P-256'];
    openssl('genpkey', '-algorithm', 'EC', ...curve, '-out', `${name}.key`);
  };
  const selfSigned = (name: string, subject: string, ...more: string[]): void => {
    key(name);
    const files = ['-key', `${name}.key`, '-out', `${name}.crt`];
    openssl('req', '-x509', '-new', ...files, '-subj', `/CN=${subject}`, '-days', '30', ...more);
  };
  const signed = (name: string, days: number): void => {
    key(name);
    const files = ['-key', `${name}.key`, '-out', `${name}.csr`];
    openssl('req', '-new', ...files, '-subj', `/CN=${name}`);
    writeFileSync(`${folder}/${name}.ext`, `subjectAltName=DNS:${name}\n`);
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
    const what = ['-in', `${name}.csr`, '-out', `${name}.crt`, '-extfile', `${name}.ext`];
    openssl('x509', '-req', ...what, ...authority, '-days', String(days));
  };
  selfSigned('ca', 'Corpus CA');
  signed('app1', 30);
  signed('shop.test', 30);
  signed('expired', 0);
  selfSigned('selfsigned', 'app1', '-addext', 'subjectAltName=DNS:app1');
}
