// What the Diagnose page loads when it is first used: the matcher's knowledge, the words on causes, the names of hops.
import type { DiagnosisCause } from '../../content/schemas/signature.ts';
import type { Knowledge } from '../../diagnose/index.ts';

/** The name of a hop for readers, and its layer, which gives its colour. */
export interface HopName {
  readonly name: string;
  readonly layer: 'client' | 'edge' | 'proxy' | 'app' | 'data';
}

/** The whole of /diagnose/knowledge.json. */
export interface DiagnoseData {
  readonly knowledge: Knowledge;
  /** By id. */
  readonly causes: Readonly<Record<string, DiagnosisCause>>;
  /** By the hop of a verdict. */
  readonly hops: Readonly<Record<string, HopName>>;
}

/** Hops that are roles, or programs without a file of facts. */
export const ROLE_NAMES: Readonly<Record<string, HopName>> = {
  client: { name: 'The client', layer: 'client' },
  edge: { name: 'A gateway that gives no name', layer: 'edge' },
  app: { name: 'The app', layer: 'app' },
  api: { name: 'Another service', layer: 'app' },
  database: { name: 'The database', layer: 'data' },
  cache: { name: 'The cache', layer: 'data' },
  kernel: { name: 'The kernel of the machine', layer: 'app' },
  uwsgi: { name: 'uWSGI', layer: 'app' },
  'go-proxy': { name: 'A Go reverse proxy', layer: 'proxy' },
};

/** How far a request had come, in words. */
export const PHASE_NAMES: Readonly<Record<string, string>> = {
  resolve: 'while the name of the next hop was looked up',
  connect: 'while the connection was opened',
  tls: 'while TLS was agreed on',
  send: 'while the request was sent',
  wait: 'while waiting for the answer to begin',
  header: 'while the response header was read',
  body: 'in the middle of the body',
  queue: 'while waiting for a free place',
  route: 'while deciding where to send it',
  handler: 'while the request was handled',
  process: 'in the life of the process, not in one request',
};
