// internalBinding('tcp_wrap') over the simulated network (src/tcp_wrap.cc), and the parts of 'pipe_wrap' and
// 'tty_wrap' that the library looks for at start.
// Simplified: no Unix sockets between programs; IPv6 addresses stand for every IPv4 address.

import type { Endpoint } from '../../net/endpoint.ts';
import type { Handshake } from '../../net/handshake.ts';
import type { Listener } from '../../net/listener.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction, GuestObject } from '../guest.ts';
import { completeRequest, createRequestClass } from './request-wrap.ts';
import { type StreamState, StreamWrap, uvError } from './stream-wrap.ts';

const UV_EINVAL = -22;
const UV_ENOTCONN = -107;

interface AddressRecord {
  address?: string;
  port?: number;
  family?: string;
}

/** A connection or a listening socket, as `net.Socket` and `net.Server` hold it. */
abstract class TcpHandle extends StreamWrap {
  #bound: { ip: string; port: number } | null = null;
  #isIpv6 = false;
  #isConnecting = false;
  #listener: Listener | null = null;
  #handshake: Handshake | null = null;
  onconnection: GuestFunction | undefined;

  /** A new handle of the program's own class, for a connection that was accepted. */
  protected abstract createClient(): TcpHandle;

  bind(ip: string, port: number): number {
    return this.#bind(ip, port, false);
  }

  bind6(ip: string, port: number): number {
    return this.#bind(ip, port, true);
  }

  #bind(ip: string, port: number, isIpv6: boolean): number {
    const { host } = this.environment.process;
    this.#isIpv6 = isIpv6;
    const isOwn = isIpv6 ? ip === '::' || ip === '::1' : ip === '0.0.0.0' || host.owns(ip);
    if (!isOwn) return uvError('EADDRNOTAVAIL');
    this.#bound = { ip, port };
    return 0;
  }

  listen(backlog: number): number {
    const { process } = this.environment;
    this.environment.checkAlive();
    const listener = process.host.listen({
      address: this.#bound ?? { ip: '0.0.0.0', port: 0 },
      backlog,
      executor: process,
      accepted: (endpoint) => this.#accepted(endpoint),
    });
    if (typeof listener === 'string') return uvError(listener);
    this.#listener = listener;
    this.isActive = true;
    process.hold(listener);
    return 0;
  }

  connect(request: GuestObject, ip: string, port: number): number {
    const { environment } = this;
    const { process, machine, loop } = environment;
    environment.checkAlive();
    loop.beginRequest();
    this.#isConnecting = true;
    const done = (status: number): void => {
      if (!this.#isConnecting) return;
      this.#isConnecting = false;
      loop.endRequest();
      if (this.isClosed) return;
      completeRequest(environment, request, status, this, request, true, true);
    };
    this.#handshake = machine.network.connect({
      from: process.host,
      to: { ip, port },
      executor: process,
      pending: {
        connected: (endpoint) => {
          if (this.isClosed) endpoint.reset();
          else this.attach(endpoint);
          done(0);
        },
        failed: (errno) => done(uvError(errno)),
      },
    });
    return 0;
  }

  connect6(request: GuestObject, ip: string, port: number): number {
    this.#isIpv6 = true;
    return this.connect(request, ip.replace(/^::ffff:/, ''), port);
  }

  getsockname(out: AddressRecord): number {
    if (this.endpoint) return describe(out, this.endpoint.local, this.#isIpv6);
    if (this.#listener) return describe(out, this.#listener.address, this.#isIpv6);
    return this.#bound ? describe(out, this.#bound, this.#isIpv6) : UV_EINVAL;
  }

  getpeername(out: AddressRecord): number {
    return this.endpoint ? describe(out, this.endpoint.remote, this.#isIpv6) : UV_ENOTCONN;
  }

  /** Closes with RST (socket.resetAndDestroy). */
  reset(callback?: GuestFunction): number {
    this.endpoint?.reset();
    this.close(callback);
    return 0;
  }

  open(): number {
    return UV_EINVAL;
  }

  setNoDelay(): number {
    return 0;
  }

  setKeepAlive(): number {
    return 0;
  }

  setBlocking(): number {
    return 0;
  }

  setSimultaneousAccepts(): number {
    return 0;
  }

  protected override release(): void {
    this.#handshake?.cancel();
    // A connection that is given up no longer keeps the program alive.
    if (this.#isConnecting) this.environment.loop.endRequest();
    this.#isConnecting = false;
    if (this.#listener) {
      this.environment.process.release(this.#listener);
      this.#listener.close();
    }
    super.release();
  }

  #accepted(endpoint: Endpoint): void {
    if (this.isClosed) {
      endpoint.reset();
      return;
    }
    const client = this.createClient();
    client.#isIpv6 = this.#isIpv6;
    client.attach(endpoint);
    this.enterContext();
    this.onconnection?.call(this, 0, client);
  }
}

function describe(
  out: AddressRecord,
  address: { ip: string; port: number },
  isIpv6: boolean,
): number {
  // A dual-stack socket shows IPv4 peers as mapped addresses, as on a real box.
  const isMapped = isIpv6 && !address.ip.includes(':');
  out.address = isMapped ? `::ffff:${address.ip}` : address.ip;
  out.port = address.port;
  out.family = isIpv6 ? 'IPv6' : 'IPv4';
  return 0;
}

export function createTcpWrap(environment: NodeEnvironment, state: StreamState): Binding {
  class Handle extends TcpHandle {
    constructor() {
      super(environment, state);
    }

    protected override createClient(): TcpHandle {
      return new TCP();
    }
  }
  const TCP = environment.nameClass('TCP', Handle);
  return {
    TCP,
    TCPConnectWrap: createRequestClass(environment, 'TCPConnectWrap'),
    constants: environment.constants.tcp,
  };
}

const UV_ENOTSUP = -95;

/** Simplified: Unix sockets do not exist; asking for one is answered as by a system without them. */
export function createPipeWrap(environment: NodeEnvironment, state: StreamState): Binding {
  class PipeHandle extends StreamWrap {
    constructor() {
      super(environment, state);
    }

    bind(): number {
      return UV_ENOTSUP;
    }

    listen(): number {
      return UV_ENOTSUP;
    }

    connect(): number {
      return UV_ENOTSUP;
    }

    open(): number {
      return UV_EINVAL;
    }

    fchmod(): number {
      return UV_ENOTSUP;
    }
  }
  return {
    Pipe: environment.nameClass('Pipe', PipeHandle),
    PipeConnectWrap: createRequestClass(environment, 'PipeConnectWrap'),
    constants: environment.constants.pipe,
  };
}
