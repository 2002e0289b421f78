// Runs the client's steps of a program against a server, real or simulated: what differs between the two
// is behind `ClientWorld`.

import type { WireRecord } from './outcome.ts';
import type { ClientStep, ProgramRun } from './program.ts';

/** A client's connection: what came in so far, and ways to act on it. */
export interface ClientConnection {
  readonly received: string;
  readonly state: WireRecord['state'];
  write(text: string): void;
  end(): void;
  reset(): void;
}

export interface ClientWorld {
  readonly port: number;
  readonly hasExited: boolean;
  connect(): ClientConnection;
  signal(signal: string): void;
  /** Lets time pass until the condition holds; false when it did not within the time. */
  until(condition: () => boolean, limitMs: number): Promise<boolean>;
  /** Whether something listens on the port. */
  isListening(): Promise<boolean>;
}

const STEP_LIMIT_MS = 8_000;
/** What a server may still have to say after the last step. */
const AFTERMATH_MS = 60;

interface NamedConnection {
  readonly name: string;
  readonly connection: ClientConnection;
}

/** Runs the steps and answers what each connection received. Throws where a step waits in vain. */
export async function runClient(world: ClientWorld, run: ProgramRun): Promise<WireRecord[]> {
  const connections: NamedConnection[] = [];
  const open = (name: string): ClientConnection => {
    const connection = world.connect();
    connections.push({ name, connection });
    return connection;
  };
  const find = (name: string): ClientConnection => {
    const found = connections.findLast((entry) => entry.name === name);
    if (!found) throw new Error(`No connection is called ${name}`);
    return found.connection;
  };
  const wait = async (step: ClientStep, condition: () => boolean): Promise<void> => {
    if (await world.until(condition, STEP_LIMIT_MS)) return;
    const seen = connections.map(({ name, connection: { state, received } }) => ({
      name,
      state,
      received,
    }));
    throw new Error(`In vain: ${JSON.stringify(step)}; connections: ${JSON.stringify(seen)}`);
  };
  await waitForListener(world);
  for (const step of run.client ?? []) await runStep(step, { world, open, find, wait });
  await world.until(() => false, AFTERMATH_MS);
  return connections.map(({ name, connection: { received, state } }) => ({
    name,
    received,
    state,
  }));
}

async function waitForListener(world: ClientWorld): Promise<void> {
  for (let tries = 0; tries < 2_000 && !world.hasExited; tries++) {
    if (await world.isListening()) return;
    await world.until(() => world.hasExited, 5);
  }
}

interface StepTools {
  readonly world: ClientWorld;
  readonly open: (name: string) => ClientConnection;
  readonly find: (name: string) => ClientConnection;
  readonly wait: (step: ClientStep, condition: () => boolean) => Promise<void>;
}

async function runStep(step: ClientStep, tools: StepTools): Promise<void> {
  const { world, open, find, wait } = tools;
  if ('get' in step) {
    const connection = open(step.get);
    const fields = `Host: localhost:${world.port}\r\n${step.fields ?? ''}Connection: close\r\n`;
    connection.write(`GET ${step.get} HTTP/1.1\r\n${fields}\r\n`);
    await wait(step, () => connection.state !== 'open');
  } else if ('connect' in step) {
    open(step.connect);
  } else if ('send' in step) {
    find(step.send).write(step.text.replaceAll('<port>', String(world.port)));
  } else if ('until' in step) {
    const connection = find(step.until);
    await wait(step, () => connection.received.includes(step.text));
  } else if ('closed' in step) {
    const connection = find(step.closed);
    await wait(step, () => connection.state !== 'open');
  } else if ('end' in step) {
    find(step.end).end();
  } else if ('reset' in step) {
    find(step.reset).reset();
  } else if ('waitMs' in step) {
    await world.until(() => false, step.waitMs);
  } else if ('signal' in step) {
    world.signal(step.signal);
  } else {
    await wait(step, () => world.hasExited);
  }
}
