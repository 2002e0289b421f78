// Runs a program of the conformance suite on the simulated Node: one machine, the files at the same paths as
// on the real one, and a client on the same machine.

import { lookup } from 'node:dns/promises';
import { FileSystem } from '../../sim/files/file-system.ts';
import type { Pack } from '../../sim/files/pack.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import type { Endpoint } from '../../sim/net/endpoint.ts';
import { Network } from '../../sim/net/network.ts';
import type { GuestRealm } from '../../sim/node/guest-realm.ts';
import { scriptPreparer } from '../../sim/node/prepare/script-preparer.ts';
import { startNode } from '../../sim/node/start-node.ts';
import { Machine } from '../../sim/process/machine.ts';
import { NativeProcess } from '../../sim/process/native-process.ts';
import type { Process, Signal } from '../../sim/process/process.ts';
import { NodeDriver } from '../node-driver.ts';
import { type ClientConnection, type ClientWorld, runClient } from './client-script.ts';
import type { Masks, Outcome, WireRecord } from './outcome.ts';
import { mainFile, type Program } from './program.ts';
import type { ProgramPlace } from './real-node.ts';

const PORT = 38_080;
const RUN_LIMIT_US = 200_000_000;
const STEP_US = 1_000;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

class SimulatedConnection implements ClientConnection {
  received = '';
  state: WireRecord['state'] = 'open';
  #endpoint: Endpoint | null = null;
  #waiting: (() => void)[] = [];

  established(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    endpoint.setHandlers({
      data: (bytes) => {
        this.received += latin1(bytes);
      },
      end: () => {
        if (this.state === 'open') this.state = 'ended';
        endpoint.shutdown();
      },
      failed: () => {
        if (this.state === 'open') this.state = 'reset';
      },
    });
    endpoint.resumeReading();
    for (const action of this.#waiting) action();
  }

  write(text: string): void {
    this.#do(() => this.#endpoint?.write(Buffer.from(text, 'latin1')));
  }

  end(): void {
    this.#do(() => this.#endpoint?.shutdown());
  }

  reset(): void {
    this.#do(() => this.#endpoint?.reset());
  }

  #do(action: () => void): void {
    if (this.#endpoint) action();
    else this.#waiting.push(action);
  }
}

class SimulatedWorld implements ClientWorld {
  readonly port = PORT;
  readonly #kernel: Kernel;
  readonly #machine: Machine;
  readonly #server: Process;
  readonly #client: NativeProcess;

  constructor(machine: Machine, server: Process) {
    const { kernel, host } = machine;
    this.#kernel = kernel;
    this.#machine = machine;
    this.#server = server;
    const pid = machine.takePid();
    this.#client = new NativeProcess({ kernel, host, pid, name: 'client', command: 'client' });
  }

  get hasExited(): boolean {
    return this.#server.isDead;
  }

  connect(): SimulatedConnection {
    const connection = new SimulatedConnection();
    this.#machine.network.connect({
      from: this.#machine.host,
      to: { ip: '127.0.0.1', port: PORT },
      executor: this.#client,
      pending: {
        connected: (endpoint) => connection.established(endpoint),
        failed: () => {
          connection.state = 'refused';
        },
      },
    });
    return connection;
  }

  signal(signal: string): void {
    this.#server.signal(signal as Signal);
  }

  async until(condition: () => boolean, limitMs: number): Promise<boolean> {
    const endsAtUs = this.#kernel.nowUs + limitMs * 1_000;
    while (!condition()) {
      if (this.#kernel.nowUs >= endsAtUs) return false;
      await this.#kernel.run(this.#kernel.nowUs + STEP_US);
    }
    return true;
  }

  isListening(): Promise<boolean> {
    const { listeners } = this.#machine.host;
    return Promise.resolve(listeners.some(({ address }) => address.port === PORT));
  }
}

export interface SimulatedMachine {
  readonly realm: GuestRealm;
  /** Packages a program can require. */
  readonly packages: readonly Pack[];
  /** Adds other hosts to the network, before the program starts. */
  readonly addNeighbours?: (network: Network, kernel: Kernel) => void;
}

/** Runs the program in a world of its own. Only one may run at a time. */
export async function runOnSimulatedNode(
  program: Program,
  place: ProgramPlace,
  { realm, packages, addNeighbours }: SimulatedMachine,
): Promise<{ outcome: Outcome; masks: Masks }> {
  const kernel = new Kernel({ seed: 1, driver: new NodeDriver() });
  const network = new Network(kernel);
  const host = network.addHost('app', '10.0.0.12');
  addNeighbours?.(network, kernel);
  // Hosts files differ in whether ::1 is called localhost too.
  const localhost = await lookup('localhost', { all: true });
  network.setName('localhost', [...new Set(localhost.map(({ address }) => address))]);
  const files = new FileSystem({ now: () => kernel.nowUs, ...realm.platform });
  for (const pack of packages) {
    for (const name of pack.names) {
      files.writeFile(`${place.modules}/${name}`, pack.get(name) as string);
    }
  }
  files.makeDirectories(place.folder);
  files.makeDirectories('/tmp');
  files.makeLink(`${place.folder}/node_modules`, place.modules);
  for (const [path, text] of program.files) files.writeFile(`${place.folder}/${path}`, text);
  const machine = new Machine({
    kernel,
    network,
    host,
    files,
    startedAtMs: Date.UTC(2026, 10, 22),
  });
  const output = { stdout: '', stderr: '' };
  const failures: string[] = [];
  kernel.trace.subscribe((event) => {
    if (event.kind === 'process-output') output[event.stream] += event.text;
    else if (event.kind === 'simulator-failed') failures.push(event.detail);
  });
  const { run } = program;
  const main = `${place.folder}/${mainFile(program)}`;
  const server = startNode({
    machine,
    realm,
    preparer: scriptPreparer,
    name: 'app',
    words: [...(run.options ?? []), main, ...(run.args ?? [])],
    workingDirectory: place.folder,
    calledAs: place.executable ?? process.execPath,
    environmentVariables: {
      PATH: '/usr/bin:/bin',
      HOME: '/root',
      TZ: 'UTC',
      PORT: String(PORT),
      ...run.env,
    },
  });
  const world = new SimulatedWorld(machine, server);
  let wire: WireRecord[] = [];
  if (run.client) {
    wire = await runClient(world, run);
    if (!server.isDead) server.signal('SIGKILL');
  } else {
    await kernel.run(RUN_LIMIT_US);
    if (!server.isDead) server.signal('SIGKILL');
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
  const { code: exitCode = null, signal = null } = server.exit ?? {};
  return {
    outcome: { ...output, exitCode, signal, wire },
    masks: { port: PORT, pid: server.pid },
  };
}
