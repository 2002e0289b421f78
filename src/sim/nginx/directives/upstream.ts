// `upstream` and what stands in it: servers, balancing methods, kept connections.

import { isIpv4 } from '../../net/address.ts';
import { type Directive, ONE_OR_MORE } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { shareZone } from '../config/shared-zone.ts';
import { compileTemplate } from '../config/template.ts';
import {
  type BalancingMethod,
  type PeerAddress,
  type ServerParameter,
  UpstreamDraft,
} from '../config/upstream-draft.ts';
import { parseNumber, parseSize, parseTime } from '../config/values.ts';
import { lookUp } from '../upstream/look-up.ts';
import { peerAddress } from '../upstream/peer-address.ts';

const upstream: Directive = {
  name: 'upstream',
  contexts: ['http'],
  arity: [1, 1],
  isBlock: true,
  apply: (cf, words) => {
    const name = words[1] ?? '';
    if (cf.draft.upstreams.has(name)) cf.fail(`duplicate upstream "${name}"`);
    const draft = new UpstreamDraft({ name, place: cf.here() });
    cf.draft.upstreams.set(name, draft);
    cf.readBlock({ context: 'upstream', upstream: draft });
    if (draft.servers.length === 0) cf.fail('no servers are inside upstream');
  },
};

/** The addresses a `server` of an upstream stands for. */
export const readServerAddress = (cf: ConfigReader, text: string): readonly PeerAddress[] => {
  if (text.startsWith('unix:')) return [peerAddress(text.slice(5), 0, 'unix')];
  if (/^[a-z]+:\/\//i.test(text)) cf.fail(`invalid host in upstream "${text}"`);
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close < 0) cf.fail(`invalid host in upstream "${text}"`);
    const port = text[close + 1] === ':' ? parseNumber(text.slice(close + 2)) : 80;
    if (!port || port > 65_535) return cf.fail(`invalid port in upstream "${text}"`);
    return [peerAddress(text.slice(1, close), port)];
  }
  if (/[/?]/.test(text)) cf.fail(`invalid host in upstream "${text}"`);
  const [host = '', portText] = text.split(':');
  const port = portText === undefined ? 80 : parseNumber(portText);
  if (host === '') cf.fail(`no host in upstream "${text}"`);
  if (!port || port > 65_535) return cf.fail(`invalid port in upstream "${text}"`);
  const addresses = isIpv4(host) ? [host] : lookUp(cf.machine, host);
  if (!addresses) return cf.fail(`host not found in upstream "${text}"`);
  return addresses.map((ip) => peerAddress(ip, port));
};

interface Parameters {
  weight: number;
  maxConns: number;
  maxFails: number;
  failTimeoutMs: number;
  isBackup: boolean;
  isDown: boolean;
}

const readParameter = (cf: ConfigReader, word: string, into: Parameters): void => {
  const [name = '', value] = word.split('=', 2);
  const invalid = (): never => cf.fail(`invalid parameter "${word}"`);
  const supported = (parameter: ServerParameter): void => {
    if (cf.upstream.unsupported.includes(parameter)) {
      cf.fail(`balancing method does not support parameter "${word}"`);
    }
  };
  const number = parseNumber(value ?? '');
  if (name === 'weight' && value !== undefined) {
    supported('weight');
    into.weight = number ? number : invalid();
  } else if (name === 'max_conns' && value !== undefined) {
    supported('max_conns');
    into.maxConns = number ?? invalid();
  } else if (name === 'max_fails' && value !== undefined) {
    supported('max_fails');
    into.maxFails = number ?? invalid();
  } else if (name === 'fail_timeout' && value !== undefined) {
    supported('fail_timeout');
    into.failTimeoutMs = parseTime(value, { wholeSeconds: true }) ?? invalid();
  } else if (word === 'backup') {
    supported('backup');
    into.isBackup = true;
  } else if (word === 'down') {
    supported('down');
    into.isDown = true;
  } else {
    invalid();
  }
};

const server: Directive = {
  name: 'server',
  contexts: ['upstream'],
  arity: ONE_OR_MORE,
  apply: (cf, words) => {
    const parameters: Parameters = {
      weight: 1,
      maxConns: 0,
      maxFails: 1,
      failTimeoutMs: 10_000,
      isBackup: false,
      isDown: false,
    };
    for (const word of words.slice(2)) readParameter(cf, word, parameters);
    const name = words[1] ?? '';
    const addresses = readServerAddress(cf, name);
    cf.upstream.servers.push({ place: cf.here(), name, addresses, ...parameters });
  },
};

const method = (
  name: string,
  arity: readonly [number, number],
  unsupported: readonly ServerParameter[],
  read: (cf: ConfigReader, words: readonly string[]) => BalancingMethod,
): Directive => ({
  name,
  contexts: ['upstream'],
  arity,
  apply: (cf, words) => {
    const draft = cf.upstream;
    if (draft.hasMethod) cf.warn('load balancing method redefined');
    const chosen = read(cf, words);
    draft.hasMethod = true;
    draft.method = chosen;
    draft.unsupported = unsupported;
  },
});

const readHash = (cf: ConfigReader, words: readonly string[]): BalancingMethod => {
  const key = compileTemplate(cf, words[1] ?? '');
  if (words[2] !== undefined && words[2] !== 'consistent') {
    cf.fail(`invalid parameter "${words[2]}"`);
  }
  return { kind: 'hash', key, consistent: words[2] === 'consistent' };
};

const readRandom = (cf: ConfigReader, words: readonly string[]): BalancingMethod => {
  const [, two, how] = words;
  if (two === undefined) return { kind: 'random', two: false };
  if (two !== 'two') cf.fail(`invalid parameter "${two}"`);
  if (how !== undefined && how !== 'least_conn') cf.fail(`invalid parameter "${how}"`);
  return { kind: 'random', two: true };
};

const keepalive: Directive = {
  name: 'keepalive',
  contexts: ['upstream'],
  arity: [1, 1],
  apply: (cf, words) => {
    if (cf.upstream.keepalive !== null) cf.fail('"keepalive" directive is duplicate');
    const connections = parseNumber(words[1] ?? '');
    if (!connections) cf.fail(`invalid value "${words[1]}" in "keepalive" directive`);
    cf.upstream.keepalive = connections;
    // From here on naming a method is a redefinition: keepalive wraps the one chosen so far.
    cf.upstream.hasMethod = true;
  },
};

const keepaliveNumber: Directive = {
  name: 'keepalive_requests',
  contexts: ['upstream'],
  arity: [1, 1],
  apply: (cf, words) => {
    if (cf.upstream.keepaliveRequests !== null) {
      cf.fail('"keepalive_requests" directive is duplicate');
    }
    cf.upstream.keepaliveRequests =
      parseNumber(words[1] ?? '') ?? cf.fail('"keepalive_requests" directive invalid number');
  },
};

const keepaliveTime = (name: string, key: 'keepaliveTimeMs' | 'keepaliveTimeoutMs'): Directive => ({
  name,
  contexts: ['upstream'],
  arity: [1, 1],
  apply: (cf, words) => {
    if (cf.upstream[key] !== null) cf.fail(`"${name}" directive is duplicate`);
    const ms = parseTime(words[1] ?? '', { wholeSeconds: false });
    cf.upstream[key] = ms ?? cf.fail(`"${name}" directive invalid value`);
  },
});

const zone: Directive = {
  name: 'zone',
  contexts: ['upstream'],
  arity: [1, 2],
  apply: (cf, words) => {
    const [, name = '', sizeText] = words;
    if (name === '') cf.fail(`invalid zone name "${name}"`);
    let sizeBytes = 0;
    if (sizeText !== undefined) {
      sizeBytes = parseSize(sizeText) ?? cf.fail(`invalid zone size "${sizeText}"`);
      if (sizeBytes < 8 * 4096) cf.fail(`zone "${name}" is too small`);
    }
    shareZone(cf, name, 'upstream', sizeBytes);
    cf.upstream.zone = name;
  },
};

/** The block `upstream` and the directives in it. */
export const UPSTREAM_DIRECTIVES: readonly Directive[] = [
  upstream,
  server,
  method('least_conn', [0, 0], [], () => ({ kind: 'least-conn' })),
  method('ip_hash', [0, 0], ['backup'], () => ({ kind: 'ip-hash' })),
  method('hash', [1, 2], ['backup'], readHash),
  method('random', [0, 2], ['backup'], readRandom),
  keepalive,
  keepaliveNumber,
  keepaliveTime('keepalive_time', 'keepaliveTimeMs'),
  keepaliveTime('keepalive_timeout', 'keepaliveTimeoutMs'),
  zone,
];
