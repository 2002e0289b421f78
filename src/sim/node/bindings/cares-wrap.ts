// internalBinding('cares_wrap'): looking names up (src/cares_wrap.cc). `dns.lookup` asks the simulated
// network's names; the answer comes after a moment, or after the resolver's time-out.
// Simplified: one resolver for getaddrinfo and for dns.resolve; only A records.

import { isIpv4 } from '../../net/address.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestObject } from '../guest.ts';
import { completeRequest, createRequestClass } from './request-wrap.ts';

const LOOKUP_US = 400;
/** glibc asks twice and waits 5 s each time (resolv.conf(5): timeout 5, attempts 2). */
const RESOLVER_TIMEOUT_US = 10_000_000;

interface LookupResult {
  readonly error: 'ENOTFOUND' | 'EAI_AGAIN' | null;
  readonly addresses: readonly string[];
  readonly delayUs: number;
}

const familyOf = (ip: string): number => (ip.includes(':') ? 6 : 4);

/** `--dns-result-order` by the library's number: as they come, IPv4 first, IPv6 first. */
const ORDERS: readonly (((a: string, b: string) => number) | undefined)[] = [
  undefined,
  (a, b) => familyOf(a) - familyOf(b),
  (a, b) => familyOf(b) - familyOf(a),
];

function lookUp(environment: NodeEnvironment, name: string): LookupResult {
  const { network, host } = environment.machine;
  // glibc puts ::1 first where the hosts file names both, as a standard one does.
  const isLocal = name.toLowerCase() === 'localhost' && !network.isNamed(name);
  if (isLocal) return { error: null, addresses: ['::1', '127.0.0.1'], delayUs: LOOKUP_US };
  const record = network.resolve(name, host);
  if (record === 'NXDOMAIN') return { error: 'ENOTFOUND', addresses: [], delayUs: LOOKUP_US };
  if (record === 'SERVFAIL') return { error: 'EAI_AGAIN', addresses: [], delayUs: LOOKUP_US };
  if (record === 'TIMEOUT') {
    return { error: 'EAI_AGAIN', addresses: [], delayUs: RESOLVER_TIMEOUT_US };
  }
  return { error: null, addresses: record, delayUs: LOOKUP_US };
}

function later(environment: NodeEnvironment, delayUs: number, callback: () => void): void {
  const { kernel, loop, process } = environment;
  loop.beginRequest();
  kernel.after(delayUs, () =>
    process.post(() => {
      loop.endRequest();
      callback();
    }),
  );
}

function createChannel(environment: NodeEnvironment): unknown {
  const query = (request: GuestObject, name: string): number => {
    const { error, addresses, delayUs } = lookUp(environment, name);
    later(environment, delayUs, () => {
      if (error) {
        completeRequest(environment, request, error === 'ENOTFOUND' ? error : 'ETIMEOUT');
      } else {
        const seconds = [...addresses].map(() => 60);
        completeRequest(environment, request, null, addresses, seconds);
      }
    });
    return 0;
  };
  const refuse = (request: GuestObject): number => {
    later(environment, LOOKUP_US, () => {
      completeRequest(environment, request, 'ENODATA');
    });
    return 0;
  };
  return class ChannelWrap {
    queryA = query;
    queryAny = query;
    queryAaaa = refuse;
    queryCname = refuse;
    queryMx = refuse;
    queryNs = refuse;
    queryTxt = refuse;
    querySrv = refuse;
    queryPtr = refuse;
    queryNaptr = refuse;
    querySoa = refuse;
    queryCaa = refuse;
    queryTlsa = refuse;
    getHostByAddr = refuse;
    getServers(): unknown[] {
      return [['127.0.0.11', 53]];
    }
    setServers(): number {
      return 0;
    }
    setLocalAddress(): void {}
    cancel(): void {}
  };
}

export function createCaresWrap(environment: NodeEnvironment): Binding {
  const { constants } = environment;
  return {
    ...constants.caresWrap,
    GetAddrInfoReqWrap: createRequestClass(environment, 'GetAddrInfoReqWrap'),
    GetNameInfoReqWrap: createRequestClass(environment, 'GetNameInfoReqWrap'),
    QueryReqWrap: createRequestClass(environment, 'QueryReqWrap'),
    ChannelWrap: createChannel(environment),
    canonicalizeIP: (ip: string) => (isIpv4(ip) || ip.includes(':') ? ip : undefined),
    convertIpv6StringToBuffer: () => undefined,
    strerror: (code: string) => code,
    getaddrinfo(request: GuestObject, name: string, family: number, _hints: number, order: number) {
      const { error, addresses, delayUs } = lookUp(environment, name);
      const wanted = [...addresses].filter((ip) => family === 0 || familyOf(ip) === family);
      if (ORDERS[order] !== undefined) wanted.sort((a, b) => ORDERS[order]?.(a, b) ?? 0);
      const failure = error ?? (wanted.length === 0 ? 'ENOTFOUND' : null);
      const status = failure ? (constants.uv[NAME_ERRORS[failure]] as number) : null;
      later(environment, delayUs, () => {
        completeRequest(environment, request, status, wanted);
      });
      return 0;
    },
    getnameinfo(request: GuestObject, ip: string, port: number) {
      later(environment, LOOKUP_US, () => {
        completeRequest(environment, request, null, ip, String(port));
      });
      return 0;
    },
  };
}

const NAME_ERRORS = { ENOTFOUND: 'UV_EAI_NONAME', EAI_AGAIN: 'UV_EAI_AGAIN' } as const;
