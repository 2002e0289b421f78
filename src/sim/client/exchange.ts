// One request and its response on a connection: sends, reads, watches the clock, and says how it ended.
// It follows the client of the recordings: what that one reports, this one reports.

import { joinBytes } from '../http/bytes.ts';
import type { Fields } from '../http/fields.ts';
import type { Malformed } from '../http/malformed.ts';
import type { ResponseHead } from '../http/message.ts';
import type { Framing } from '../http/response-framing.ts';
import { ResponseParser, type ResponseSink } from '../http/response-parser.ts';
import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClientConnection, ConnectionEnd, ConnectionUser } from './connection.ts';
import type { ClientError, ClientOutcome, RequestIdentity } from './outcome.ts';
import type { ClientRequest, ComposedRequest, Leaving, SendStep } from './request.ts';
import { RequestSender } from './request-sender.ts';

/** Bytes that are no HTTP: the client waits until so long nothing more has come. */
const SILENCE_US = 300_000;
const CONTINUE_WAIT_MS = 1_000;
const UPGRADE_LINGER_MS = 600;

export interface ExchangeOptions {
  readonly kernel: Kernel;
  readonly connection: ClientConnection;
  readonly identity: RequestIdentity;
  readonly askedUs: Micros;
  readonly request: ClientRequest;
  readonly composed: ComposedRequest;
  /** Sent after a 101. */
  readonly afterUpgrade: readonly SendStep[];
  /** When the client gives up. */
  readonly deadlineUs: Micros;
  readonly done: (outcome: ClientOutcome) => void;
}

export class Exchange implements ResponseSink, ConnectionUser {
  readonly #options: ExchangeOptions;
  readonly #parser: ResponseParser;
  readonly #sender: RequestSender;
  readonly #startedUs: Micros;
  #timers: ScheduledEvent[] = [];
  #silence: ScheduledEvent | null = null;
  #over = false;
  #firstByteUs: Micros | null = null;
  #head: ResponseHead | null = null;
  #framing: Framing | null = null;
  #announcedBytes: number | null = null;
  readonly #informational: ResponseHead[] = [];
  readonly #rawHeads: Uint8Array[] = [];
  readonly #body: Uint8Array[] = [];
  readonly #chunkBytes: number[] = [];
  #headUs: Micros | null = null;
  #firstBodyByteUs: Micros | null = null;
  #trailers: Fields = [];
  #rawTrailers: Uint8Array = new Uint8Array(0);
  #malformed: Malformed | null = null;

  constructor(options: ExchangeOptions) {
    const { kernel, connection, composed, request } = options;
    this.#options = options;
    this.#startedUs = kernel.nowUs;
    this.#parser = new ResponseParser(composed.method, this);
    this.#sender = new RequestSender({
      kernel,
      connection,
      steps: composed.steps,
      continueWaitUs: (request.continueWaitMs ?? CONTINUE_WAIT_MS) * 1_000,
      abort: (how) => this.abort(how),
    });
  }

  start(): void {
    const { kernel, connection, request, deadlineUs } = this.#options;
    connection.use(this);
    connection.sender = this.#sender;
    if (deadlineUs !== Number.POSITIVE_INFINITY) {
      this.#timers.push(kernel.at(deadlineUs, () => this.#giveUp()));
    }
    if (request.pauseReadingMs !== undefined) {
      connection.pauseReading(request.pauseReadingMs * 1_000);
    }
    if (request.abortAfterMs !== undefined) {
      const abort = (): void => this.abort(request.abortWith ?? 'fin');
      this.#timers.push(kernel.after(request.abortAfterMs * 1_000, abort));
    }
    const extra = connection.takeExtra();
    if (extra.length > 0) this.received(extra);
    if (!this.#over) this.#sender.start();
  }

  /** The client leaves. */
  abort(how: Leaving): void {
    if (!this.#over) this.#options.connection.close(how);
  }

  /** Ends without a word: the client is gone. */
  drop(): void {
    this.#over = true;
    this.#cancelTimers();
    this.#sender.stop();
  }

  received(bytes: Uint8Array): void {
    this.#firstByteUs ??= this.#options.kernel.nowUs;
    if (this.#malformed?.kind === 'not-http') {
      this.#body.push(bytes);
      this.#waitForSilence();
      return;
    }
    if (this.#framing === 'chunked') this.#noteBodyByte();
    const end = this.#parser.push(bytes);
    if (end < bytes.length) this.#options.connection.keepExtra(bytes.subarray(end));
  }

  connectionEnded(end: ConnectionEnd): void {
    if (this.#over) return;
    if (this.#malformed) {
      this.#finish(end === 'fin' || end === 'client' ? this.#malformedError() : end);
      return;
    }
    const ending = this.#parser.finish();
    if (this.#over) return;
    if (ending === 'inside-head') this.#rawHeads.push(this.#parser.partialHead);
    if (end === 'client') this.#finish('aborted-by-client');
    else if (end !== 'fin') this.#finish(end);
    else if (ending === 'inside-body') this.#finish('closed-inside-body');
    else if (ending === 'inside-head') this.#finish('closed-inside-response-head');
    else this.#finish('closed-without-response');
  }

  informational(head: ResponseHead, raw: Uint8Array): void {
    this.#informational.push(head);
    this.#rawHeads.push(raw);
    this.#sender.continue();
  }

  head(head: ResponseHead, framing: Framing, lengthBytes: number, raw: Uint8Array): void {
    this.#head = head;
    this.#framing = framing;
    this.#announcedBytes = framing === 'content-length' ? lengthBytes : null;
    this.#rawHeads.push(raw);
    this.#headUs = this.#options.kernel.nowUs;
    this.#sender.responseCame();
    if (framing === 'upgraded') this.#talkOn();
  }

  chunk(sizeBytes: number): void {
    this.#chunkBytes.push(sizeBytes);
  }

  body(bytes: Uint8Array): void {
    this.#noteBodyByte();
    this.#body.push(bytes);
  }

  end(trailers: Fields, rawTrailers: Uint8Array): void {
    this.#trailers = trailers;
    this.#rawTrailers = rawTrailers;
    const { ending } = this.#options.connection;
    if (this.#framing !== 'close' || !ending || ending === 'fin') this.#finish(null);
    else this.#finish(ending === 'client' ? 'aborted-by-client' : ending);
  }

  malformed(report: Malformed, raw: Uint8Array): void {
    this.#malformed = report;
    if (report.kind !== 'not-http') {
      if (!this.#head) this.#rawHeads.push(raw);
      this.#finish('malformed-response');
      return;
    }
    // A real client gives up here; wait only until the bytes stop coming.
    this.#framing = 'close';
    this.#body.push(raw);
    this.#waitForSilence();
  }

  #noteBodyByte(): void {
    this.#firstBodyByteUs ??= this.#options.kernel.nowUs;
  }

  #malformedError(): ClientError {
    return this.#malformed?.kind === 'not-http' ? 'not-http' : 'malformed-response';
  }

  #waitForSilence(): void {
    const { kernel } = this.#options;
    kernel.cancel(this.#silence);
    this.#silence = kernel.after(SILENCE_US, () => this.#finish('not-http'));
  }

  /** The server has changed the protocol: say what is to be said, then listen for a while. */
  #talkOn(): void {
    const { kernel, connection, afterUpgrade, request } = this.#options;
    const lingerUs = (request.upgradeLingerMs ?? UPGRADE_LINGER_MS) * 1_000;
    const listen = (durationUs: Micros): void => {
      this.#timers.push(kernel.after(durationUs, () => this.#finish(null)));
    };
    if (afterUpgrade.length === 0) {
      listen(0);
      return;
    }
    const sender = new RequestSender({
      kernel,
      connection,
      steps: afterUpgrade,
      continueWaitUs: 0,
      abort: (how) => this.abort(how),
      sent: () => listen(lingerUs),
    });
    sender.start();
  }

  #giveUp(): void {
    if (this.#malformed) {
      this.#finish(this.#malformedError());
      return;
    }
    const partial = this.#head ? null : this.#parser.partialHead;
    if (partial && partial.length > 0) this.#rawHeads.push(partial);
    this.#finish('client-gave-up-waiting');
  }

  #finish(error: ClientError | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimers();
    this.#options.connection.use(null);
    this.#options.done(this.#outcome(error));
  }

  #outcome(error: ClientError | null): ClientOutcome {
    const { kernel, connection, identity, askedUs } = this.#options;
    const { requestId, host, port, method, target, tcpConnection, connectionReused } = identity;
    const endedUs = error === 'not-http' ? this.#firstByteUs : kernel.nowUs;
    // Written out: spreading two objects into one costs more than the rest of a small request.
    return {
      requestId,
      host,
      port,
      method,
      target,
      tcpConnection,
      connectionReused,
      head: this.#head,
      informational: this.#informational,
      framing: this.#framing,
      announcedBytes: this.#announcedBytes,
      body: joinBytes(this.#body),
      chunkBytes: this.#chunkBytes,
      trailers: this.#trailers,
      complete: this.#isComplete(error),
      error,
      malformed: this.#malformed,
      requestSent: this.#sender.isDone,
      connectionEnd: connection.ending,
      rawHeads: joinBytes(this.#rawHeads),
      rawTrailers: this.#rawTrailers,
      timings: {
        askedUs,
        startedUs: this.#startedUs,
        headUs: this.#headUs,
        firstBodyByteUs: this.#firstBodyByteUs,
        endedUs: endedUs ?? kernel.nowUs,
      },
    };
  }

  #cancelTimers(): void {
    const { kernel } = this.#options;
    for (const timer of this.#timers) kernel.cancel(timer);
    kernel.cancel(this.#silence);
  }

  /** Whether the whole body came; only a length, chunks, or their absence can tell. */
  #isComplete(error: ClientError | null): boolean | null {
    if (!this.#head || this.#framing === 'upgraded') return null;
    if (this.#framing === 'close') return this.#options.connection.ending ? null : false;
    return error === null;
  }
}
