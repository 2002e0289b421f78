// ab 2.3 (ApacheBench): so many requests, so many at a time. Requests are HTTP/1.0; -k asks for kept connections.
// Simplified: no TLS, no proxy, no tables in HTML.

import type { ClientOutcome } from '#sim';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { resolveName } from '../net/tcp-socket.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';
import { type AbSample, abReport } from './ab-report.ts';
import { bytesOf, type LoadPlan, runLoad } from './load-run.ts';

const BANNER = `This is ApacheBench, Version 2.3 <$Revision: 1934973 $>
Copyright 1996 Adam Twiss, Zeus Technology Ltd, http://www.zeustech.net/
Licensed to The Apache Software Foundation, http://www.apache.org/

`;

const USAGE = `Usage: ab [options] [http[s]://]hostname[:port]/path
Options are:
    -n requests     Number of requests to perform
    -c concurrency  Number of multiple requests to make at a time
    -t timelimit    Seconds to max. to spend on benchmarking
                    This implies -n 50000
    -s timeout      Seconds to max. wait for each response
                    Default is 30 seconds
    -p postfile     File containing data to POST. Remember also to set -T
    -T content-type Content-type header to use for POST/PUT data
    -H attribute    Add Arbitrary header line
    -k              Use HTTP KeepAlive feature
    -l              Accept variable document length
    -q              Do not show progress when doing more than 150 requests
    -r              Don't exit on socket receive errors.
    -m method       Method name
    -h              Display usage information (this message)
`;

/** More requests than this show how far they are. */
const QUIET_REQUESTS = 150;
const USAGE_STATUS = 22;

/** System errors that end ab, with their numbers: it exits with them, cut to a byte. */
const ENDING: Readonly<Record<string, readonly [words: string, number: number]>> = {
  ECONNREFUSED: ['apr_socket_recv: Connection refused', 111],
  ECONNRESET: ['apr_socket_recv: Connection reset by peer', 104],
  EHOSTUNREACH: ['apr_socket_recv: No route to host', 113],
  ENETUNREACH: ['apr_socket_recv: Network is unreachable', 101],
  EPIPE: ['apr_socket_recv: Broken pipe', 32],
  ETIMEDOUT: ['apr_socket_recv: Connection timed out', 110],
  'client-gave-up-waiting': ['apr_pollset_poll: The timeout specified has expired', 70_007],
};

interface AbOptions {
  readonly plan: LoadPlan;
  readonly isQuiet: boolean;
  readonly takesAnyLength: boolean;
  readonly goesOnAfterErrors: boolean;
}

const refuse = (text: string): never => {
  throw new UsageError(text, { status: USAGE_STATUS, hasHint: false });
};

function planOf(run: Invocation, options: Options): AbOptions {
  const [address, ...more] = options.operands;
  if (address === undefined || more.length > 0) refuse('wrong number of arguments');
  const match = /^(?:http:\/\/)?(\[[^\]]*\]|[^:/]+)(?::(\d+))?(\/.*)$/.exec(address ?? '');
  if (!match) return refuse('invalid URL');
  const [, host = '', port = '80', target = '/'] = match;
  const number = (name: string, otherwise: number): number =>
    Number(options.value(name) ?? otherwise);
  const seconds = options.value('t');
  const requests = number('n', seconds === undefined ? 1 : 50_000);
  const concurrency = number('c', 1);
  if (!(requests > 0)) refuse('Invalid number of requests');
  if (concurrency > requests) {
    refuse('Cannot use concurrency level greater than total number of requests');
  }
  const file = options.value('p');
  const body = file === undefined ? null : run.files.readText(run.resolve(file));
  const keepsConnections = options.has('k');
  const fields: [string, string][] = [];
  if (keepsConnections) fields.push(['Connection', 'Keep-Alive']);
  if (body !== null) {
    fields.push(['Content-length', String(body.length)]);
    fields.push(['Content-type', options.value('T') ?? 'text/plain']);
  }
  fields.push(['Host', port === '80' ? host : `${host}:${port}`]);
  fields.push(['User-Agent', 'ApacheBench/2.3'], ['Accept', '*/*']);
  for (const line of options.values('H')) {
    const [name = '', value = ''] = line.split(/:\s*(.*)/s);
    const own = fields.findIndex(([other]) => other.toLowerCase() === name.toLowerCase());
    if (own >= 0) fields.splice(own, 1);
    fields.push([name, value]);
  }
  return {
    plan: {
      host,
      port: Number(port),
      target,
      concurrency,
      requests,
      ...(seconds !== undefined && { durationMs: Number(seconds) * 1_000 }),
      keepsConnections,
      method: options.value('m') ?? (body === null ? 'GET' : 'POST'),
      httpVersion: '1.0',
      fields,
      body,
      timeoutMs: number('s', 30) * 1_000,
    },
    isQuiet: options.has('q'),
    takesAnyLength: options.has('l'),
    goesOnAfterErrors: options.has('r'),
  };
}

/** Counts outcomes as ab does. */
class Counter {
  readonly samples: AbSample[] = [];
  readonly failed = { connect: 0, receive: 0, length: 0 };
  documentBytes: number | null = null;
  software = '';
  non2xx = 0;
  keptAlive = 0;
  totalBytes = 0;
  bodyBytes = 0;

  add(outcome: ClientOutcome, takesAnyLength: boolean): void {
    const { timings, head, body } = outcome;
    const { askedUs, endedUs } = timings;
    const startedUs = timings.startedUs ?? askedUs;
    const connectUs = outcome.connectionReused ? 0 : startedUs - askedUs;
    const waitUs = (timings.headUs ?? endedUs) - startedUs;
    this.samples.push({ connectUs, waitUs, totalUs: endedUs - askedUs });
    const field = (name: string): string | undefined =>
      head?.fields.find(([other]) => other.toLowerCase() === name)?.[1];
    if (this.documentBytes === null) {
      this.documentBytes = body.length;
      this.software = field('server') ?? '';
    } else if (body.length !== this.documentBytes && !takesAnyLength) this.failed.length++;
    if (head && (head.status < 200 || head.status > 299)) this.non2xx++;
    if (/keep-alive/i.test(field('connection') ?? '')) this.keptAlive++;
    this.totalBytes += bytesOf(outcome);
    this.bodyBytes += body.length;
  }
}

function* benchmark(run: Invocation, options: AbOptions): Task<number> {
  const { plan, isQuiet, takesAnyLength, goesOnAfterErrors } = options;
  const requests = plan.requests ?? 1;
  const isLong = requests > QUIET_REQUESTS && !isQuiet;
  const beat = Math.max(100, Math.floor(requests / 10));
  yield* run.print(`${BANNER}Benchmarking ${plan.host} (be patient)${isLong ? '\n' : '...'}`);
  if (typeof resolveName(run, plan.host) === 'string') {
    yield* run.printError(
      `apr_sockaddr_info_get() for ${plan.host}: Name or service not known (670002)\n`,
    );
    return 670_002 & 255;
  }
  const counter = new Counter();
  const startedUs = run.kernel.nowUs;
  let problem: readonly [string, number] | undefined;
  const end = yield* runLoad(run, plan, function* (outcome) {
    const ending = ENDING[outcome.error ?? ''];
    if (ending && goesOnAfterErrors) {
      if (outcome.timings.startedUs === null) counter.failed.connect++;
      else counter.failed.receive++;
    } else if (ending) {
      problem = ending;
      return false;
    }
    counter.add(outcome, takesAnyLength);
    const done = counter.samples.length;
    if (isLong && done % beat === 0 && plan.durationMs === undefined) {
      yield* run.printError(`Completed ${done} requests\n`);
    }
    return true;
  });
  const done = counter.samples.length;
  if (problem) {
    yield* run.printError(`${problem[0]} (${problem[1]})\n`);
    if (done > 0) yield* run.print(`Total of ${done} requests completed\n`);
    return problem[1] & 255;
  }
  if (isLong) yield* run.printError(`Finished ${done} requests\n`);
  else if (end === 'done') yield* run.print('..done\n');
  const { host, port, target: path, concurrency, keepsConnections } = plan;
  yield* run.print(
    abReport({
      ...counter,
      documentBytes: counter.documentBytes ?? 0,
      host,
      port,
      path,
      concurrency,
      tookUs: run.kernel.nowUs - startedUs,
      keptAlive: keepsConnections ? counter.keptAlive : null,
    }),
  );
  return end === 'interrupted' ? 1 : 0;
}

function* ab(run: Invocation): Task<number> {
  try {
    if (run.args[0] === '-V') {
      yield* run.print(BANNER.replace(/\n\n$/, '\n'));
      return 0;
    }
    if (run.args[0] === '-h') {
      yield* run.printError(USAGE);
      return USAGE_STATUS;
    }
    const options = parseOptions(run.args, {
      short: 'n:c:t:s:b:B:p:T:u:v:lwix:y:z:C:H:A:P:X:Vkdg:Se:qrm:hf:Z:',
    });
    return yield* benchmark(run, planOf(run, options));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    yield* run.printError(`ab: ${error.message}\n${USAGE}`);
    return USAGE_STATUS;
  }
}

export const abCommands = [
  define('ab', {
    summary: 'send many requests, so many at a time, and report how long they took',
    usage: 'ab [-n REQUESTS] [-c CONCURRENCY] [-t SECONDS] [-k] http://HOST[:PORT]/PATH',
    program: ab,
    hasOwnHelp: true,
  }),
];
