// The client does what the client of the recordings did. The fixture was recorded with that one (Node 24, real
// sockets on loopback) against its own scripted server: for each case the scripts of the connections, the requests,
// and what the client reported. Ports differ from run to run and are left out.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileSystem } from '../files/file-system.ts';
import { Machine } from '../process/machine.ts';
import { type ScriptStep, startScriptedServer } from '../testing/scripted-server.ts';
import { twoHosts } from '../testing/two-hosts.ts';
import { HttpClient } from './http-client.ts';
import type { ClientOutcome } from './outcome.ts';
import {
  RECORDED_DEFAULT_FIELDS,
  type RecordedRequest,
  recordedTime,
  recordingOf,
  requestFromCase,
} from './recording.ts';

interface RecordedCase {
  readonly name: string;
  readonly connections: readonly (readonly ScriptStep[])[];
  readonly requests: readonly RecordedRequest[];
  readonly responses: readonly Record<string, unknown>[];
}

const cases = JSON.parse(
  readFileSync(new URL('./fixtures/recorded-client.json', import.meta.url), 'utf8'),
) as RecordedCase[];

const platform = {
  encodeUtf8: (text: string) => new TextEncoder().encode(text),
  decodeUtf8: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

/** As the recordings describe a body of text. */
function describeBody(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString('utf8');
  const { length } = bytes;
  if (length <= 4096) return { length, text };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { length, sha256, head: text.slice(0, 200) };
}

async function replay({ connections, requests }: RecordedCase): Promise<unknown[]> {
  const { kernel, network, near } = twoHosts();
  const files = new FileSystem({ now: () => kernel.nowUs, ...platform });
  const machine = new Machine({ kernel, network, host: near, files, startedAtMs: 0 });
  const client = new HttpClient({ machine, platform, defaultFields: RECORDED_DEFAULT_FIELDS });
  startScriptedServer(near, { kernel, port: 8080, scripts: connections });
  const responses: unknown[] = [];
  for (const recorded of requests) {
    const { port: _port, ...rest } = recorded;
    const isRefused = _port === 1;
    let told: ClientOutcome | null = null;
    client.send(
      { ...requestFromCase(rest), ...(isRefused && { port: 1 }) },
      (outcome) => {
        told = outcome;
      },
      {
        settled: (after) => {
          const outcome = told as ClientOutcome;
          responses.push(recordingOf({ recorded, outcome, after, describeBody }));
        },
      },
    );
    await kernel.run(kernel.nowUs + 10_000_000);
  }
  return responses;
}

/** The recordings keep white space behind a value, which belongs to no value (RFC 9112 5). */
const trimmed = (response: Record<string, unknown>): Record<string, unknown> => {
  const headers = response['headers'] as [string, string][] | undefined;
  return headers
    ? { ...response, headers: headers.map(([name, value]) => [name, value.trim()]) }
    : response;
};

describe('recordingOf: the same as the client of the recordings', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, recorded) => {
    expect(await replay(recorded)).toEqual(recorded.responses.map(trimmed));
  });
});

describe('recordedTime', () => {
  it.each([
    [0, '0.0'],
    [399_999, '0.0'],
    [400_000, '0.5'],
    [899_999, '0.5'],
    [900_000, '1.0'],
    [-5, '0.0'],
  ])('%i us: %s s', (us, shown) => {
    expect(recordedTime(us)).toBe(shown);
  });
});
