// curl 7.88.1: HTTP/1.1 requests from this host. What it prints and the codes it ends with are the real one's;
// how a transfer ends is told by the simulator's HTTP client. Simplified: no TLS, one connection a request.

import type { ClientOutcome, ParsedUrl } from '#sim';
import { describeError, errorCode } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { FileStream } from '../../io/file-stream.ts';
import { joinChunks } from '../../io/utf8.ts';
import { baseName } from '../../paths.ts';
import { type Task, until } from '../../task.ts';
import { define } from '../define.ts';
import { encodeBase64 } from '../text/base64.ts';
import { type CurlRequest, CurlUsage, parseCurl } from './curl-options.ts';
import { progressOf, verboseRequest, verboseResponse, verboseStart } from './curl-verbose.ts';
import { type Transfer, writeOut } from './curl-write-out.ts';

const VERSION = '7.88.1';
const MOST_REDIRECTS = 50;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Statuses that `--retry` takes for passing trouble. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** One request as it goes out. */
interface Attempt {
  readonly url: ParsedUrl;
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly target: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: string | null;
}

const fieldOf = (line: string): [string, string] | null => {
  const colon = line.indexOf(':');
  return colon < 0 ? null : [line.slice(0, colon), line.slice(colon + 1).trim()];
};

function parseAddress(run: Invocation, text: string): ParsedUrl | string {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const scheme = full.slice(0, full.indexOf(':')).toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    return `(1) Protocol "${scheme}" not supported or disabled in libcurl`;
  }
  const url = run.box.platform.parseUrl(full);
  if (!url) return '(3) URL using bad/illegal format or missing URL';
  return url;
}

function authorityOf(url: ParsedUrl): string {
  return url.port === '' ? url.hostname : `${url.hostname}:${url.port}`;
}

function composeFields(
  request: CurlRequest,
  url: ParsedUrl,
  body: string | null,
): [string, string][] {
  const given = request.fields.map(fieldOf).filter((field) => field !== null);
  const has = (name: string): boolean =>
    request.fields.some((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  const defaults: [string, string][] = [['Host', authorityOf(url)]];
  const user =
    request.values.get('user') ?? (url.username ? `${url.username}:${url.password}` : null);
  if (user !== null) {
    const bytes = Uint8Array.from(user, (character) => character.charCodeAt(0));
    defaults.push(['Authorization', `Basic ${encodeBase64(bytes)}`]);
  }
  defaults.push(['User-Agent', request.values.get('user-agent') ?? `curl/${VERSION}`]);
  if (request.isJson) {
    if (!has('Content-Type')) given.push(['Content-Type', 'application/json']);
    if (!has('Accept')) given.push(['Accept', 'application/json']);
  } else defaults.push(['Accept', '*/*']);
  if (request.flags.has('compressed')) defaults.push(['Accept-Encoding', 'deflate, gzip']);
  const referer = request.values.get('referer');
  if (referer !== undefined) defaults.push(['Referer', referer]);
  const cookie = request.values.get('cookie');
  if (cookie !== undefined) defaults.push(['Cookie', cookie]);
  const kept = defaults.filter(([name]) => !has(name));
  const fields = [...kept, ...given.filter(([, value]) => value !== '')];
  if (body !== null && !request.isJson && !has('Content-Type')) {
    fields.push(['Content-Type', 'application/x-www-form-urlencoded']);
  }
  return fields;
}

function attemptFor(request: CurlRequest, url: ParsedUrl): Attempt {
  const isHead = request.flags.has('head');
  const body = request.isGet ? null : request.body;
  const query = request.isGet && request.body ? `${url.search ? '&' : '?'}${request.body}` : '';
  const method = request.method ?? (isHead ? 'HEAD' : body === null ? 'GET' : 'POST');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  let host = url.hostname.replace(/^\[|\]$/g, '');
  for (const entry of request.resolve) {
    const [name, entryPort, address] = entry.replace(/^\+/, '').split(':');
    if (name === host && Number(entryPort) === port && address) host = address;
  }
  return {
    url,
    host,
    port,
    method,
    target: `${url.pathname}${url.search}${query}`,
    fields: composeFields(request, url, body),
    body,
  };
}

/** The host's program that sends for curl: one process for one command. */
class Sender {
  readonly #run: Invocation;
  readonly #request: CurlRequest;

  constructor(run: Invocation, request: CurlRequest) {
    this.#run = run;
    this.#request = request;
  }

  *send(attempt: Attempt): Task<ClientOutcome> {
    const { box } = this.#run;
    const { host, port, method, target, fields, body } = attempt;
    const client = box.world.createClient({
      machine: box.machine,
      platform: box.platform,
      name: 'curl',
      host,
      port,
      defaultFields: [],
    });
    const maxTime = Number(this.#request.values.get('max-time') ?? 0);
    const connectTime = Number(this.#request.values.get('connect-timeout') ?? 0);
    let isConnected = false;
    let connectTimer: ReturnType<typeof box.kernel.after> | null = null;
    try {
      return yield* until<ClientOutcome>((done) => {
        const timeoutMs = maxTime * 1_000;
        const sent = { method, target, fields, timeoutMs, ...(body !== null && { body }) };
        const handle = client.send(sent, done, {
          connected: () => {
            isConnected = true;
          },
        });
        if (connectTime > 0) {
          connectTimer = box.kernel.after(connectTime * 1e6, () => {
            if (!isConnected) handle.abort();
          });
        }
        return () => handle.abort('rst');
      });
    } finally {
      box.kernel.cancel(connectTimer);
      client.stop();
    }
  }
}

/** What curl makes of an outcome: its text, and the code it ends with. */
function resultOf(run: Invocation, request: CurlRequest, attempt: Attempt, outcome: ClientOutcome) {
  const include = request.flags.has('include') || request.flags.has('head');
  const isTls = attempt.url.protocol === 'https:';
  if (outcome.error === 'aborted-by-client' && outcome.timings.startedUs === null) {
    const ms = Math.floor((outcome.timings.endedUs - outcome.timings.askedUs) / 1_000);
    const message = `curl: (28) Failed to connect to ${attempt.url.hostname} port ${attempt.port} after ${ms} ms: Timeout was reached\n`;
    return { stdout: new Uint8Array(0), stderr: message, exitCode: 28 };
  }
  const named = { ...outcome, host: attempt.url.hostname };
  const result = run.box.world.formatCurl(named, { include });
  if (isTls && outcome.timings.startedUs !== null) {
    const message = 'curl: (35) error:0A00010B:SSL routines::wrong version number\n';
    return { stdout: new Uint8Array(0), stderr: message, exitCode: 35 };
  }
  const status = outcome.head?.status ?? 0;
  if (result.exitCode === 0 && status >= 400) {
    const message = `curl: (22) The requested URL returned error: ${status}\n`;
    if (request.flags.has('fail-with-body')) return { ...result, stderr: message, exitCode: 22 };
    if (request.flags.has('fail'))
      return { stdout: new Uint8Array(0), stderr: message, exitCode: 22 };
  }
  return result;
}

function* transfer(run: Invocation, request: CurlRequest, url: ParsedUrl): Task<Transfer> {
  const sender = new Sender(run, request);
  const isVerbose = request.flags.has('verbose');
  const retries = Number(request.values.get('retry') ?? 0);
  const startedUs = run.kernel.nowUs;
  let attempt = attemptFor(request, url);
  let redirects = 0;
  const parts: Uint8Array[] = [];
  for (let tried = 0; ; ) {
    if (isVerbose) yield* run.printError(verboseStart(run, attempt.host, attempt.port));
    const outcome = yield* sender.send(attempt);
    if (isVerbose) {
      yield* run.printError(verboseRequest(attempt, outcome));
      yield* run.printError(verboseResponse(run, attempt, outcome));
    }
    const result = resultOf(run, request, attempt, outcome);
    const status = outcome.head?.status ?? 0;
    const mayRetry =
      PASSING.has(status) ||
      [6, 28].includes(result.exitCode) ||
      (result.exitCode === 7 && request.flags.has('retry-connrefused')) ||
      (result.exitCode !== 0 && request.flags.has('retry-all-errors'));
    if (mayRetry && tried < retries) {
      const delay = Number(request.values.get('retry-delay') ?? 2 ** tried);
      if (!request.flags.has('silent') || request.flags.has('show-error')) {
        const why =
          result.exitCode === 0
            ? 'HTTP error'
            : result.exitCode === 28
              ? 'timeout'
              : 'transient problem';
        yield* run.printError(
          `Warning: Problem: ${why}. Will retry in ${delay} seconds. ${retries - tried} \nWarning: ${retries - tried === 1 ? 'retry' : 'retries'} left.\n`,
        );
      }
      tried++;
      yield* run.sleep(delay * 1e6);
      continue;
    }
    const location = outcome.head?.fields.find(([name]) => name.toLowerCase() === 'location')?.[1];
    const next =
      location === undefined ? null : run.box.platform.parseUrl(location, attempt.url.href);
    const done = { url, attempt, outcome, startedUs, redirects, location: next?.href ?? '' };
    if (
      !request.flags.has('location') ||
      !REDIRECTS.has(status) ||
      !next ||
      result.exitCode !== 0
    ) {
      return { ...done, ...result, stdout: joinChunks([...parts, result.stdout]) };
    }
    if (++redirects > Number(request.values.get('max-redirs') ?? MOST_REDIRECTS)) {
      const stderr = `curl: (47) Maximum (${request.values.get('max-redirs') ?? MOST_REDIRECTS}) redirects followed\n`;
      return { ...done, stdout: joinChunks(parts), stderr, exitCode: 47 };
    }
    if (request.flags.has('include') || request.flags.has('head')) parts.push(outcome.rawHeads);
    if (isVerbose) yield* run.printError(`* Issue another request to this URL: '${next.href}'\n`);
    const becomesGet =
      status === 303 || (status !== 307 && status !== 308 && attempt.method === 'POST');
    const following = attemptFor({ ...request, resolve: request.resolve }, next);
    const fields = following.fields.filter(([name]) => name.toLowerCase() !== 'content-type');
    attempt =
      becomesGet && !request.method
        ? { ...following, method: 'GET', body: null, fields }
        : following;
  }
}

function* deliver(
  run: Invocation,
  request: CurlRequest,
  done: Transfer,
  output: string | null,
): Task<number> {
  const { flags, values } = request;
  const isSilent = flags.has('silent');
  let { exitCode, stderr } = done;
  if (output !== null && !isSilent && !flags.has('no-progress-meter')) {
    yield* run.printError(progressOf(done));
  }
  if (output === null || output === '-') {
    yield* run.stdout.write(done.stdout);
  } else if (output !== '/dev/null' && done.outcome.head) {
    try {
      const { files, box } = run;
      const path = run.resolve(output);
      const stream = new FileStream({ files, path, access: 'write', codec: box.codec });
      yield* stream.write(done.stdout);
    } catch (error) {
      if (errorCode(error) === null) throw error;
      const problem = describeError(error);
      stderr = isSilent ? '' : `Warning: Failed to open the file ${output}: ${problem}\n`;
      stderr += 'curl: (23) Failure writing output to destination\n';
      exitCode = 23;
    }
  }
  const heads = values.get('dump-header');
  if (heads !== undefined) {
    if (heads === '-') yield* run.stdout.write(done.outcome.rawHeads);
    else run.files.writeFile(run.resolve(heads), done.outcome.rawHeads.slice());
  }
  if (!isSilent || flags.has('show-error')) yield* run.printError(stderr);
  const format = values.get('write-out');
  if (format !== undefined) {
    const text = format.startsWith('@') ? run.files.readText(run.resolve(format.slice(1))) : format;
    yield* run.print(writeOut(text, done, exitCode));
  }
  return exitCode;
}

function* curl(run: Invocation): Task<number> {
  if (run.args.includes('--version') || run.args[0] === '-V') {
    yield* run.print(
      `curl ${VERSION} (x86_64-pc-linux-gnu) libcurl/${VERSION}\nRelease-Date: 2023-02-20\nProtocols: http https\n`,
    );
    return 0;
  }
  let request: CurlRequest;
  try {
    request = parseCurl(run.args, (path) => run.files.readText(run.resolve(path)));
  } catch (error) {
    if (!(error instanceof CurlUsage)) throw error;
    yield* run.printError(
      `curl: ${error.message}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
    );
    return 2;
  }
  if (request.urls.length === 0) {
    yield* run.printError("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  let status = 0;
  for (const [index, text] of request.urls.entries()) {
    const url = parseAddress(run, text);
    if (typeof url === 'string') {
      if (!request.flags.has('silent') || request.flags.has('show-error')) {
        yield* run.printError(`curl: ${url}\n`);
      }
      status = Number(/\d+/.exec(url)?.[0] ?? 3);
      continue;
    }
    const remote = request.flags.has('remote-name') ? baseName(url.pathname) : null;
    const done = yield* transfer(run, request, url);
    status = yield* deliver(run, request, done, request.outputs[index] ?? remote);
  }
  return status;
}

export const curlCommands = [
  define('curl', {
    summary: 'send an HTTP request',
    usage:
      'curl [-v] [-i] [-I] [-s] [-S] [-f] [-L] [-X METHOD] [-H FIELD] [-d DATA] [--json DATA] [-o FILE] [-w FORMAT] [-m SECONDS] URL...',
    program: curl,
  }),
];
