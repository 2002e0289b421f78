// The simulated system of a lab: its hosts, what runs on them, and where requests go.

import { z } from 'astro/zod';
import { NODE_MAJORS, PACKAGE_NAMES } from '#sim';
import { inlineText } from './text.ts';

/** The address of a host on the simulated network. */
const ipAddress = z.string().regex(/^\d{1,3}(\.\d{1,3}){3}$/, 'must be an IPv4 address');

/** The name of a host, and of its folder below `files/`. */
export const hostName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens');

/** A machine that only sends requests: the reader's. */
const clientHost = z.strictObject({
  kind: z.literal('client'),
  name: hostName,
  /** What the route calls it. */
  label: inlineText,
  /** What sends the requests: curl, which does one thing, or a browser with connections, cookies and a cache. */
  program: z.enum(['curl', 'browser']).exactOptional(),
});

/** nginx; its files come from `files/<name>/` and lie below /etc/nginx. */
const nginxHost = z.strictObject({
  kind: z.literal('nginx'),
  name: hostName,
  label: inlineText,
  ip: ipAddress,
  /** The version whose behaviour is modelled. */
  version: z.enum(['1.22.1', '1.29.7']).default('1.22.1'),
});

/** When an ended process is started again. */
const restartPolicy = z.strictObject({
  when: z.enum(['always', 'on-failure', 'never']),
  delayMs: z.int().nonnegative().exactOptional(),
  maxUnstable: z.int().positive().exactOptional(),
});

/** What a Node program of a host may say beside what is run. */
const programOptions = {
  /** An environment file below the directory: `node --env-file`. */
  environmentFile: z.string().min(1).exactOptional(),
  /** Options of Node itself, before the file: `--max-old-space-size=64`. */
  nodeOptions: z.array(z.string().startsWith('-')).exactOptional(),
  restart: restartPolicy.exactOptional(),
  /** Several processes of it; a variable (PORT) counted up for each. */
  instances: z
    .strictObject({
      count: z.int().min(1).max(16),
      incrementVariable: z.string().min(1).exactOptional(),
    })
    .exactOptional(),
};

/** A Node service under a supervisor; its files come from `files/<name>/` and lie below `directory`. */
const nodeHost = z.strictObject({
  kind: z.literal('node'),
  name: hostName,
  label: inlineText,
  ip: ipAddress,
  directory: z.string().startsWith('/').default('/srv/app'),
  /** The file that is run. */
  main: z.string().min(1),
  /** Environment variables, beside PATH, HOME and PWD. */
  environment: z.record(z.string(), z.string()).default({}),
  ...programOptions,
  /** Programs beside it on the same host. */
  services: z
    .array(
      z.strictObject({
        name: hostName,
        main: z.string().min(1),
        environment: z.record(z.string(), z.string()).default({}),
        ...programOptions,
      }),
    )
    .exactOptional(),
  /** The release of Node; 24. */
  nodeVersion: z.literal([...NODE_MAJORS]).exactOptional(),
  /** What its container may have of memory: above it the kernel kills. */
  memoryMb: z.int().min(48).max(1_024).exactOptional(),
  /** Packages in its node_modules. */
  packages: z.array(z.enum(PACKAGE_NAMES)).default([]),
});

/** Where the files of a peer lie on its host when nothing else is said. */
const PEER_DIRECTORIES = {
  postgres: '/var/lib/postgresql/15/main',
  redis: '/etc/redis',
  api: '/srv/api',
  edge: '/etc/edge',
} as const;

/** A program of the simulator's own; its settings are files from `files/<name>/`, below `directory`. */
const peerHost = <Kind extends keyof typeof PEER_DIRECTORIES>(kind: Kind) =>
  z.strictObject({
    kind: z.literal(kind),
    name: hostName,
    label: inlineText,
    ip: ipAddress,
    directory: z.string().startsWith('/').default(PEER_DIRECTORIES[kind]),
  });

/** PostgreSQL; `init.sql`, `postgresql.conf` and `pg_hba.conf` are its files. */
const postgresHost = peerHost('postgres').extend({
  /**
   * What runs its SQL. `small` comes with the lab, and has several sessions beside each other, locks and deadlocks. `pglite` is a
   * whole PostgreSQL 18, where SQL itself is the lesson: readers load its 4 MB with a click, and it runs one transaction at a time.
   */
  engine: z.enum(['small', 'pglite']).default('small'),
});

/** Every kind of host. */
const hostSchema = z.discriminatedUnion('kind', [
  clientHost,
  nginxHost,
  nodeHost,
  postgresHost,
  peerHost('redis'),
  peerHost('api'),
  peerHost('edge'),
]);

/** The simulated system. */
export const systemSchema = z.strictObject({
  /** Where all randomness of the world comes from. */
  seed: z.number().int().min(0),
  /** What the clock says when the world begins. */
  startedAt: z.iso.datetime(),
  /** Where requests go. */
  entry: z.strictObject({
    host: hostName,
    port: z.number().int().min(1).max(65_535),
    /** The name the public knows the system by; it goes into the field Host. */
    publicName: z.string().min(1).default('shop.test'),
  }),
  /** The stations in the order a request passes them; the client comes first. */
  hosts: z.array(hostSchema).min(2),
});
