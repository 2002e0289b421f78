// A world for tests of the client: the client on one host, a scripted server on port 80 of the other.

import { HttpClient, type HttpClientOptions } from '../client/http-client.ts';
import type { ClientOutcome, ConnectionAfter } from '../client/outcome.ts';
import type { ClientRequest } from '../client/request.ts';
import { FileSystem } from '../files/file-system.ts';
import { decodeLatin1, encodeLatin1 } from '../http/latin1.ts';
import { Machine } from '../process/machine.ts';
import { type ScriptStep, startScriptedServer } from './scripted-server.ts';
import { type TwoHosts, twoHosts } from './two-hosts.ts';

/** Stands in for UTF-8 where tests send and receive only characters of one byte. */
export const latin1Platform = { encodeUtf8: encodeLatin1, decodeUtf8: decodeLatin1 };

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
/** Answers every request on a connection with `OK`. */
export const ANSWER: readonly ScriptStep[] = [{ read: 'request' }, { send: OK }, { loop_to: 0 }];

export interface ClientWorld {
  readonly world: TwoHosts;
  readonly client: HttpClient;
  /** What the server read, and how its peers left. */
  readonly serverLog: readonly string[];
  /** Sends; the outcome is added to the list when there is one. */
  send(request?: ClientRequest): ClientOutcome[];
  /** Sends, runs the world until nothing is left, returns the outcome. */
  fetch(request?: ClientRequest): Promise<ClientOutcome>;
  /** The same with what came of the connection. */
  fetchAndWatch(request?: ClientRequest): Promise<[ClientOutcome, ConnectionAfter]>;
}

export interface ClientWorldOptions extends Partial<HttpClientOptions> {
  readonly seed?: number;
}

/** The first script is the first connection's, the last that of all later ones. */
export function clientWorld(
  scripts: readonly (readonly ScriptStep[])[] = [ANSWER],
  options: ClientWorldOptions = {},
): ClientWorld {
  const world = twoHosts({ seed: options.seed ?? 1 });
  const { kernel, network, near, far } = world;
  const files = new FileSystem({ now: () => kernel.nowUs, ...latin1Platform });
  const machine = new Machine({ kernel, network, host: near, files, startedAtMs: 0 });
  const client = new HttpClient({ machine, platform: latin1Platform, host: 'far', ...options });
  const serverLog = startScriptedServer(far, { kernel, scripts });
  const send = (request: ClientRequest = {}): ClientOutcome[] => {
    const outcomes: ClientOutcome[] = [];
    client.send(request, (outcome) => outcomes.push(outcome));
    return outcomes;
  };
  return {
    world,
    client,
    serverLog,
    send,
    fetch: async (request) => {
      const outcomes = send(request);
      await kernel.run();
      if (outcomes.length !== 1) throw new Error(`${outcomes.length} outcomes instead of one`);
      return outcomes[0] as ClientOutcome;
    },
    fetchAndWatch: async (request = {}) => {
      const told: (ClientOutcome | ConnectionAfter)[] = [];
      const settled = (after: ConnectionAfter): void => void told.push(after);
      client.send(request, (outcome) => told.push(outcome), { settled });
      await kernel.run();
      if (told.length !== 2) throw new Error(`told ${told.length} times instead of twice`);
      return told as [ClientOutcome, ConnectionAfter];
    },
  };
}

/** The body of an outcome as text. */
export const bodyOf = (outcome: ClientOutcome): string => decodeLatin1(outcome.body);
