// The frontmatter of content/labs/<slug>/lab.md: a lab's manifest. The system, what can be sent to it, what
// has to be reached, and what does not count as reaching it. The files are beside it, as real files.

import { z } from 'astro/zod';
import { NODE_MAJORS, PACKAGE_NAMES } from '#sim';
import { anchorId, inlineText, isoDay } from './text.ts';

/** The address of a host on the simulated network. */
const ipAddress = z.string().regex(/^\d{1,3}(\.\d{1,3}){3}$/, 'must be an IPv4 address');

/** The name of a host, and of its folder below `files/`. */
const hostName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens');

/** A name and a value of a field, in that order. */
const field = z.tuple([z.string().min(1), z.string()]);

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
const systemSchema = z.strictObject({
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

/** A request a reader can send. */
export const requestSchema = z.strictObject({
  method: z.string().regex(/^[A-Z]+$/, 'must be a method in capitals'),
  target: z.string().startsWith('/'),
  fields: z.array(field).default([]),
  body: z.string().default(''),
  /** When the client gives up, in milliseconds; 0 for never. */
  timeoutMs: z.number().int().min(0).default(0),
});

/** A request with a name, offered to the reader. */
const presetSchema = z.strictObject({
  id: anchorId,
  title: inlineText,
  request: requestSchema,
});

/** What an answer must be like. Everything named has to hold. */
const expectationSchema = z.strictObject({
  status: z.number().int().min(100).max(599),
  /** The body is JSON, and says so. */
  json: z.boolean().default(false),
  /** Words the body must contain. */
  mentions: z.array(z.string().min(1)).default([]),
  /** Words the body must not contain. */
  hides: z.array(z.string().min(1)).default([]),
  /** Members the JSON body must have, with their values. */
  members: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
});

/** A request of a proof and what must come back. */
const stepSchema = z
  .strictObject({
    preset: anchorId.optional(),
    request: requestSchema.optional(),
    expect: expectationSchema,
  })
  .refine(
    (step) => (step.preset === undefined) !== (step.request === undefined),
    'needs either a preset or a request',
  );

/** Something the reader has to reach: seen while they work, or proven on a fresh world with their files. */
const objectiveSchema = z
  .strictObject({
    id: anchorId,
    /** What to do, as an order: "Trigger the 500". */
    title: inlineText,
    /** What a green check has shown. */
    proves: inlineText,
    /** Reached as soon as such an answer has been seen. */
    seen: z
      .strictObject({
        method: z.string(),
        target: z.string().startsWith('/'),
        status: z.number().int(),
      })
      .optional(),
    /** Reached when all of this holds, in order, on a fresh world. */
    steps: z.array(stepSchema).min(1).optional(),
  })
  .refine(
    (objective) => (objective.seen === undefined) !== (objective.steps === undefined),
    'needs either "seen" or "steps"',
  );

/** A fix that readers try and that must not pass; its files are in `wrong-fixes/<id>/`. */
const wrongFixSchema = z.strictObject({
  id: anchorId,
  title: inlineText,
  /** The objectives it fails. */
  refused: z.array(anchorId).min(1),
  /** The harm it does. */
  because: inlineText,
});

/** Something done to the system by one press of a button. */
const actionStepSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('stop-service'), host: hostName }),
  z.strictObject({
    do: z.literal('signal'),
    host: hostName,
    signal: z.enum(['SIGSTOP', 'SIGCONT', 'SIGTERM', 'SIGKILL']),
  }),
  /** Puts the files of `variants/<variant>/` in place and applies them on the host. */
  z.strictObject({ do: z.literal('variant'), variant: anchorId, host: hostName }),
  /** Many requests at once, not waited for. */
  z.strictObject({
    do: z.literal('burst'),
    preset: anchorId,
    count: z.number().int().min(1).max(1_000),
    everyMs: z.number().min(0),
  }),
]);

/** A button that breaks the system, and what a request then meets. */
const actionSchema = z.strictObject({
  id: anchorId,
  /** What the button says: an order. */
  title: inlineText,
  steps: z.array(actionStepSchema).min(1),
  /** The request sent afterwards. */
  preset: anchorId,
  /** The status it is answered with. */
  status: z.number().int().min(100).max(599),
});

/** The frontmatter of a lab; the body is the brief the reader sees. */
export const labSchema = z
  .strictObject({
    /** A demo is only looked at: it has buttons, and neither hints nor a solution. */
    kind: z.enum(['lab', 'demo']).default('lab'),
    title: inlineText,
    /** One or two sentences for lists. */
    summary: inlineText,
    /** 1 is easy, 3 is hard. */
    difficulty: z.number().int().min(1).max(3),
    minutes: z.number().int().min(1),
    /** Status codes a reader meets in it. */
    codes: z.array(z.number().int().min(100).max(599)).min(1),
    /** The causes it is about, in the words of the catalogue. */
    causes: z.array(anchorId),
    /** Guides that embed or explain it. */
    guides: z.array(anchorId).default([]),
    /** The place in lists, ascending. */
    order: z.number().int(),
    /** The day it was last changed in substance. */
    updated: isoDay,
    system: systemSchema,
    /** The file shown first: `<host>/<path>`. */
    open: z.string().min(1),
    presets: z.array(presetSchema).min(1),
    objectives: z.array(objectiveSchema).min(3).max(6),
    /** In rising order: the last one all but says it. */
    hints: z.array(inlineText).default([]),
    wrongFixes: z.array(wrongFixSchema).default([]),
    actions: z.array(actionSchema).default([]),
  })
  .refine(
    ({ kind, hints, wrongFixes }) => kind === 'demo' || (hints.length > 1 && wrongFixes.length > 0),
    'a lab needs at least two hints and one wrong fix',
  )
  .refine(
    ({ kind, actions }) => kind === 'lab' || actions.length > 0,
    'a demo needs at least one action',
  );

/** A lab's manifest. */
export type LabManifest = z.infer<typeof labSchema>;
/** What an answer must be like. */
export type Expectation = z.infer<typeof expectationSchema>;
/** Something the reader has to reach. */
export type Objective = LabManifest['objectives'][number];
