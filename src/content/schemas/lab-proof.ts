// What a lab's objectives are proven by: requests, what is done to the system, and what must come of it.

import { z } from 'astro/zod';
import { readFault, readFaultTarget } from '#sim';
import { hostName } from './lab-system.ts';
import { anchorId, inlineText } from './text.ts';

/** A name and a value of a field, in that order. */
const field = z.tuple([z.string().min(1), z.string()]);

/** A request a reader can send. */
export const requestSchema = z.strictObject({
  method: z.string().regex(/^[A-Z]+$/, 'must be a method in capitals'),
  target: z.string().startsWith('/'),
  fields: z.array(field).default([]),
  body: z.string().default(''),
  /** When the client gives up, in milliseconds; 0 for never. */
  timeoutMs: z.number().int().min(0).default(0),
});

const status = z.number().int().min(100).max(599);
const words = z.array(z.string().min(1)).default([]);

/** What an answer must be like. Everything named has to hold. */
const expectationSchema = z.strictObject({
  /** The status, or several that will do. */
  status: z.union([status, z.array(status).min(1)]),
  /** The body is JSON, and says so. */
  json: z.boolean().default(false),
  /** Words the body must contain. */
  mentions: words,
  /** Words the body must not contain. */
  hides: words,
  /** Members the JSON body must have, with their values. */
  members: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
  /** Fields by name: words the value contains (an empty text for any), or null where there must be none. */
  fields: z.record(z.string(), z.string().nullable()).default({}),
  /** The answer is whole so soon after the request began. */
  withinMs: z.number().positive().nullable().default(null),
});

/** A preset, or a request of its own; a step needs one of them. */
const sends = {
  preset: anchorId.optional(),
  request: requestSchema.optional(),
};

const sendSchema = z
  .strictObject({
    do: z.literal('send').default('send'),
    ...sends,
    /** Sent so often; `{n}` in target, fields and body counts from 1. */
    times: z.int().min(1).max(1_000).default(1),
    /** Between one answer and the next request. */
    everyMs: z.number().min(0).default(0),
    /** Left out where any answer will do. */
    expect: expectationSchema.optional(),
  })
  .refine(
    (step) => (step.preset === undefined) !== (step.request === undefined),
    'needs either a preset or a request',
  );

/** What the simulator's own reader makes of a value; what it refuses is told at its place. */
const readBy = <Read>(read: (value: unknown) => Read) =>
  z.unknown().transform((value, context): Read => {
    try {
      return read(value);
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : String(error));
      return z.NEVER;
    }
  });

const service = { host: hostName, service: z.string().optional() };
const loadId = anchorId;

/** How requests of a load come. */
const arrivals = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    requestsPerSecond: z.number().positive(),
    spacing: z.enum(['fixed', 'poisson']).default('fixed'),
  }),
  z.strictObject({
    kind: z.literal('closed'),
    workers: z.int().positive(),
    thinkMs: z.number().min(0).exactOptional(),
  }),
]);

/** When a client sends a request again. */
const retry = z.strictObject({
  attempts: z.int().min(1),
  statuses: z.array(status),
  delayMs: z.number().min(0),
  factor: z.number().min(1).default(1),
  jitter: z.enum(['none', 'full']).default('none'),
  maxDelayMs: z.number().positive().exactOptional(),
  onlyIdempotent: z.boolean().exactOptional(),
  honoursRetryAfter: z.boolean().exactOptional(),
  perTryTimeoutMs: z.number().positive().exactOptional(),
  budget: z
    .strictObject({ ratio: z.number().min(0), reserve: z.number().min(0).exactOptional() })
    .exactOptional(),
});

/** Something that is done to the system, in a proof or by a button. */
const deeds = [
  z.strictObject({ do: z.literal('start-service'), ...service }),
  z.strictObject({ do: z.literal('stop-service'), ...service }),
  z.strictObject({ do: z.literal('restart-service'), ...service }),
  z.strictObject({
    do: z.literal('signal'),
    host: hostName,
    signal: z.enum(['SIGSTOP', 'SIGCONT', 'SIGTERM', 'SIGKILL']),
  }),
  /** Many requests at once, not waited for. */
  z.strictObject({
    do: z.literal('burst'),
    preset: anchorId,
    count: z.number().int().min(1).max(1_000),
    everyMs: z.number().min(0),
  }),
  /** A fault of the vocabulary in src/sim/scenario/fault.ts. */
  z
    .strictObject({
      do: z.literal('fault'),
      id: anchorId,
      fault: readBy(readFault),
      on: z.unknown(),
      durationMs: z.number().positive().optional(),
    })
    .transform((step, context) => {
      try {
        return { ...step, on: readFaultTarget(step.on, step.fault) };
      } catch (error) {
        context.addIssue(error instanceof Error ? error.message : String(error));
        return z.NEVER;
      }
    }),
  z.strictObject({ do: z.literal('clear-fault'), id: anchorId }),
  /** A fault of a service's own: see src/sim/scenario/host-service.ts. */
  z.strictObject({
    do: z.literal('service-fault'),
    host: hostName,
    fault: z.string().min(1),
    /** What the fault takes, by name; null ends it. */
    setting: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullable(),
  }),
  /** Load in the background, until it ends by itself. */
  z
    .strictObject({
      do: z.literal('load'),
      id: loadId,
      arrivals,
      mix: z
        .array(
          z
            .strictObject({ ...sends, weight: z.number().positive().default(1) })
            .refine(
              (kind) => (kind.preset === undefined) !== (kind.request === undefined),
              'needs either a preset or a request',
            ),
        )
        .min(1),
      keepConnections: z.boolean().default(true),
      durationMs: z.number().positive().exactOptional(),
      requests: z.int().positive().exactOptional(),
      retry: retry.exactOptional(),
    })
    .refine(
      ({ durationMs, requests }) => durationMs !== undefined || requests !== undefined,
      'a load needs an end: durationMs or requests',
    ),
  z.strictObject({ do: z.literal('stop-load'), id: loadId }),
  z.strictObject({ do: z.literal('wait'), ms: z.number().positive() }),
  /** Writes a file, whatever the reader has there; `apply` makes the host use it. */
  z.strictObject({
    do: z.literal('save'),
    host: hostName,
    path: z.string().startsWith('/'),
    text: z.string(),
  }),
  z.strictObject({ do: z.literal('apply'), host: hostName }),
] as const;

/** Puts the files of `variants/<variant>/` in place and applies them on the host: buttons only. */
const variantStep = z.strictObject({
  do: z.literal('variant'),
  variant: anchorId,
  host: hostName,
});

/** Something a button does. */
export const actionStepSchema = z.union([variantStep, ...deeds]);

/** A command typed in a terminal on a host, and what it must do. */
const typeStep = z.strictObject({
  do: z.literal('type'),
  host: hostName,
  line: z.string().min(1),
  expect: z
    .strictObject({
      /** The exit status. */
      status: z.int().nullable().default(null),
      mentions: words,
      hides: words,
    })
    .prefault({}),
});

/** Gives a moment a name; measures can count from it. */
const markStep = z.strictObject({ do: z.literal('mark'), id: anchorId });

/** One step of a proof. */
export const proofStepSchema = z.union([sendSchema, typeStep, markStep, ...deeds]);

const count = z.number().min(0).nullable().default(null);
const bounds = { atLeast: count, atMost: count };
/** What it means where the measure does not hold: begins the sentence the reader gets, before the numbers. */
const otherwise = inlineText;
const onHost = {
  otherwise,
  host: hostName,
  /** Counts only what contains all of these words. */
  mentions: words,
  /** Counts from this mark on. */
  after: anchorId.nullable().default(null),
  ...bounds,
};

/** What the whole of a proof must amount to. */
export const measureSchema = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('load'),
    otherwise,
    load: loadId,
    /** Statuses that are as they should be. */
    statuses: z.array(status).min(1),
    /** Share of requests that may end otherwise. */
    otherShare: z.number().min(0).max(1).default(0),
    p50Ms: z.number().positive().nullable().default(null),
    p99Ms: z.number().positive().nullable().default(null),
    /** 2xx answers per second, at the least. */
    goodPerSecond: z.number().positive().nullable().default(null),
    /** How often a request may be sent on average, retries included. */
    attemptsPerRequest: z.number().min(1).nullable().default(null),
  }),
  /** Lines of a host's logs; `json` names members a line must have as a JSON object. */
  z.strictObject({ of: z.literal('log'), ...onHost, json: words }),
  /** Processes of a host that ended without having been asked to. */
  z.strictObject({ of: z.literal('exits'), otherwise, host: hostName, ...bounds }),
  /** Requests that reached an app or an API, queries that reached a database, commands that reached Redis. */
  z.strictObject({ of: z.literal('received'), ...onHost }),
  /** Events an error tracker recorded. */
  z.strictObject({ of: z.literal('tracked'), ...onHost }),
]);

/** A step of a proof. */
export type ProofStep = z.infer<typeof proofStepSchema>;
/** A step of a button. */
export type ActionStep = z.infer<typeof actionStepSchema>;
/** What an answer must be like. */
export type Expectation = z.infer<typeof expectationSchema>;
