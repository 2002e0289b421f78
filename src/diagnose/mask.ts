// Takes secrets out of a paste before it goes into a link: credentials, cookies, tokens, addresses of people and machines.
// Masks keep the shape of a line, so that the masked paste is recognised like the original one.

const MASKS: readonly (readonly [RegExp, string])[] = [
  // Header fields and their likes, to the end of the line or the closing quote.
  [
    /((?:proxy-)?authorization|cookie|set-cookie|x-api-key|x-auth-token|x-amz-security-token)(["']?\s{0,3}[:=]\s{0,3}["']?)[^"'\r\n]{1,4000}/gi,
    '$1$2[masked]',
  ],
  [/\b(Bearer|Basic|Digest) [\w+/=.~-]{6,4000}/gi, '$1 [masked]'],
  // Keys in addresses, forms, JSON and logfmt.
  [
    /([\w-]{0,40}(?:token|secret|passwd|password|pwd|api[_-]?key|apikey|access[_-]?key|session(?:id)?|signature|credential|private[_-]?key))(["']?\s{0,2}[:=]\s{0,2}["']?)(?!\[masked\])[^\s"'&,;}]{1,4000}/gi,
    '$1$2[masked]',
  ],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/:@"']{1,200}:[^\s/@"']{1,200}@/gi, '$1[masked]@'],
  // Tokens by their shape: JSON web tokens, cloud keys, long random runs.
  [/\beyJ[\w-]{8,4000}\.[\w-]{4,4000}(?:\.[\w-]{0,4000})?/g, '[masked]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[masked]'],
  [/\b(?:gh[pousr]_|sk_live_|sk_test_|sk-|xox[abprs]-|glpat-|npm_)[\w-]{10,400}/g, '[masked]'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g, 'someone@example.com'],
];

const ADDRESS = /(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.]\d|\d)/g;
const ADDRESS_SIX = /(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::?[0-9a-f]{1,4}){1,4}(?![\w:])/gi;
const LONGEST_BYTE = 255;

/** A copy of `paste` without secrets. Loopback addresses stay: they tell something and betray nobody. */
export function maskSecrets(paste: string): string {
  let masked = paste;
  for (const [pattern, mask] of MASKS) masked = masked.replace(pattern, mask);
  masked = masked.replace(ADDRESS, (whole: string, ...parts: unknown[]) => {
    const bytes = parts.slice(0, 4).map(Number);
    if (bytes.some((byte) => byte > LONGEST_BYTE)) return whole;
    return bytes[0] === 127 || whole === '0.0.0.0' ? whole : '192.0.2.1';
  });
  return masked.replace(ADDRESS_SIX, '2001:db8::1');
}
