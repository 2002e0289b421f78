// A scripted TCP server: connection n runs the nth script, the last one serves all later
// connections. What it sees is noted.

import type { Kernel } from '../kernel/kernel.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Host } from '../net/host.ts';
import type { Listener } from '../net/listener.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { CaseUpstream, ScriptStep } from './case.ts';
import { ScriptedConnection, type ServerEvent } from './scripted-connection.ts';
import { start } from './task.ts';
import type { HarnessTools } from './tools.ts';

/** A scripted server with its process. */
export class NetServer {
  readonly process: NativeProcess;
  readonly events: ServerEvent[] = [];
  readonly #kernel: Kernel;
  readonly #tools: HarnessTools;
  readonly #scripts: readonly (readonly ScriptStep[])[];
  #count = 0;

  constructor(options: {
    upstream: CaseUpstream;
    machine: Machine;
    host: Host;
    ip: string;
    tools: HarnessTools;
    earlier: readonly ServerEvent[];
  }) {
    const { machine, upstream, host, ip } = options;
    this.#kernel = machine.kernel;
    this.#tools = options.tools;
    this.#scripts = upstream.source as readonly (readonly ScriptStep[])[];
    this.events.push(...options.earlier);
    this.process = new NativeProcess({
      kernel: machine.kernel,
      host,
      pid: machine.takePid(),
      name: upstream.name,
      command: `net server ${upstream.name}`,
    });
    const listener = host.listen({
      address: { ip, port: upstream.port ?? 3000 },
      backlog: upstream.backlog ?? 511,
      executor: this.process,
      accepted: (endpoint) => this.#accepted(endpoint),
    });
    if (typeof listener !== 'string') this.process.hold(listener as Listener);
  }

  #accepted(endpoint: Endpoint): void {
    this.process.hold(endpoint);
    endpoint.handOver(this.process);
    this.#count++;
    const script = this.#scripts[Math.min(this.#count, this.#scripts.length) - 1] ?? [];
    const connection = new ScriptedConnection(endpoint, this.#count, this.events);
    start(connection.run(script, { kernel: this.#kernel, tools: this.#tools }));
  }
}
