// `listen` and `server_name`: which connections and which requests a server takes.

import { isIpv4 } from '../../net/address.ts';
import { type Directive, ONE_OR_MORE } from '../config/directive.ts';
import type { Place } from '../config/place.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compilePattern } from '../config/regex.ts';
import type { Listen, ServerName } from '../config/server-draft.ts';
import { parseNumber, parseSize } from '../config/values.ts';
import { lookUp } from '../upstream/look-up.ts';
import { definePatternNames } from '../variables/pattern-names.ts';

/** Linux's and nginx's default length of the accept queue. */
const BACKLOG = 511;

const label = (ip: string, port: number): string =>
  ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;

const plain = (place: Place, ip: string, port: number): Listen => ({
  place,
  ip,
  port,
  unix: false,
  label: label(ip, port),
  isDefault: false,
  ssl: false,
  backlog: BACKLOG,
  ipv6Only: ip.includes(':'),
});

/** What a server without `listen` listens on: port 80 for root. */
export const LISTEN_DEFAULT = (place: Place): Listen => plain(place, '0.0.0.0', 80);

const readPort = (cf: ConfigReader, text: string, whole: string): number => {
  const port = parseNumber(text);
  if (!port || port > 65_535) {
    return cf.fail(`invalid port in "${whole}" of the "listen" directive`);
  }
  return port;
};

const readAddress = (cf: ConfigReader, text: string): Listen[] => {
  const place = cf.here();
  if (text.startsWith('unix:')) {
    return [{ ...plain(place, text.slice(5), 0), unix: true, label: text }];
  }
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    const ip = text.slice(1, close);
    if (close < 0) cf.fail(`invalid host in "${text}" of the "listen" directive`);
    const port = text[close + 1] === ':' ? readPort(cf, text.slice(close + 2), text) : 80;
    return [plain(place, ip, port)];
  }
  if (/^\d+$/.test(text)) return [plain(place, '0.0.0.0', readPort(cf, text, text))];
  const [host = '', portText] = text.split(':');
  const port = portText === undefined ? 80 : readPort(cf, portText, text);
  if (host === '*') return [plain(place, '0.0.0.0', port)];
  if (host === '') cf.fail(`no host in "${text}" of the "listen" directive`);
  if (isIpv4(host)) return [plain(place, host, port)];
  const addresses = lookUp(cf.machine, host);
  if (!addresses) return cf.fail(`host not found in "${text}" of the "listen" directive`);
  return addresses.map((ip) => plain(place, ip, port));
};

const SWITCHES = new Set([
  'default_server',
  'default',
  'ssl',
  'http2',
  'spdy',
  'deferred',
  'reuseport',
  'proxy_protocol',
  'bind',
]);
const ASSIGNED = new Set([
  'backlog',
  'rcvbuf',
  'sndbuf',
  'setfib',
  'fastopen',
  'ipv6only',
  'so_keepalive',
]);

const readParameters = (
  cf: ConfigReader,
  words: readonly string[],
): { isDefault: boolean; ssl: boolean; backlog: number; ipv6Only: boolean } => {
  const options = { isDefault: false, ssl: false, backlog: BACKLOG, ipv6Only: true };
  for (const word of words) {
    const [name = '', value] = word.split('=', 2);
    const known = value === undefined ? SWITCHES.has(name) : ASSIGNED.has(name);
    if (!known) cf.fail(`invalid parameter "${word}"`);
    if (name === 'default_server' || name === 'default') options.isDefault = true;
    if (name === 'ssl') options.ssl = true;
    if (word === 'ipv6only=off') options.ipv6Only = false;
    if (name === 'backlog') {
      const backlog = parseNumber(value ?? '');
      options.backlog = backlog ? backlog : cf.fail(`invalid backlog "${word}"`);
    }
    if ((name === 'rcvbuf' || name === 'sndbuf') && parseSize(value ?? '') === null) {
      cf.fail(`invalid ${name} "${word}"`);
    }
    // Simplified: no client of the simulation speaks HTTP/2, so `http2` changes nothing.
    if (name === 'proxy_protocol') {
      cf.draft.notModelled.push({ name: `listen ... ${name}`, place: cf.here() });
    }
  }
  return options;
};

const refuseDuplicates = (cf: ConfigReader, listen: Listen): void => {
  const here = cf.server.listens.some((other) => other.label === listen.label);
  if (here) cf.fail(`a duplicate listen ${listen.label}`);
  if (!listen.isDefault) return;
  const elsewhere = cf.draft.servers.some((server) =>
    server.listens.some((other) => other.isDefault && other.label === listen.label),
  );
  if (elsewhere) cf.fail(`a duplicate default server for ${listen.label}`);
};

const listen: Directive = {
  name: 'listen',
  contexts: ['server'],
  arity: ONE_OR_MORE,
  apply: (cf, words) => {
    const addresses = readAddress(cf, words[1] ?? '');
    const options = readParameters(cf, words.slice(2));
    for (const address of addresses) {
      const added = { ...address, ...options };
      refuseDuplicates(cf, added);
      cf.server.listens.push(added);
    }
  },
};

const readName = (cf: ConfigReader, word: string): ServerName => {
  if (word.startsWith('~')) {
    const pattern = compilePattern(cf, word.slice(1), { ignoreCase: true });
    definePatternNames(cf, pattern);
    return { text: word, pattern };
  }
  const isBroken = word.startsWith('*') && (word.length < 3 || word[1] !== '.');
  if (isBroken || word === '.') cf.fail(`server name "${word}" is invalid`);
  if (word.includes('/')) cf.warn(`server name "${word}" has suspicious symbols`);
  return { text: word.toLowerCase(), pattern: null };
};

const serverName: Directive = {
  name: 'server_name',
  contexts: ['server'],
  arity: ONE_OR_MORE,
  apply: (cf, words) => {
    for (const word of words.slice(1)) {
      if (word === '$hostname') {
        cf.server.names.push({ text: cf.machine.host.name.toLowerCase(), pattern: null });
      } else {
        cf.server.names.push(readName(cf, word));
      }
    }
  },
};

/** `listen` and `server_name`. */
export const LISTEN_DIRECTIVES: readonly Directive[] = [listen, serverName];
