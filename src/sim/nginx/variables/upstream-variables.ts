// Variables about upstream servers: one value per attempt with `, ` between, ` : ` where the
// request was redirected inside nginx.

import type { VariableGetter } from '../config/template.ts';
import { fieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/request.ts';
import type { UpstreamState } from '../upstream/upstream-state.ts';
import { inSeconds } from './time-variables.ts';

const perAttempt =
  (one: (state: UpstreamState) => string): VariableGetter =>
  (request) => {
    const states = request.upstreamStates;
    if (!states || states.length === 0) return null;
    let text = '';
    for (let at = 0; at < states.length; at++) {
      const state = states[at] as UpstreamState;
      text += one(state);
      const next = states[at + 1];
      if (!next) break;
      if (next.peerName !== null) {
        text += ', ';
        continue;
      }
      // A redirect inside nginx; after it there may be no attempt at all.
      text += ' : ';
      at++;
    }
    return text;
  };

const time = (ms: number): string => (ms < 0 ? '-' : inSeconds(ms));

const cookieOf = (request: HttpRequest, name: string): string | null => {
  for (const { key, value } of request.upstream?.head?.fields ?? []) {
    if (key !== 'set-cookie') continue;
    const match = /^([^=;]+)=([^;]*)/.exec(value);
    if (match && match[1]?.toLowerCase() === name) return match[2] ?? null;
  }
  return null;
};

/** Variables about upstream servers, by name. */
export const UPSTREAM_VARIABLES: Readonly<Record<string, VariableGetter>> = {
  upstream_addr: perAttempt((state) => state.peerName ?? ''),
  upstream_status: perAttempt((state) => (state.status ? String(state.status) : '-')),
  upstream_connect_time: perAttempt((state) => time(state.connectMs)),
  upstream_header_time: perAttempt((state) => time(state.headerMs)),
  upstream_response_time: perAttempt((state) => time(state.responseMs)),
  upstream_response_length: perAttempt((state) => String(state.responseBytes)),
  upstream_bytes_received: perAttempt((state) => String(state.receivedBytes)),
  upstream_bytes_sent: perAttempt((state) => String(state.sentBytes)),
  upstream_cache_status: (r) => r.upstream?.cache?.status ?? null,
  upstream_cache_last_modified: (r) => r.cache?.entry.lastModified ?? null,
  upstream_cache_etag: (r) => r.cache?.entry.etag ?? null,
  proxy_host: (r) => r.upstream?.target.hostHeader ?? null,
  proxy_port: (r) => {
    const match = /:(\d+)$/.exec(r.upstream?.target.hostHeader ?? '');
    return r.upstream ? (match?.[1] ?? (r.upstream.scheme === 'https' ? '443' : '80')) : null;
  },
};

/** `upstream_http_...` and `upstream_cookie_...` */
export const upstreamFamily = (name: string): VariableGetter | null => {
  if (name.startsWith('upstream_http_')) {
    const key = name.slice(14).replaceAll('_', '-');
    return (r) => fieldValue(r.upstream?.head?.fields ?? [], key);
  }
  if (name.startsWith('upstream_cookie_')) return (r) => cookieOf(r, name.slice(16));
  if (name.startsWith('upstream_trailer_')) return () => null;
  return null;
};
