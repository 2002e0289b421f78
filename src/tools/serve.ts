// Serves the built site on this machine, as a static host would: compressed copies to those who take them, and
// files whose names carry a hash for ever.

import { createServer, type Server } from 'node:http';
import sirv from 'sirv';

/** A server that listens. */
export interface Serving {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  readonly folder: string;
  /** The first port to try; 0 takes any free one. */
  readonly port: number;
  /** Told of each port that turned out to be taken. */
  readonly taken?: (port: number) => void;
  /** More scripts, by address: what a tool adds to the site for itself. */
  readonly files?: Readonly<Record<string, string>>;
  /** Told of each request before it is answered. */
  readonly requested?: (url: string) => void;
}

/** Files under names that change with their content. */
const HASHED = /^\/(?:_astro|sandbox)\//;

const LAST_PORT = 65_535;

function listen(server: Server, port: number, taken?: (port: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const tryPort = (candidate: number): void => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE' || candidate >= LAST_PORT) return reject(error);
        taken?.(candidate);
        return tryPort(candidate + 1);
      });
      server.listen(candidate, '127.0.0.1', () => {
        server.removeAllListeners('error');
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : candidate);
      });
    };
    tryPort(port);
  });
}

/** Starts to serve a folder; `/502` finds `502/index.html`, everything unknown is the 404 page. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const files = sirv(options.folder, {
    dev: true,
    etag: true,
    brotli: true,
    extensions: ['html'],
    setHeaders: (response, pathname) => {
      if (HASHED.test(pathname)) {
        response.setHeader('Cache-Control', 'public,max-age=31536000,immutable');
      }
    },
  });
  const notFound = sirv(options.folder, { dev: true, single: '404.html' });
  const server = createServer((request, response) => {
    options.requested?.(request.url ?? '');
    const added = options.files?.[request.url ?? ''];
    if (added !== undefined) {
      response.setHeader('content-type', 'text/javascript');
      response.end(added);
      return;
    }
    files(request, response, () => {
      response.statusCode = 404;
      request.url = '/404.html';
      notFound(request, response, () => {
        response.end('Not found');
      });
    });
  });
  const port = await listen(server, options.port, options.taken);
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
