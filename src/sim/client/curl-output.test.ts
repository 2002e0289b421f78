// The fixture was recorded with real curl: fixtures/record-curl.mjs.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLatin1 } from '../http/latin1.ts';
import { clientWorld } from '../testing/client-world.ts';
import type { ScriptStep } from '../testing/scripted-server.ts';
import type { TwoHosts } from '../testing/two-hosts.ts';
import { formatCurl } from './curl-output.ts';
import type { ClientOutcome } from './outcome.ts';
import type { ClientRequest } from './request.ts';

interface RecordedCase {
  readonly name: string;
  readonly text: string;
  readonly then: 'fin' | 'rst' | 'hold';
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const recorded = JSON.parse(
  readFileSync(new URL('./fixtures/curl.json', import.meta.url), 'utf8'),
) as { version: string; timeoutMs: number; cases: RecordedCase[] };

/** Where curl takes what our client refuses, or decodes what ours leaves alone. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'a field without a name': 'RFC 9112 5: refused, as llhttp does; curl takes it',
  'two lengths': 'RFC 9112 6.3: refused; curl takes the last',
  'HTTP/2 as text': 'refused; curl takes it from a server that speaks HTTP/1.1',
  'a trailer without its end': 'curl prints a trailer before their end has come',
  'another transfer coding': 'curl undoes transfer codings, ours does not',
};

async function outcomeOf(
  script: readonly ScriptStep[],
  request: ClientRequest = {},
  prepare: (world: TwoHosts) => void = () => {},
): Promise<ClientOutcome> {
  const { fetch, world } = clientWorld([script]);
  prepare(world);
  return fetch(request);
}

function scriptOf({ text, then }: RecordedCase): ScriptStep[] {
  const end: ScriptStep = then === 'hold' ? { hold: true } : { close: then };
  return [{ read: 'head' }, { send: text }, { wait_ms: 80 }, end];
}

async function printed(one: RecordedCase) {
  const outcome = await outcomeOf(scriptOf(one), { timeoutMs: recorded.timeoutMs });
  const { stdout, stderr, exitCode } = formatCurl(outcome, { include: true });
  return {
    stdout: decodeLatin1(stdout),
    stderr: stderr.replace(/\d+ milliseconds/, '<ms> milliseconds'),
    exitCode,
  };
}

const expected = ({ stdout, stderr, exitCode }: RecordedCase) => ({ stdout, stderr, exitCode });

describe(`formatCurl: what curl ${recorded.version} prints`, () => {
  const same = recorded.cases.filter(({ name }) => !DIFFERENT[name]);
  it.each(same.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    expect(await printed(one)).toEqual(expected(one));
  });

  it.each(Object.entries(DIFFERENT))('still differs: %s (%s)', async (name) => {
    const one = recorded.cases.find((other) => other.name === name) as RecordedCase;
    expect(await printed(one)).not.toEqual(expected(one));
  });
});

describe('formatCurl: connections that do not come about', () => {
  const run = async (request: ClientRequest, prepare?: (world: TwoHosts) => void) => {
    const { stderr, exitCode } = formatCurl(await outcomeOf([], request, prepare));
    return [exitCode, stderr];
  };
  const blackhole = ({ network, near, far }: TwoHosts): void => {
    network.setConditions(near, far, { blackhole: true });
  };

  // Each line is what curl 7.88.1 printed in a network namespace made for it.
  it('refused', async () => {
    const line =
      "curl: (7) Failed to connect to far port 81 after 0 ms: Couldn't connect to server\n";
    expect(await run({ port: 81 })).toEqual([7, line]);
  });

  it('no such name', async () => {
    const line = 'curl: (6) Could not resolve host: ghost.invalid\n';
    expect(await run({ host: 'ghost.invalid' })).toEqual([6, line]);
  });

  it('no route', async () => {
    const line =
      "curl: (7) Failed to connect to 10.8.0.7 port 80 after 0 ms: Couldn't connect to server\n";
    const unreachable = ({ network }: TwoHosts): void => network.setUnreachable('10.8.0.7', true);
    expect(await run({ host: '10.8.0.7' }, unreachable)).toEqual([7, line]);
  });

  it('packets vanish: the operating system gives up', async () => {
    const line =
      "curl: (28) Failed to connect to far port 80 after 127000 ms: Couldn't connect to server\n";
    expect(await run({}, blackhole)).toEqual([28, line]);
  });

  it('packets vanish: curl gives up', async () => {
    const line = 'curl: (28) Connection timed out after 700 milliseconds\n';
    expect(await run({ timeoutMs: 700 }, blackhole)).toEqual([28, line]);
  });
});

describe('formatCurl', () => {
  it('prints only the body without -i', async () => {
    const outcome = await outcomeOf([
      { read: 'head' },
      { send: 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\nsorry' },
    ]);
    expect(decodeLatin1(formatCurl(outcome).stdout)).toBe('sorry');
  });

  it('exits like a program that was interrupted when the client leaves', async () => {
    const outcome = await outcomeOf(
      [
        { read: 'head' },
        { send: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe' },
        { hold: true },
      ],
      { abortAfterMs: 300 },
    );
    const { stdout, stderr, exitCode } = formatCurl(outcome);
    expect([decodeLatin1(stdout), stderr, exitCode]).toEqual(['he', '', 130]);
  });
});
