// A request along client, edge, nginx, app and the service the app calls: which timer fires first, which status comes
// out, and who goes on working for nobody. Pure; all times in milliseconds from the moment the client sends.
//
// Held against the simulator by src/tools/timeout-chain.test.ts. Simplified: messages take no time, connections are
// made at once, and nobody else is served. A null limit means that there is none.

/** The one thing all timers are about: a request whose answer takes long. */
export interface Chain {
  /** How long the service works on its answer; null for ever. */
  readonly workMs: number | null;
  /** nginx tries another server after a failure for GET, and not for POST once it is sent. */
  readonly method: 'GET' | 'POST';
  /** Servers in the upstream group. */
  readonly servers: number;
  /** The client's own limit for the whole answer. */
  readonly clientMs: number | null;
  /** The CDN or balancer in front; null where nginx is the first. */
  readonly edge: { readonly limitMs: number | null; readonly status: string } | null;
  /** `proxy_read_timeout`. */
  readonly nginxMs: number;
  /** `server.timeout` of Node: how long its connection may be silent. */
  readonly nodeMs: number | null;
  /** The deadline of the app's call to the service. */
  readonly callMs: number | null;
  /** The limit the service sets itself, such as a `statement_timeout`. */
  readonly serviceMs: number | null;
  /** Whether the app aborts its call when whoever asked it has left. */
  readonly stopsWithCaller: boolean;
}

/** A hop, outermost first. */
export const HOPS = ['client', 'edge', 'nginx', 'app', 'service'] as const;
/** One hop. */
export type Hop = (typeof HOPS)[number];

/** A limit that strikes, or the work that is done. */
export type Ending =
  | 'answered'
  | 'client-limit'
  | 'edge-limit'
  | 'nginx-limit'
  | 'node-limit'
  | 'call-limit'
  | 'service-limit';

/** A stretch of time one hop spends on the request. */
export interface Span {
  readonly hop: Hop;
  /** Which try of nginx it belongs to, from 0. */
  readonly attempt: number;
  readonly startMs: number;
  /** `Infinity` where it never ends. */
  readonly endMs: number;
  /** From here on nobody waits for it; null when somebody does to the end. */
  readonly wastedFromMs: number | null;
}

/** What comes of a chain. */
export interface Outcome {
  /** What decides: the limit that makes the final answer, or silence. */
  readonly ending: Ending | 'never';
  /** Who wrote what the client gets, or gave up. Null when nothing ever happens. */
  readonly writer: Hop | null;
  /** When. `Infinity` if never. */
  readonly atMs: number;
  /** What the client gets; null when it left, or waits for ever. */
  readonly status: string | null;
  /** What nginx notes: a status, 499 when its caller left first, null when it notes nothing. */
  readonly nginxLog: string | null;
  readonly spans: readonly Span[];
  /** Time spent for nobody, by the app and by the service, all tries together. */
  readonly wastedMs: { readonly app: number; readonly service: number };
  /** Another limit would have struck within this much of the one that did, so that either may win. */
  readonly isClose: boolean;
}

/** Two limits closer than this are a race in a real network. */
const CLOSE_MS = 100;

const ms = (limit: number | null): number => limit ?? Number.POSITIVE_INFINITY;

/** How one try of nginx ends, times counted from its own beginning. */
interface Attempt {
  readonly ending: Ending | 'never';
  readonly atMs: number;
  readonly status: string;
  /** When the app is done with it, if nobody stops it before. */
  readonly appMs: number;
  /** When the service is done with it. */
  readonly serviceMs: number;
}

const earliest = <T extends { readonly atMs: number }>(events: readonly [T, ...T[]]): T =>
  events.reduce((first, one) => (one.atMs < first.atMs ? one : first));

function attemptOf(chain: Chain): Attempt {
  const serviceMs = Math.min(ms(chain.workMs), ms(chain.serviceMs));
  const appMs = Math.min(serviceMs, ms(chain.callMs));
  // Outer limits begin a little earlier, so they are named first: at the same length they win.
  const first = earliest<Pick<Attempt, 'ending' | 'atMs' | 'status'>>([
    { ending: 'nginx-limit', atMs: chain.nginxMs, status: '504' },
    { ending: 'node-limit', atMs: ms(chain.nodeMs), status: '502' },
    { ending: 'call-limit', atMs: ms(chain.callMs), status: '504' },
    { ending: 'service-limit', atMs: ms(chain.serviceMs), status: '500' },
    { ending: 'answered', atMs: ms(chain.workMs), status: '200' },
  ]);
  return { ...first, appMs, serviceMs };
}

/** nginx goes on to the next server only when a try failed by itself, and only for a GET. */
const isTriedAgain = (chain: Chain, { ending }: Attempt): boolean =>
  chain.method === 'GET' && (ending === 'nginx-limit' || ending === 'node-limit');

const WRITERS: Readonly<Record<Ending, Hop>> = {
  answered: 'service',
  'client-limit': 'client',
  'edge-limit': 'edge',
  'nginx-limit': 'nginx',
  'node-limit': 'nginx',
  'call-limit': 'app',
  'service-limit': 'app',
};

/** What comes of the chain. */
export function runChain(chain: Chain): Outcome {
  const attempt = attemptOf(chain);
  const tries = isTriedAgain(chain, attempt) ? Math.max(1, chain.servers) : 1;
  const insideMs = attempt.atMs * tries;
  const { ending, atMs, status } = earliest<{
    readonly ending: Ending | 'never';
    readonly atMs: number;
    readonly status: string | null;
  }>([
    { ending: 'client-limit', atMs: ms(chain.clientMs), status: null },
    {
      ending: 'edge-limit',
      atMs: ms(chain.edge?.limitMs ?? null),
      status: chain.edge?.status ?? null,
    },
    { ending: attempt.ending, atMs: insideMs, status: attempt.status },
  ]);
  const isSilent = atMs === Number.POSITIVE_INFINITY;
  const spans = isSilent ? endless(chain) : spansOf(chain, { attempt, tries, atMs });
  return {
    ending: isSilent ? 'never' : ending,
    writer: isSilent || ending === 'never' ? null : WRITERS[ending],
    atMs,
    status: isSilent ? null : status,
    nginxLog: isSilent ? null : atMs < insideMs ? '499' : attempt.status,
    spans,
    wastedMs: { app: wastedBy(spans, 'app'), service: wastedBy(spans, 'service') },
    isClose: isCloseCall(chain, { atMs, tries, insideMs, attempt }),
  };
}

/** Every hop that takes part, waiting for ever. */
function endless(chain: Chain): Span[] {
  return HOPS.filter((hop) => hop !== 'edge' || chain.edge !== null).map((hop) => ({
    hop,
    attempt: 0,
    startMs: 0,
    endMs: Number.POSITIVE_INFINITY,
    wastedFromMs: null,
  }));
}

function spansOf(
  chain: Chain,
  { attempt, tries, atMs }: { attempt: Attempt; tries: number; atMs: number },
): Span[] {
  const outer = (hop: Hop): Span => ({
    hop,
    attempt: 0,
    startMs: 0,
    endMs: atMs,
    wastedFromMs: null,
  });
  const begun = Array.from({ length: tries }, (_, index) => index).filter(
    (index) => index * attempt.atMs < atMs,
  );
  const inner = begun.flatMap((index): Span[] => {
    const startMs = index * attempt.atMs;
    // From here on nginx no longer waits for this try.
    const leftMs = Math.min(startMs + attempt.atMs, atMs);
    const span = (hop: Hop, doneMs: number): Span => {
      const endMs = startMs + doneMs;
      const isWasted = endMs > leftMs;
      return { hop, attempt: index, startMs, endMs, wastedFromMs: isWasted ? leftMs : null };
    };
    const app = span('app', attempt.appMs);
    // What stops with its caller ends at that moment; the service hears nothing of it.
    const stopped = { ...app, endMs: Math.min(app.endMs, leftMs), wastedFromMs: null };
    const service = span('service', attempt.serviceMs);
    const doneMs = chain.stopsWithCaller ? stopped.endMs : app.endMs;
    // The service works for somebody until either its caller's caller has left or its own caller gave up.
    const wasted = Math.min(leftMs, doneMs);
    return [
      chain.stopsWithCaller ? stopped : app,
      { ...service, wastedFromMs: service.endMs > wasted ? wasted : null },
    ];
  });
  return [outer('client'), ...(chain.edge ? [outer('edge')] : []), outer('nginx'), ...inner];
}

function wastedBy(spans: readonly Span[], hop: Hop): number {
  return spans
    .filter((span) => span.hop === hop && span.wastedFromMs !== null)
    .reduce((sum, { endMs, wastedFromMs }) => sum + endMs - (wastedFromMs ?? endMs), 0);
}

function isCloseCall(
  chain: Chain,
  run: { atMs: number; tries: number; insideMs: number; attempt: Attempt },
): boolean {
  const last = (run.tries - 1) * run.attempt.atMs;
  const inner = [chain.nginxMs, chain.nodeMs, chain.callMs, chain.serviceMs, chain.workMs].map(
    (limit) => last + ms(limit),
  );
  const all = [ms(chain.clientMs), ms(chain.edge?.limitMs ?? null), ...inner];
  const near = all.filter((one) => Math.abs(one - run.atMs) < CLOSE_MS);
  return Number.isFinite(run.atMs) && near.length > 1;
}
