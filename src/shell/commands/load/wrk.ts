// wrk 4.1: keeps so many connections busy for so long. Simplified: no TLS, no scripts; threads only divide the rates.

import type { ClientOutcome } from '#sim';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { resolveName, socketErrorWords, TcpSocket } from '../net/tcp-socket.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';
import { bytesOf, type LoadPlan, runLoad } from './load-run.ts';
import { durationText, wrkReport } from './wrk-report.ts';

const USAGE = [
  'Usage: wrk <options> <url>                            ',
  '  Options:                                            ',
  '    -c, --connections <N>  Connections to keep open   ',
  '    -d, --duration    <T>  Duration of test           ',
  '    -t, --threads     <N>  Number of threads to use   ',
  '                                                      ',
  '    -s, --script      <S>  Load Lua script file       ',
  '    -H, --header      <H>  Add header to request      ',
  '        --latency          Print latency statistics   ',
  '        --timeout     <T>  Socket/request timeout     ',
  '    -v, --version          Print version details      ',
  '                                                      ',
  '  Numeric arguments may include a SI unit (1k, 1M, 1G)',
  '  Time arguments may include a time unit (2s, 2m, 2h)',
  '',
].join('\n');

const SAMPLE_US = 100_000;

interface WrkOptions {
  readonly address: string;
  readonly plan: LoadPlan;
  readonly threads: number;
  readonly seconds: number;
  readonly timeoutSeconds: number;
  readonly showsDistribution: boolean;
}

/** `1k` */
function numberOf(text: string): number {
  const match = /^(\d+)([kMG]?)$/.exec(text);
  if (!match) throw new UsageError('');
  const [, digits, unit = ''] = match;
  return Number(digits) * { '': 1, k: 1e3, M: 1e6, G: 1e9 }[unit as '' | 'k' | 'M' | 'G'];
}

/** `30s`, `2m` in seconds. */
function secondsOf(text: string): number {
  const match = /^(\d+)([smh]?)$/.exec(text);
  if (!match) throw new UsageError('');
  const [, digits, unit = ''] = match;
  return Number(digits) * { '': 1, s: 1, m: 60, h: 3_600 }[unit as '' | 's' | 'm' | 'h'];
}

function readWrk(options: Options): WrkOptions {
  const [address] = options.operands;
  const match = /^http:\/\/(\[[^\]]*\]|[^:/?#]+)(?::(\d+))?([/?].*)?$/.exec(address ?? '');
  if (address === undefined || !match) throw new UsageError(`invalid URL: ${address}`);
  const [, host = '', port = '80', target = '/'] = match;
  const threads = numberOf(options.value('t') ?? '2');
  const connections = numberOf(options.value('c') ?? '10');
  const seconds = secondsOf(options.value('d') ?? '10');
  if (connections < threads) throw new UsageError('number of connections must be >= threads');
  const fields: [string, string][] = [['Host', port === '80' ? host : `${host}:${port}`]];
  for (const line of options.values('H')) {
    const [name = '', value = ''] = line.split(/:\s*(.*)/s);
    fields.push([name, value]);
  }
  return {
    address,
    threads,
    seconds,
    timeoutSeconds: secondsOf(options.value('timeout') ?? '2'),
    showsDistribution: options.has('latency'),
    plan: {
      host,
      port: Number(port),
      target,
      concurrency: connections,
      durationMs: seconds * 1_000,
      keepsConnections: true,
      method: 'GET',
      httpVersion: '1.1',
      fields,
      body: null,
      timeoutMs: 0,
    },
  };
}

/** Counts outcomes as wrk does. */
class Counter {
  readonly latenciesUs: number[] = [];
  readonly errors = { connect: 0, read: 0, write: 0, timeout: 0 };
  readonly #perSample = new Map<number, number>();
  bytes = 0;
  failedStatuses = 0;

  add(outcome: ClientOutcome, startedUs: number, timeoutSeconds: number): void {
    const { error, head, timings } = outcome;
    if (error !== null && !head) {
      if (timings.startedUs === null) this.errors.connect++;
      else if (error === 'EPIPE') this.errors.write++;
      else this.errors.read++;
      return;
    }
    const latencyUs = timings.endedUs - (timings.startedUs ?? timings.askedUs);
    this.bytes += bytesOf(outcome);
    const sample = Math.floor((timings.endedUs - startedUs) / SAMPLE_US);
    this.#perSample.set(sample, (this.#perSample.get(sample) ?? 0) + 1);
    if (latencyUs > timeoutSeconds * 1e6) this.errors.timeout++;
    this.latenciesUs.push(latencyUs);
    if (head && head.status > 399) this.failedStatuses++;
  }

  rates(tookUs: number, threads: number): number[] {
    const samples = Math.floor(tookUs / SAMPLE_US);
    return Array.from({ length: samples }, (_sample, index) => {
      return ((this.#perSample.get(index) ?? 0) * 1e6) / SAMPLE_US / threads;
    });
  }
}

/** Tries the way before anything is measured. Answers the status where there is none. */
function* tryOut(run: Invocation, { host, port }: LoadPlan): Task<number | null> {
  const addresses = resolveName(run, host);
  if (typeof addresses === 'string') {
    yield* run.printError(`unable to resolve ${host}:http Name or service not known\n`);
    return 1;
  }
  let last = '';
  for (const ip of addresses) {
    const socket = yield* TcpSocket.connect(run, { ip, port });
    if (typeof socket !== 'string') {
      socket.close();
      return null;
    }
    last = socketErrorWords(socket);
  }
  yield* run.printError(`unable to connect to ${host}:${port} ${last}\n`);
  return 1;
}

function* wrk(run: Invocation): Task<number> {
  let options: WrkOptions;
  try {
    options = readWrk(
      parseOptions(run.args, {
        short: 'c:d:t:s:H:v',
        long: {
          connections: 'c',
          duration: 'd',
          threads: 't',
          script: 's',
          header: 'H',
          latency: 'latency',
          timeout: 'timeout',
          version: 'v',
        },
        longValues: ['timeout'],
      }),
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const isOwn = /^(?:number|invalid URL: h)/.test(error.message);
    if (isOwn) yield* run.printError(`${error.message}\n`);
    yield* run.print(USAGE);
    return 1;
  }
  const { plan, threads, seconds, timeoutSeconds, address } = options;
  const refused = yield* tryOut(run, plan);
  if (refused !== null) return refused;
  yield* run.print(`Running ${durationText(seconds)} test @ ${address}\n`);
  yield* run.print(`  ${threads} threads and ${plan.concurrency} connections\n`);
  const counter = new Counter();
  const startedUs = run.kernel.nowUs;
  // biome-ignore lint/correctness/useYield: counting takes no time
  yield* runLoad(run, plan, function* (outcome) {
    counter.add(outcome, startedUs, timeoutSeconds);
    return true;
  });
  const tookUs = run.kernel.nowUs - startedUs;
  const { latenciesUs, errors, bytes, failedStatuses } = counter;
  yield* run.print(
    wrkReport({
      latenciesUs,
      errors,
      bytes,
      failedStatuses,
      rates: counter.rates(tookUs, threads),
      tookUs,
      showsDistribution: options.showsDistribution,
    }),
  );
  return 0;
}

export const wrkCommands = [
  define('wrk', {
    summary: 'keep connections busy for a while and report rates and latencies',
    usage: 'wrk [-t THREADS] [-c CONNECTIONS] [-d DURATION] [--latency] http://HOST[:PORT]/PATH',
    program: wrk,
    hasOwnHelp: true,
  }),
];
