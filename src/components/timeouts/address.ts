// A chain in the query of an address, in seconds, and back. What is as on the first visit is left out.
import type { Chain } from './chain.ts';

/** An edge as the page knows it: its name, its own limit, its answer. */
export interface EdgeKind {
  readonly id: string;
  readonly limitMs: number | null;
  readonly status: string;
}

/** A chain as the form shows it: the edge by name. */
export interface Setting extends Omit<Chain, 'edge'> {
  readonly edge: { readonly id: string; readonly limitMs: number | null } | null;
}

/** What the page begins with: nginx as it comes, in front of an app that waits as long as it takes. */
export const FIRST: Setting = {
  workMs: 90_000,
  method: 'GET',
  servers: 1,
  clientMs: null,
  edge: null,
  nginxMs: 60_000,
  nodeMs: null,
  callMs: null,
  serviceMs: null,
  stopsWithCaller: false,
};

/** The limits by their names in an address. */
const LIMITS = {
  work: 'workMs',
  client: 'clientMs',
  node: 'nodeMs',
  call: 'callMs',
  service: 'serviceMs',
} as const;

/** No limit, in an address. */
const NONE = 'none';
/** A day: longer than any of these limits, and a number that can still be drawn. */
const LONGEST_S = 86_400;
const MOST_SERVERS = 3;

/** The query of a setting, beginning with `?`; empty for the first one. */
export function queryOf(setting: Setting): string {
  const parts: string[] = [];
  const put = (name: string, limitMs: number | null): void => {
    parts.push(`${name}=${limitMs === null ? NONE : limitMs / 1000}`);
  };
  for (const [name, key] of Object.entries(LIMITS)) {
    if (setting[key] !== FIRST[key]) put(name, setting[key]);
  }
  if (setting.edge) {
    parts.push(`edge=${setting.edge.id}`);
    put('edge-limit', setting.edge.limitMs);
  }
  if (setting.nginxMs !== FIRST.nginxMs) put('nginx', setting.nginxMs);
  if (setting.servers !== FIRST.servers) parts.push(`servers=${setting.servers}`);
  if (setting.method !== FIRST.method) parts.push(`method=${setting.method}`);
  if (setting.stopsWithCaller) parts.push('stops=yes');
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** The setting of a query. What makes no sense is as on the first visit. */
export function settingOf(query: string, edges: readonly EdgeKind[]): Setting {
  const words = new URLSearchParams(query);
  const limit = (name: string, otherwise: number | null): number | null => {
    const word = words.get(name);
    if (word === NONE) return null;
    const limitMs = limitOf(word ?? '');
    return limitMs ?? otherwise;
  };
  const edge = edges.find(({ id }) => id === words.get('edge'));
  const servers = Number(words.get('servers'));
  return {
    workMs: limit('work', FIRST.workMs),
    clientMs: limit('client', FIRST.clientMs),
    nodeMs: limit('node', FIRST.nodeMs),
    callMs: limit('call', FIRST.callMs),
    serviceMs: limit('service', FIRST.serviceMs),
    nginxMs: limit('nginx', FIRST.nginxMs) ?? FIRST.nginxMs,
    edge: edge ? { id: edge.id, limitMs: limit('edge-limit', edge.limitMs) } : null,
    servers: Number.isInteger(servers) && servers >= 1 && servers <= MOST_SERVERS ? servers : 1,
    method: words.get('method') === 'POST' ? 'POST' : 'GET',
    stopsWithCaller: words.get('stops') === 'yes',
  };
}

/** Seconds as written, in milliseconds; undefined where it is no time from a hundredth of a second to a day. */
export function limitOf(seconds: string): number | undefined {
  const value = Number(seconds);
  if (seconds.trim() === '' || !(value >= 0.01 && value <= LONGEST_S)) return undefined;
  return Math.round(value * 1000);
}

/** The chain of a setting. */
export function chainOf({ edge, ...rest }: Setting, edges: readonly EdgeKind[]): Chain {
  const kind = edges.find(({ id }) => id === edge?.id);
  return { ...rest, edge: edge && kind ? { limitMs: edge.limitMs, status: kind.status } : null };
}
