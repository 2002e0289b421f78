// What a worker tells the trace while it works.

import type { Kernel } from '../kernel/kernel.ts';
import type { NativeProcess } from '../process/native-process.ts';
import type { Place } from './config/place.ts';
import type { Outcome } from './http/outcome.ts';
import type { HttpRequest } from './http/request.ts';
import type { UpstreamRequest } from './upstream/upstream-request.ts';

/** The part of a worker that writes to the trace. */
export abstract class WorkerTrace {
  readonly kernel: Kernel;
  readonly process: NativeProcess;

  constructor(kernel: Kernel, process: NativeProcess) {
    this.kernel = kernel;
    this.process = process;
  }

  /** A rule or a timer has decided something; without a place it is a default. */
  traceDecision(request: HttpRequest, directive: string, place: Place | null): void {
    this.kernel.trace.record({
      kind: 'nginx-decision',
      process: this.process.pid,
      requestId: request.main.id,
      directive,
      place: place ?? 'default',
    });
  }

  /** A name for a request could not be resolved. */
  traceNameFailure(request: HttpRequest, name: string, reason: string): void {
    this.kernel.trace.record({
      kind: 'nginx-name-failed',
      process: this.process.pid,
      requestId: request.main.id,
      name,
      reason,
      place: request.location.placeOf('core', 'resolver'),
    });
  }

  traceAttempt(u: UpstreamRequest, connection: number | null): void {
    this.kernel.trace.record({
      kind: 'nginx-upstream-attempt',
      process: this.process.pid,
      requestId: u.request.main.id,
      attempt: u.attempts,
      upstream: u.group?.name ?? '',
      address: u.peer?.address.label ?? null,
      connection,
      isReused: u.isCachedConnection,
    });
  }

  traceResult(u: UpstreamRequest, outcome: string, status: number): void {
    this.kernel.trace.record({
      kind: 'nginx-upstream-result',
      process: this.process.pid,
      requestId: u.request.main.id,
      attempt: u.attempts,
      outcome,
      status,
      phase: u.request.connection.action,
      requestSent: u.requestSent,
      connectMs: u.state?.connectMs ?? -1,
      headerMs: u.state?.headerMs ?? -1,
      elapsedMs: u.elapsedMs,
    });
  }

  /** A response broke off after its head, or its client left. */
  traceCut(u: UpstreamRequest, outcome: Outcome): void {
    this.traceResult(u, 'cut', typeof outcome === 'number' ? outcome : 0);
  }

  traceResponse(request: HttpRequest): void {
    const { errStatus, headersOut, writtenBy, headerSize, isComplete, id } = request;
    const sent = request.connection.sentBytes - request.sentBefore;
    this.kernel.trace.record({
      kind: 'nginx-response',
      process: this.process.pid,
      requestId: id,
      status: errStatus || headersOut.status,
      writtenBy,
      isComplete,
      bodyBytes: Math.max(0, sent - headerSize),
    });
  }
}
