// Plays a scenario against the simulated Redis: one machine, clients on the same machine as in the recordings.

import { FileSystem } from '../../sim/files/file-system.ts';
import { decodeLatin1, encodeLatin1 } from '../../sim/http/latin1.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import type { Endpoint } from '../../sim/net/endpoint.ts';
import { Network } from '../../sim/net/network.ts';
import { Machine } from '../../sim/process/machine.ts';
import { NativeProcess } from '../../sim/process/native-process.ts';
import { comparable, type Received, type Scenario } from '../../sim/redis/conformance/scenario.ts';
import { createRedisService, type RedisService } from '../../sim/redis/redis-service.ts';
import { NodeDriver } from '../node-driver.ts';
import { createNodePlatform } from '../node-platform.ts';

/** Long enough for an answer, short against anything a scenario waits for. */
const STEP_US = 5_000;

/** A machine with Redis on it, for scenarios and tests. */
export class RedisWorld {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly machine: Machine;
  readonly service: RedisService;
  readonly output: string[] = [];
  readonly #client: NativeProcess;
  readonly #endpoints = new Map<number, Endpoint>();
  readonly #received = new Map<number, string>();
  /** How connections ended, by their number. */
  readonly ends = new Map<number, string>();

  constructor(configuration: string, options: { seed?: number } = {}) {
    const platform = createNodePlatform();
    this.kernel = new Kernel({ seed: options.seed ?? 1, driver: new NodeDriver() });
    this.network = new Network(this.kernel);
    const host = this.network.addHost('redis', '10.0.0.31');
    this.machine = new Machine({
      kernel: this.kernel,
      network: this.network,
      host,
      files: new FileSystem({ now: () => this.kernel.nowUs, ...platform }),
      startedAtMs: Date.UTC(2026, 10, 22, 8),
    });
    this.kernel.trace.subscribe((event) => {
      if (event.kind === 'process-output') this.output.push(event.text);
    });
    this.machine.files.writeFile('/etc/redis/redis.conf', configuration);
    this.service = createRedisService({
      spec: {
        kind: 'redis',
        name: 'redis',
        label: 'Redis',
        ip: '10.0.0.31',
        directory: '/etc/redis',
      },
      machine: this.machine,
      platform,
    });
    const pid = this.machine.takePid();
    this.#client = new NativeProcess({
      kernel: this.kernel,
      host,
      pid,
      name: 'client',
      command: 'client',
    });
    this.service.start();
  }

  /** Connects, if that has not been done, and sends bytes. */
  send(on: number, bytes: string): void {
    const endpoint = this.#endpoints.get(on);
    if (endpoint) {
      endpoint.write(encodeLatin1(bytes));
      return;
    }
    this.network.connect({
      from: this.machine.host,
      to: { ip: '127.0.0.1', port: 6379 },
      executor: this.#client,
      pending: {
        connected: (connected) => {
          this.#endpoints.set(on, connected);
          connected.setHandlers({
            data: (data) =>
              this.#received.set(on, (this.#received.get(on) ?? '') + decodeLatin1(data)),
            end: () => this.ends.set(on, 'ended'),
            failed: (errno) => this.ends.set(on, errno),
          });
          connected.resumeReading();
          connected.write(encodeLatin1(bytes));
        },
        failed: (errno) => this.ends.set(on, errno),
      },
    });
  }

  close(on: number): void {
    this.#endpoints.get(on)?.close();
  }

  /** Lets time pass. */
  async run(ms: number): Promise<void> {
    await this.kernel.run(this.kernel.nowUs + ms * 1_000);
  }

  /** What came in since the last time, by connection. */
  take(): Record<string, string> {
    const taken = Object.fromEntries(
      [...this.#received].sort(([a], [b]) => a - b).map(([on, bytes]) => [String(on), bytes]),
    );
    this.#received.clear();
    return taken;
  }

  /** Sends a command and answers with the bytes of its reply. */
  async ask(text: string, on = 1): Promise<string> {
    this.send(on, `${text}\r\n`);
    await this.run(STEP_US / 1_000);
    return this.take()[String(on)] ?? '';
  }
}

/** Plays the scenario and answers what was received after each step, ready to be compared. */
export async function playSimulated(scenario: Scenario): Promise<Received[]> {
  const world = new RedisWorld(`${scenario.configuration.join('\n')}\ndir /var/lib/redis\n`);
  await world.run(100);
  const received: Received[] = [];
  for (const { step } of scenario.steps) {
    if (step.do === 'send') world.send(step.on, step.bytes);
    else if (step.do === 'close') world.close(step.on);
    await world.run(step.do === 'wait' ? step.ms : STEP_US / 1_000);
    const compare = step.do === 'send' ? step.compare : 'exact';
    received.push(
      Object.fromEntries(
        Object.entries(world.take()).map(([on, bytes]) => [on, comparable(bytes, compare)]),
      ),
    );
  }
  return received;
}
