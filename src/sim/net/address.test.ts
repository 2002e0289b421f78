import { describe, expect, it } from 'vitest';
import { covers, formatAddress, isIpv4, isLoopback, isWildcard } from './address.ts';

describe('addresses', () => {
  it('are written as nginx logs them', () => {
    expect(formatAddress({ ip: '10.0.0.12', port: 3000 })).toBe('10.0.0.12:3000');
  });

  it.each(['0.0.0.0', '127.0.0.1', '255.255.255.255', '172.18.0.11'])('%s is IPv4', (ip) => {
    expect(isIpv4(ip)).toBe(true);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.x',
    '1.2.3.',
    ' 1.2.3.4',
    '::1',
  ])('"%s" is not IPv4', (ip) => {
    expect(isIpv4(ip)).toBe(false);
  });

  it('know what never leaves the host and what stands for all of its addresses', () => {
    expect([isLoopback('127.0.0.1'), isLoopback('127.9.9.9'), isLoopback('12.7.0.1')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isWildcard('0.0.0.0'), isWildcard('::'), isWildcard('127.0.0.1')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a listener', () => {
  it('on 0.0.0.0 takes IPv4, on :: everything, or IPv6 only', () => {
    const at = (ip: string, ipv6Only = false) => ({ ip, ipv6Only });
    expect([covers(at('0.0.0.0'), '10.0.0.1'), covers(at('0.0.0.0'), '::1')]).toEqual([
      true,
      false,
    ]);
    expect([covers(at('::'), '10.0.0.1'), covers(at('::'), '::1')]).toEqual([true, true]);
    expect([covers(at('::', true), '10.0.0.1'), covers(at('::', true), '::1')]).toEqual([
      false,
      true,
    ]);
    expect([covers(at('127.0.0.1'), '127.0.0.1'), covers(at('127.0.0.1'), '::1')]).toEqual([
      true,
      false,
    ]);
  });

  it('of IPv6 is written in brackets', () => {
    expect(formatAddress({ ip: '::1', port: 80 })).toBe('[::1]:80');
  });
});
