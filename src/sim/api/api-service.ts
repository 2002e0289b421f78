// A third party's API as a host of a world. Its script is api.json below the host's directory; a script with a mistake
// changes nothing, and where there was none before, nothing listens.

import { JsonLineError } from '../files/json-lines.ts';
import type { Process } from '../process/process.ts';
import type { FaultSetting, HostService } from '../scenario/host-service.ts';
import type { PeerOptions } from '../scenario/peers.ts';
import type { ApiHost } from '../scenario/system.ts';
import { ApiServer } from './api-server.ts';
import { checkFault, FaultSwitches } from './faults.ts';
import { readScript } from './read-script.ts';
import type { ApiScript } from './script.ts';
import './trace.ts';

const RESTART_US = 10_000;

export class ApiService implements HostService {
  readonly #options: PeerOptions<ApiHost>;
  readonly #faults = new FaultSwitches();
  #server: ApiServer | null = null;

  constructor(options: PeerOptions<ApiHost>) {
    this.#options = options;
  }

  get process(): Process | null {
    return this.#server;
  }

  start(): void {
    if (this.#server) return;
    const script = this.#read();
    if (!script) return;
    const { machine, platform } = this.#options;
    const server = new ApiServer({ machine, platform, script, faults: this.#faults });
    machine.add(server);
    this.#server = server;
    server.onExit(() => {
      this.#server = null;
    });
    server.listen();
  }

  stop(): void {
    this.#server?.signal('SIGTERM');
  }

  restart(): void {
    this.stop();
    this.#options.machine.kernel.after(RESTART_US, () => this.start());
  }

  /** Reads the script again; open connections stay. */
  apply(): void {
    const server = this.#server;
    if (!server) {
      this.start();
      return;
    }
    const script = this.#read();
    if (script) server.use(script);
  }

  setFault(fault: string, setting: FaultSetting): void {
    const checked = checkFault(fault);
    if (this.#server) this.#server.setFault(checked, setting);
    else this.#faults.set(checked, setting);
  }

  #read(): ApiScript | null {
    const { spec, machine } = this.#options;
    const path = `${spec.directory}/api.json`;
    const report = (isAccepted: boolean, line: number | null, text: string): void =>
      machine.kernel.trace.record({ kind: 'api-script', host: spec.name, isAccepted, line, text });
    if (!machine.files.exists(path)) {
      report(false, null, `there is no ${path}`);
      return null;
    }
    try {
      const script = readScript(machine.files.readText(path));
      report(true, null, '');
      return script;
    } catch (error) {
      if (!(error instanceof JsonLineError)) throw error;
      report(false, error.line, `api.json:${error.line}: ${error.message}`);
      return null;
    }
  }
}

/** Makes the service of a host of the kind `api`. */
export const createApiService = (options: PeerOptions<ApiHost>): ApiService =>
  new ApiService(options);
