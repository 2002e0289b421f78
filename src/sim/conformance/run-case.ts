// Runs a case in the simulated world and answers its recording.

import { type Nginx, startNginx, testConfiguration } from '../nginx/nginx.ts';
import { NativeProcess } from '../process/native-process.ts';
import { bucket } from './bucket.ts';
import type { Case, CaseRequest, CaseStep } from './case.ts';
import { CaseClient } from './client.ts';
import { ACCESS_LOG, CONF, configText, ERROR_LOG } from './config-text.ts';
import { accessLog, consoleLine, errorLog } from './normalise.ts';
import type { Recording, ResponseRecord } from './record.ts';
import { labelOf } from './request-label.ts';
import { SimulatedConnection } from './simulated-connection.ts';
import { Gate, sleep, start, type Task } from './task.ts';
import type { HarnessTools } from './tools.ts';
import { Upstreams } from './upstreams.ts';
import { CaseWorld } from './world.ts';

const STEP_MS = 1;

class CaseRun {
  readonly #case: Case;
  readonly #world: CaseWorld;
  readonly #client: CaseClient;
  readonly #upstreams: Upstreams;
  readonly #responses: ResponseRecord[] = [];
  readonly #commands: unknown[] = [];
  #nginx: Nginx | null = null;
  #pending = 0;
  #settling = 0;
  #idle = new Gate();
  #startMs = 0;
  readonly recording: Recording;

  constructor(c: Case, tools: HarnessTools) {
    this.#case = c;
    this.#world = new CaseWorld(tools);
    const { machine, kernel } = this.#world;
    const process = new NativeProcess({
      kernel,
      host: machine.host,
      pid: machine.takePid(),
      name: 'client',
      command: 'client',
    });
    const connect = (): SimulatedConnection => new SimulatedConnection(machine, process);
    this.#client = new CaseClient({ clock: kernel, connect, tools });
    this.#upstreams = new Upstreams(this.#world, tools, c.upstreams ?? []);
    this.recording = { name: c.name };
  }

  get #nowMs(): number {
    return this.#world.kernel.nowUs / 1_000;
  }

  *run(): Task {
    const c = this.#case;
    const { kernel } = this.#world;
    this.#world.prepare(c);
    this.#upstreams.prepare();
    yield* this.#upstreams.startAll();
    if (c.nginx_conf) yield* this.#startNginx(c.nginx_conf);
    this.#startMs = this.#nowMs;
    for (const step of c.timeline ?? []) yield* this.#step(step);
    yield* this.#waitFor(() => this.#pending === 0 && this.#settling === 0);
    if (c.linger_ms) yield* sleep(kernel, c.linger_ms);
    yield* sleep(kernel, 200);
    this.#upstreams.freeze();
    this.#client.closeAll();
    yield* sleep(kernel, this.#nginx ? 120 : 20);
    if (this.#nginx?.isRunning) this.#nginx.stop('SIGTERM');
    yield* sleep(kernel, 5);
    this.#upstreams.stopAll();
    this.#write();
  }

  *#waitFor(holds: () => boolean): Task {
    while (!holds()) {
      this.#idle = new Gate();
      yield* this.#idle.wait();
    }
  }

  *#startNginx(conf: readonly string[]): Task {
    this.#world.files.writeFile(CONF, configText(this.#case, conf));
    const started = startNginx({
      machine: this.#world.machine,
      configPath: CONF,
      prefix: '/etc/nginx/',
      errorLog: ERROR_LOG,
    });
    if ('exit' in started) {
      this.recording.nginx_start = { exit: started.exit, stderr: started.stderr.map(consoleLine) };
    } else {
      this.#nginx = started;
      if (started.stderr.length > 0) {
        this.recording.nginx_start = { stderr: started.stderr.map(consoleLine) };
      }
    }
    yield* sleep(this.#world.kernel, 60);
  }

  #launch(
    request: CaseRequest,
    record: ResponseRecord,
    hold: { readonly ready: Gate; readonly go: Gate } | null,
    done: () => void,
  ): void {
    this.#pending++;
    const port = this.#case.connect?.port ?? this.#case.port;
    const spec = port === undefined ? request : { port, ...request };
    const settled = (task: Task): void => {
      this.#settling++;
      start(task, () => {
        this.#settling--;
        this.#idle.open();
      });
    };
    start(this.#client.request(spec, record, hold, settled), () => {
      this.#pending--;
      done();
      this.#idle.open();
    });
  }

  *#step(step: CaseStep): Task {
    const { kernel } = this.#world;
    // A real harness needs a moment between two steps: what is under way comes to rest.
    if (!step.fault) yield* sleep(kernel, STEP_MS);
    if (step.at_ms !== undefined) yield* sleep(kernel, this.#startMs + step.at_ms - this.#nowMs);
    if (step.request && step.parallel) yield* this.#parallel(step, step.request);
    else if (step.request) yield* this.#requests(step, step.request);
    else if (step.wait_ms !== undefined) yield* sleep(kernel, step.wait_ms);
    else if (step.fault) yield* this.#upstreams.fault(step.fault);
    else if (step.wait_exit !== undefined) yield* this.#waitExit(step, step.wait_exit);
    else if (step.nginx) yield* this.#control(step.nginx);
    else if (step.file) this.#file(step.file);
    else if (step.hosts) this.#world.setHosts(step.hosts);
    else if (step.dns) this.#world.setZone(step.dns);
    else if (step.list_dir !== undefined) this.#list(step.list_dir);
    else if (step.read_file !== undefined) this.#read(step.read_file);
  }

  *#requests(step: CaseStep, request: CaseRequest): Task {
    for (let at = 0; at < (step.repeat ?? 1); at++) {
      const record: ResponseRecord = { request: labelOf(request) };
      if (step.at_ms !== undefined) record.at_ms = step.at_ms;
      this.#responses.push(record);
      const done = new Gate();
      this.#launch(request, record, null, () => done.open());
      if (step.at_ms === undefined) yield* done.wait();
      if (step.gap_ms) yield* sleep(this.#world.kernel, step.gap_ms);
    }
  }

  *#parallel(step: CaseStep, request: CaseRequest): Task {
    const gates: { ready: Gate; go: Gate }[] = [];
    for (let at = 0; at < (step.parallel ?? 1); at++) {
      const record: ResponseRecord = { request: labelOf(request) };
      this.#responses.push(record);
      const hold = { ready: new Gate(), go: new Gate() };
      gates.push(hold);
      this.#launch(request, record, hold, () => {});
    }
    for (const { ready } of gates) yield* ready.wait();
    for (const { go } of gates) {
      go.open();
      yield* sleep(this.#world.kernel, step.stagger_ms ?? 20);
    }
    if (step.at_ms === undefined) yield* this.#waitFor(() => this.#pending === 0);
  }

  *#waitExit(step: CaseStep, name: string): Task {
    const fromMs = this.#nowMs;
    const exited = yield* this.#upstreams.waitExit(name, step.timeout_ms ?? 6_000);
    const after = step.measure ? { after_s: bucket(this.#nowMs - fromMs) } : {};
    this.#commands.push({ command: `wait for ${name} to exit`, exited, ...after });
  }

  *#control({ action, conf }: NonNullable<CaseStep['nginx']>): Task {
    const { kernel, files } = this.#world;
    yield* sleep(kernel, 250);
    if (conf) files.writeFile(CONF, configText(this.#case, conf));
    const nginx = this.#nginx;
    switch (action) {
      case 'reload': {
        const { exit, stderr } = nginx?.reload() ?? { exit: 1, stderr: [] };
        const command = 'nginx -s reload';
        this.#commands.push({ command, exit, stderr: stderr.map(consoleLine) });
        yield* sleep(kernel, 400);
        break;
      }
      case 'test': {
        const { exit, stderr } = this.#test();
        this.#commands.push({ command: 'nginx -t', exit, stderr });
        break;
      }
      case 'stop':
        nginx?.stop('SIGTERM');
        yield* sleep(kernel, 50);
        break;
      case 'start':
        yield* this.#startNginx(conf ?? this.#case.nginx_conf ?? []);
        break;
      case 'quit': {
        this.#commands.push({ command: 'nginx -s quit', exit: 0, stderr: [] });
        nginx?.stop('SIGQUIT');
        yield* this.#waitQuit(5_000);
        const exit = nginx?.isRunning ? null : { code: 0 };
        this.#commands.push({ command: 'nginx exited', exit });
        break;
      }
      case 'kill-worker':
        nginx?.killWorker();
        yield* sleep(kernel, 300);
        break;
      default:
        nginx?.process.signal('SIGUSR1');
        yield* sleep(kernel, 100);
    }
  }

  *#waitQuit(limitMs: number): Task {
    const untilMs = this.#nowMs + limitMs;
    while (this.#nginx?.isRunning && this.#nowMs < untilMs) yield* sleep(this.#world.kernel, 10);
  }

  #test(): { exit: number; stderr: readonly string[] } {
    const options = { prefix: '/etc/nginx/', errorLog: ERROR_LOG };
    const { exit, stderr } = testConfiguration(this.#world.machine, CONF, options);
    return { exit, stderr: stderr.map(consoleLine) };
  }

  #file(file: NonNullable<CaseStep['file']>): void {
    const { files } = this.#world;
    const node = files.find(file.path);
    if (file.remove) {
      if (node?.kind === 'directory') files.removeDirectory(file.path, true);
      else if (node) files.removeFile(file.path);
    } else if (file.chmod !== undefined) {
      files.setMode(file.path, Number.parseInt(file.chmod, 8));
    } else if (file.chown_root) {
      if (node) node.owner = 'root';
    } else {
      this.#world.makeFile(file.path, { text: file.text ?? '' });
    }
  }

  #list(path: string): void {
    const node = this.#world.files.find(path);
    const entries = node ? this.#world.files.list(path).map(({ name }) => name) : [];
    this.#commands.push({ command: `ls ${path}`, entries });
  }

  #read(path: string): void {
    const { files } = this.#world;
    const text = files.exists(path) ? files.readText(path).slice(0, 400) : null;
    this.#commands.push({ command: `cat ${path}`, text });
  }

  #write(): void {
    const { recording } = this;
    const c = this.#case;
    recording.responses = this.#responses;
    if (this.#commands.length > 0) recording.commands = this.#commands;
    if (c.nginx_conf) {
      this.#nginx?.flushLogs();
      recording.access_log = accessLog(this.#world.readLog(ACCESS_LOG));
      recording.error_log = errorLog(this.#world.readLog(ERROR_LOG));
      if (c.unordered_logs) {
        const byText = (a: unknown, b: unknown): number =>
          JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
        recording.access_log.sort(byText);
        recording.error_log.sort();
      }
    }
    if (c.varies?.includes('response_bytes')) {
      for (const response of this.#responses) {
        if (response.complete === false) response.body = { varies: 'a prefix of the whole body' };
      }
      for (const line of recording.access_log ?? []) line['bytes'] = '<varies>';
    }
    if (c.dns) recording.dns_queries = this.#dnsQueries();
    const upstreams = this.#upstreams.record();
    if (Object.keys(upstreams).length > 0) recording.upstreams = upstreams;
  }

  #dnsQueries(): readonly string[] {
    const asked: string[] = [];
    for (const event of this.#world.kernel.trace.since()) {
      if (event.kind === 'dns-query') asked.push(`${event.type} ${event.name}`);
    }
    return this.#case.dns_queries_unordered ? asked.sort() : asked;
  }

  /** `nginx -t` on the files of a case. */
  testOnly(): void {
    this.#world.prepare(this.#case);
    const { exit, stderr } = this.#test();
    this.recording.exit = exit;
    this.recording.stderr = stderr;
  }

  async simulate(): Promise<void> {
    start(this.run());
    await this.#world.kernel.run(MOST_US);
  }
}

/** No case takes longer than this in simulated time. */
const MOST_US = 300_000_000;

/** Runs a case. */
export const runCase = async (c: Case, tools: HarnessTools): Promise<Recording> => {
  const run = new CaseRun(c, tools);
  if (c.kind === 'nginx-config') run.testOnly();
  else await run.simulate();
  return run.recording;
};
