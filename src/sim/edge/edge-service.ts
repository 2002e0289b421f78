// An edge as a service of a world: a CDN's place in front of an origin. It behaves as Cloudflare documents for its own;
// its settings are in edge.json below its directory. Settings that are refused change nothing.

import { NativeProcess } from '../process/native-process.ts';
import type { HostService } from '../scenario/host-service.ts';
import type { PeerFactory, PeerOptions } from '../scenario/peers.ts';
import type { EdgeHost } from '../scenario/system.ts';
import { EdgeContext } from './edge-context.ts';
import { type ReadSettings, readSettings, type SettingsProblem } from './settings.ts';
import './trace.ts';
import { VisitorConnection } from './visitor-connection.ts';

/** Where visitors come. */
const PORT = 80;
const RESTART_US = 10_000;

class EdgeService implements HostService {
  readonly #options: PeerOptions<EdgeHost>;
  #context: EdgeContext | null = null;

  constructor(options: PeerOptions<EdgeHost>) {
    this.#options = options;
  }

  get process(): NativeProcess | null {
    const process = this.#context?.process;
    return process instanceof NativeProcess && !process.isDead ? process : null;
  }

  start(): void {
    if (this.process) return;
    const read = this.#read();
    if ('problems' in read) {
      this.#report(read.problems);
      return;
    }
    this.#listen(read);
    this.#report([]);
  }

  stop(): void {
    this.process?.end({ code: 0, signal: null });
    this.#context = null;
  }

  restart(): void {
    this.stop();
    this.#options.machine.kernel.after(RESTART_US, () => this.start());
  }

  apply(): void {
    if (!this.process || !this.#context) {
      this.start();
      return;
    }
    const read = this.#read();
    if (!('problems' in read)) this.#context.change(read);
    this.#report('problems' in read ? read.problems : []);
  }

  #read(): ReadSettings | { readonly problems: readonly SettingsProblem[] } {
    const { spec, machine } = this.#options;
    const file = `${spec.directory}/edge.json`;
    if (machine.files.find(file)?.kind !== 'file') {
      return { problems: [{ line: 1, message: `there is no ${file}` }] };
    }
    return readSettings(file, machine.files.readText(file));
  }

  #listen(read: ReadSettings): void {
    const { machine, spec } = this.#options;
    const { kernel, host } = machine;
    const pid = machine.takePid();
    const process = new NativeProcess({ kernel, host, pid, name: spec.name, command: 'edge' });
    machine.add(process);
    const context = new EdgeContext(machine, process, read);
    const listener = host.listen({
      address: { ip: '0.0.0.0', port: PORT },
      backlog: 4_096,
      executor: process,
      accepted: (endpoint) => void new VisitorConnection(context, endpoint),
    });
    if (typeof listener !== 'string') process.hold(listener);
    this.#context = context;
  }

  #report(problems: readonly SettingsProblem[]): void {
    const { machine, spec } = this.#options;
    machine.kernel.trace.record({
      kind: 'edge-configuration',
      host: spec.name,
      isAccepted: problems.length === 0,
      isRunning: this.process !== null,
      problems,
    });
  }
}

/** Makes edges. */
export const createEdge: PeerFactory<'edge'> = (options) => new EdgeService(options);
