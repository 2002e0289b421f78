// The head of a request as an edge sends it to its origin: the visitor's fields, and those that say where it came from
// (Cloudflare HTTP headers, read 2026-11).

import { type Field, type Fields, fieldValue, isNamed } from '../http/fields.ts';
import type { RequestHead } from '../http/message.ts';
import type { SslMode } from './settings.ts';

const DROPPED = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'x-forwarded-for',
  'x-forwarded-proto',
  'cdn-loop',
  'cf-connecting-ip',
  'cf-ray',
  'cf-visitor',
];

/**
 * The head for the origin. Simplified: visitors count as having come by HTTPS but where SSL is off, though the
 * simulated client speaks no TLS with the edge.
 */
export function originHead(options: {
  readonly head: RequestHead;
  readonly conditions: Fields;
  readonly ray: string;
  readonly clientIp: string;
  readonly ssl: SslMode;
  readonly bodyBytes?: number;
}): RequestHead {
  const { head, conditions, ray, clientIp, ssl, bodyBytes = 0 } = options;
  const scheme = ssl === 'off' ? 'http' : 'https';
  const forwarded = fieldValue(head.fields, 'x-forwarded-for');
  const own: Field[] = [
    ['Connection', 'Keep-Alive'],
    ['CF-RAY', ray],
    ['X-Forwarded-For', forwarded === undefined ? clientIp : `${forwarded}, ${clientIp}`],
    ['CF-Visitor', `{"scheme":"${scheme}"}`],
    ['X-Forwarded-Proto', scheme],
    ['CF-Connecting-IP', clientIp],
    ['CDN-Loop', 'cloudflare; loops=1'],
  ];
  const conditional = conditions.map(([name]) => name.toLowerCase());
  const kept = head.fields.filter(
    (field) => ![...DROPPED, ...conditional].some((name) => isNamed(field, name)),
  );
  const hasBody = bodyBytes > 0 || ['POST', 'PUT', 'PATCH'].includes(head.method);
  const length: Field[] = hasBody ? [['Content-Length', String(bodyBytes)]] : [];
  const { method, target } = head;
  return {
    method,
    target,
    httpVersion: '1.1',
    fields: [...kept, ...own, ...conditions, ...length],
  };
}
