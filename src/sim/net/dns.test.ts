import { expect, it } from 'vitest';
import { NodeDriver } from '../../platform/node-driver.ts';
import { Kernel } from '../kernel/kernel.ts';
import { type DnsAnswer, DnsServers } from './dns.ts';

const ask = async (
  prepare: (servers: DnsServers) => void,
  type: 'A' | 'AAAA' = 'A',
): Promise<DnsAnswer | null> => {
  const kernel = new Kernel({ seed: 1, driver: new NodeDriver() });
  const servers = new DnsServers(kernel);
  prepare(servers);
  let answer: DnsAnswer | null = null;
  servers.ask({ server: '10.0.0.53', name: 'App1', type }, (given) => {
    answer = given;
  });
  await kernel.run();
  return answer;
};

it('answers from its zone, names without case', async () => {
  const answer = await ask((servers) => servers.setRecord('10.0.0.53', 'app1', ['10.0.0.11']));
  expect(answer).toEqual({ code: 'NOERROR', addresses: ['10.0.0.11'], ttlS: 1 });
});

it('has no IPv6 addresses and says so without an error', async () => {
  const answer = await ask(
    (servers) => servers.setRecord('10.0.0.53', 'app1', ['10.0.0.11']),
    'AAAA',
  );
  expect(answer).toMatchObject({ code: 'NOERROR', addresses: [] });
});

it('says which names it does not know', async () => {
  const answer = await ask((servers) => servers.setRecord('10.0.0.53', 'other', []));
  expect(answer).toMatchObject({ code: 'NXDOMAIN' });
});

it('never answers where nobody listens, or the record says so', async () => {
  expect(await ask(() => {})).toBeNull();
  expect(await ask((servers) => servers.setRecord('10.0.0.53', 'app1', 'DROP'))).toBeNull();
});
