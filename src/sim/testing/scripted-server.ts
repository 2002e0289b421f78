// A server for tests that does what a script says, in the steps of the recordings' scripted upstreams. It
// understands no HTTP but where a request ends.

import { joinBytes } from '../http/bytes.ts';
import { decodeLatin1 } from '../http/latin1.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Endpoint, EndpointHandlers } from '../net/endpoint.ts';
import type { Errno } from '../net/errno.ts';
import type { Host } from '../net/host.ts';
import { atOnce, bytes } from './two-hosts.ts';

/** What is sent at once: text of one byte for each character, bytes, or text many times over. */
export type ScriptPiece = string | Uint8Array | { readonly repeat: readonly [string, number] };

export type ScriptStep =
  | { readonly read: 'head' | 'request' }
  | { readonly send: ScriptPiece | readonly ScriptPiece[] }
  | { readonly wait_ms: number }
  | { readonly close: 'fin' | 'rst' }
  | { readonly hold: true }
  | { readonly stop_reading: true }
  | { readonly loop_to: number };

function bytesOf(piece: ScriptPiece): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  return bytes(typeof piece === 'string' ? piece : piece.repeat[0].repeat(piece.repeat[1]));
}

/** One connection and its place in its script. */
class ScriptedConnection implements EndpointHandlers {
  readonly #kernel: Kernel;
  readonly #endpoint: Endpoint;
  readonly #script: readonly ScriptStep[];
  readonly #log: (line: string) => void;
  #received: Uint8Array = new Uint8Array(0);
  #next = 0;
  #waitsForBytes = false;
  #over = false;

  constructor(options: {
    kernel: Kernel;
    endpoint: Endpoint;
    script: readonly ScriptStep[];
    log: (line: string) => void;
  }) {
    this.#kernel = options.kernel;
    this.#endpoint = options.endpoint;
    this.#script = options.script;
    this.#log = options.log;
    this.#endpoint.setHandlers(this);
    this.#endpoint.resumeReading();
    this.#run();
  }

  data(received: Uint8Array): void {
    this.#received = joinBytes([this.#received, received]);
    if (!this.#waitsForBytes) return;
    this.#waitsForBytes = false;
    this.#run();
  }

  end(): void {
    this.#log('peer closed');
  }

  failed(errno: Errno): void {
    this.#log(`socket error ${errno}`);
    this.#over = true;
  }

  #run(): void {
    for (;;) {
      const step = this.#script[this.#next];
      if (!step || this.#over) return;
      this.#next++;
      if (!this.#take(step)) return;
    }
  }

  /** Takes a step; false when the script has to wait, or is over. */
  #take(step: ScriptStep): boolean {
    if ('read' in step) return this.#read(step.read);
    if ('send' in step) {
      const pieces = Array.isArray(step.send) ? step.send : [step.send];
      for (const piece of pieces as ScriptPiece[]) this.#endpoint.write(bytesOf(piece));
    } else if ('wait_ms' in step) {
      this.#kernel.after(step.wait_ms * 1_000, () => this.#run());
      return false;
    } else if ('close' in step) {
      if (step.close === 'fin') this.#endpoint.close();
      else this.#endpoint.reset();
      return false;
    } else if ('stop_reading' in step) {
      this.#endpoint.pauseReading();
    } else if ('loop_to' in step) {
      this.#next = step.loop_to;
    } else {
      return false;
    }
    return true;
  }

  #read(what: 'head' | 'request'): boolean {
    const text = decodeLatin1(this.#received);
    const headEnd = text.indexOf('\r\n\r\n') + 4;
    const length = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? 0;
    const end = headEnd + (what === 'request' ? Number(length) : 0);
    if (headEnd < 4 || text.length < end) {
      this.#waitsForBytes = true;
      this.#next--;
      return false;
    }
    this.#log(text.slice(0, end));
    this.#received = this.#received.subarray(end);
    return true;
  }
}

/**
 * Listens and runs the first script on the first connection, the second on the second, the last on all
 * later ones. Returns the list in which it writes what it reads and how peers leave.
 */
export function startScriptedServer(
  host: Host,
  options: {
    kernel: Kernel;
    port?: number;
    backlog?: number;
    scripts: readonly (readonly ScriptStep[])[];
  },
): string[] {
  const { kernel, port = 80, backlog = 511, scripts } = options;
  const log: string[] = [];
  let connections = 0;
  const listener = host.listen({
    address: { ip: '0.0.0.0', port },
    backlog,
    executor: atOnce,
    accepted: (endpoint) => {
      const script = scripts[Math.min(connections++, scripts.length - 1)] ?? [];
      new ScriptedConnection({ kernel, endpoint, script, log: (line) => log.push(line) });
    },
  });
  if (typeof listener === 'string') throw new Error(listener);
  return log;
}
