// internalBinding('block_list'): `net.BlockList` and `net.SocketAddress` (src/node_sockaddr.cc). Addresses are numbers here,
// of 32 or 128 bits. Simplified: IPv4 addresses in IPv6 notation match no IPv4 rules.

import type { Binding, GuestObject } from '../guest.ts';

const AF_INET = 2;
const AF_INET6 = 10;

type Family = typeof AF_INET | typeof AF_INET6;

interface Rule {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly text: string;
}

function ipv6Number(ip: string): bigint {
  const [head = '', tail] = ip.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group || '0'}`), 0n);
}

const numberOf = (ip: string, family: Family): bigint =>
  family === AF_INET
    ? ip.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
    : ipv6Number(ip);

const nameOf = (family: Family): string => (family === AF_INET ? 'IPv4' : 'IPv6');

class SocketAddressHandle {
  readonly address: string;
  readonly port: number;
  readonly family: Family;
  readonly flowlabel_: number;

  constructor(address: string, port: number, family: Family, flowlabel: number) {
    this.address = address;
    this.port = port;
    this.family = family;
    this.flowlabel_ = flowlabel;
  }

  detail(target: GuestObject): GuestObject {
    const { address, port, family } = this;
    return Object.assign(target, { address, port, family, flowlabel: this.flowlabel_ });
  }

  flowlabel(): number {
    return this.flowlabel_;
  }
}

class BlockListHandle {
  /** The newest first, but single addresses before all others, as Node lists them. */
  #rules: Rule[] = [];
  #addresses: Rule[] = [];

  addAddress({ address, family }: SocketAddressHandle): void {
    const value = numberOf(address, family);
    const text = `Address: ${nameOf(family)} ${address}`;
    this.#addresses = [{ family, first: value, last: value, text }, ...this.#addresses];
  }

  addAddresses(addresses: readonly SocketAddressHandle[]): void {
    for (const address of addresses) this.addAddress(address);
  }

  addRange(start: SocketAddressHandle, end: SocketAddressHandle): boolean {
    const rule = this.#range(start, end);
    if (rule.first > rule.last) return false;
    this.#add(rule);
    return true;
  }

  addSubnet(network: SocketAddressHandle, prefix: number): void {
    this.#add(this.#subnet(network, prefix));
  }

  removeAddress({ address, family }: SocketAddressHandle): void {
    this.#remove(`Address: ${nameOf(family)} ${address}`);
  }

  removeRange(start: SocketAddressHandle, end: SocketAddressHandle): void {
    this.#remove(this.#range(start, end).text);
  }

  removeSubnet(network: SocketAddressHandle, prefix: number): void {
    this.#remove(this.#subnet(network, prefix).text);
  }

  check({ address, family }: SocketAddressHandle): boolean {
    return this.checkString(address, family);
  }

  checkString(address: string, family: Family): boolean {
    const value = numberOf(address, family);
    return [...this.#addresses, ...this.#rules].some(
      (rule) => rule.family === family && rule.first <= value && value <= rule.last,
    );
  }

  clear(): void {
    this.#rules = [];
    this.#addresses = [];
  }

  getRules(): string[] {
    return [...this.#addresses, ...this.#rules].map(({ text }) => text);
  }

  #add(rule: Rule): void {
    this.#rules.unshift(rule);
  }

  #remove(text: string): void {
    this.#rules = this.#rules.filter((rule) => rule.text !== text);
    this.#addresses = this.#addresses.filter((rule) => rule.text !== text);
  }

  #range(start: SocketAddressHandle, end: SocketAddressHandle): Rule {
    const { family } = start;
    return {
      family,
      first: numberOf(start.address, family),
      last: numberOf(end.address, family),
      text: `Range: ${nameOf(family)} ${start.address}-${end.address}`,
    };
  }

  #subnet({ address, family }: SocketAddressHandle, prefix: number): Rule {
    const rest = BigInt((family === AF_INET ? 32 : 128) - prefix);
    const first = (numberOf(address, family) >> rest) << rest;
    const text = `Subnet: ${nameOf(family)} ${address}/${prefix}`;
    return { family, first, last: first + (1n << rest) - 1n, text };
  }
}

export const createBlockList = (): Binding => ({
  BlockList: BlockListHandle,
  SocketAddress: SocketAddressHandle,
  AF_INET,
  AF_INET6,
  FLOW_LABEL_MASK: 0xfffff,
});
