// Reads api.json, strictly: a mistake is a JsonLineError that names its line.

import { JsonFields } from '../files/json-fields.ts';
import { JsonLineError, type JsonNode, plainJson, readJsonLines } from '../files/json-lines.ts';
import type {
  ApiScript,
  ConnectionRules,
  RateLimit,
  ScriptAnswer,
  ScriptBody,
  ScriptCertificate,
  ScriptResponse,
  ScriptRoute,
} from './script.ts';

const DAY_MS = 86_400_000;
const TIME = { from: 0, to: DAY_MS } as const;
const COUNT = { from: 1, to: 1_000_000 } as const;
const BYTES = { from: 0, to: 10_000_000 } as const;
const STATUS = { from: 200, to: 599 } as const;
const DEEDS = ['respond', 'garbage', 'hang', 'reset', 'close'] as const;
const METHOD = /^[A-Z]+$/;
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

function readBody(fields: JsonFields): ScriptBody {
  const given = ['json', 'text', 'html'].filter((name) => fields.has(name));
  if (given.length > 1)
    fields.fail(given[1] ?? '', `an answer has one body: ${given.join(' or ')}`);
  const json = fields.node('json');
  const text = fields.text('text', null);
  const html = fields.text('html', null);
  if (json) return { kind: 'json', value: plainJson(json) };
  if (text !== null) return { kind: 'text', text, type: 'text/plain; charset=utf-8' };
  return html === null
    ? { kind: 'none' }
    : { kind: 'text', text: html, type: 'text/html; charset=utf-8' };
}

function readResponse(fields: JsonFields): ScriptResponse {
  const drip = fields.object('drip', 'a drip');
  const cut = fields.number('cutAfterBytes', null, BYTES);
  const by = fields.oneOf('cutBy', ['end', 'reset'], 'end');
  if (cut === null && fields.has('cutBy')) fields.fail('cutBy', '"cutBy" needs "cutAfterBytes"');
  const headers = fields.texts('headers');
  for (const [name, value] of headers) {
    if (!TOKEN.test(name)) fields.fail('headers', `"${name}" is no name of a header`);
    if (/[\r\n\0]/.test(value)) fields.fail('headers', `the header "${name}" is more than a line`);
  }
  const response: ScriptResponse = {
    does: 'respond',
    status: fields.number('status', 200, STATUS),
    reason: fields.text('reason', null),
    fields: headers,
    body: readBody(fields),
    framing: fields.oneOf('framing', ['length', 'chunked', 'close'], 'length'),
    waitMs: fields.number('waitMs', 0, TIME),
    bodyWaitMs: fields.number('bodyWaitMs', 0, TIME),
    drip: drip && {
      bytes: drip.number('bytes', 1, COUNT),
      everyMs: drip.number('everyMs', 100, { from: 1, to: DAY_MS }),
    },
    cut: cut === null ? null : { afterBytes: cut, by },
    closes: fields.flag('closes'),
  };
  drip?.finish();
  return response;
}

function readAnswer(node: JsonNode): ScriptAnswer {
  const fields = new JsonFields(node, 'an answer');
  const does = fields.oneOf('does', DEEDS, 'respond');
  const common = { times: fields.number('times', 1, COUNT), line: fields.line };
  const waitMs = (): number => fields.number('waitMs', 0, TIME);
  let answer: ScriptAnswer;
  if (does === 'respond') answer = { ...readResponse(fields), ...common };
  else if (does === 'hang') answer = { does, ...common };
  else if (does === 'garbage') {
    answer = { does, text: fields.text('text', '\0garbage\r\n'), waitMs: waitMs(), ...common };
  } else answer = { does, waitMs: waitMs(), ...common };
  fields.finish();
  return answer;
}

function readRoute(node: JsonNode): ScriptRoute {
  const fields = new JsonFields(node, 'a route');
  const method = fields.text('method', 'GET');
  if (!METHOD.test(method)) fields.fail('method', '"method" must be a method in capitals');
  const path = fields.text('path', null);
  if (!path?.startsWith('/'))
    return fields.fail('path', 'a route needs a "path" that begins with /');
  const route: ScriptRoute = {
    method,
    path: path.split('/').slice(1),
    answers: fields.list('answers').map(readAnswer),
    afterwards: fields.oneOf('afterwards', ['stay', 'start-over'], 'stay'),
    line: fields.line,
  };
  if (route.answers.length === 0) fields.fail('answers', 'a route needs at least one answer');
  fields.finish();
  return route;
}

function readConnections(fields: JsonFields | null): ConnectionRules {
  const rules: ConnectionRules = {
    idleMs: fields?.number('idleMs', 60_000, TIME) ?? 60_000,
    onReuse: fields?.oneOf('onReuse', ['serve', 'reset', 'close'], 'serve') ?? 'serve',
    mostRequests: fields?.number('mostRequests', 0, { from: 0, to: 1_000_000 }) ?? 0,
  };
  fields?.finish();
  return rules;
}

function readRateLimit(fields: JsonFields | null): RateLimit | null {
  if (!fields) return null;
  const limit: RateLimit = {
    requests: fields.number('requests', 10, COUNT),
    perMs: fields.number('perMs', 1_000, { from: 1, to: DAY_MS }),
    status: fields.number('status', 429, STATUS),
    retryAfter: !fields.has('retryAfter') || fields.flag('retryAfter'),
  };
  fields.finish();
  return limit;
}

function readCertificate(fields: JsonFields | null): ScriptCertificate | null {
  if (!fields) return null;
  const names = fields.list('names').map((node) => {
    if (node.kind === 'value' && typeof node.value === 'string') return node.value;
    throw new JsonLineError(node.line, 'a name of a certificate must be a text');
  });
  const until = fields.text('notAfter', null);
  const notAfterMs = until === null ? null : Date.parse(until);
  if (Number.isNaN(notAfterMs)) fields.fail('notAfter', '"notAfter" must be a date');
  const certificate = { names, isSelfSigned: fields.flag('selfSigned'), notAfterMs };
  fields.finish();
  return certificate;
}

/** Reads a script. Throws a JsonLineError where it is wrong. */
export function readScript(text: string): ApiScript {
  const fields = new JsonFields(readJsonLines(text), 'the script');
  const tls = readCertificate(fields.object('tls', 'the certificate'));
  const script: ApiScript = {
    port: fields.number('port', tls ? 443 : 80, { from: 1, to: 65_535 }),
    tls,
    connections: readConnections(fields.object('connections', 'the rules for connections')),
    rateLimit: readRateLimit(fields.object('rateLimit', 'the rate limit')),
    routes: fields.list('routes').map(readRoute),
  };
  fields.finish();
  return script;
}
