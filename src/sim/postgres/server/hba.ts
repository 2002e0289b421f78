// pg_hba.conf: who may connect from where, and how they prove who they are (21.1 of the manual).
// Simplified: IPv4 only, no TLS (hostssl never matches), the methods trust, reject, password, md5 and
// scram-sha-256; md5 asks for a SCRAM proof, as it does where passwords are stored that way.

export type AuthMethod = 'trust' | 'reject' | 'password' | 'scram-sha-256';

export interface HbaRule {
  readonly line: number;
  readonly text: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly matchesAddress: (ip: string) => boolean;
  readonly method: AuthMethod;
}

const METHODS: ReadonlyMap<string, AuthMethod> = new Map([
  ['trust', 'trust'],
  ['reject', 'reject'],
  ['password', 'password'],
  ['md5', 'scram-sha-256'],
  ['scram-sha-256', 'scram-sha-256'],
]);

const numberOf = (ip: string): number =>
  ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function addressMatcher(address: string): (ip: string) => boolean {
  if (address === 'all' || address === '0.0.0.0/0') return () => true;
  const [base = '', bits = '32'] = address.split('/');
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(numberOf(base) / size);
  return (ip) => Math.floor(numberOf(ip) / size) === first;
}

export const DEFAULT_HBA = 'host all all all scram-sha-256\n';

export function readHba(text: string): HbaRule[] {
  return text.split('\n').flatMap((raw, index): HbaRule[] => {
    const line = raw.replace(/#.*$/, '').trim();
    const [type, databases = '', users = '', address = '', method = ''] = line.split(/\s+/);
    if (type !== 'host' && type !== 'hostnossl') return [];
    const known = METHODS.get(method);
    if (!known) return [];
    return [
      {
        line: index + 1,
        text: line,
        databases: databases.split(','),
        users: users.split(','),
        matchesAddress: addressMatcher(address),
        method: known,
      },
    ];
  });
}

/** The first rule that fits. */
export function findRule(
  rules: readonly HbaRule[],
  who: { readonly database: string; readonly user: string; readonly ip: string },
): HbaRule | undefined {
  const names = (list: readonly string[], name: string): boolean =>
    list.includes('all') || list.includes(name);
  return rules.find(
    (rule) =>
      (names(rule.databases, who.database) ||
        (rule.databases.includes('sameuser') && who.database === who.user)) &&
      names(rule.users, who.user) &&
      rule.matchesAddress(who.ip),
  );
}
