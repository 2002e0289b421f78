// nginx's own variables by name. The families (`http_...`, `arg_...`) are found by their start.

import type { VariableGetter } from '../config/template.ts';
import { fieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/request.ts';
import { fileNameOf } from '../static/file-name.ts';
import { RESPONSE_VARIABLES } from './response-variables.ts';
import type { BuiltIn } from './table.ts';
import { TIME_VARIABLES } from './time-variables.ts';
import { UPSTREAM_VARIABLES, upstreamFamily } from './upstream-variables.ts';

const header = (request: HttpRequest, key: string): string | null =>
  fieldValue(request.headersIn.fields, key);

const orNull = (text: string): string | null => (text === '' ? null : text);

/** Several fields of one name are one value. */
const joined = (request: HttpRequest, key: string, separator: string): string | null => {
  const values = request.headersIn.fields.filter((one) => one.key === key);
  return values.length > 0 ? values.map(({ value }) => value).join(separator) : null;
};

const hostOf = (request: HttpRequest): string => {
  const { headersIn } = request.main;
  if (headersIn.server !== '') return headersIn.server;
  return request.main.server.name;
};

const addressBytes = (ip: string): string =>
  ip
    .split('.')
    .map((part) => String.fromCharCode(Number(part)))
    .join('');

const forwarded = (request: HttpRequest): string => {
  const before = joined(request, 'x-forwarded-for', ', ');
  return before === null ? request.remoteIp : `${before}, ${request.remoteIp}`;
};

const bodyText = (request: HttpRequest): string | null => {
  const body = request.main.body;
  if (!body || body.tempFile !== null || body.totalBytes === 0) return null;
  return body.chunks.map((chunk) => String.fromCharCode(...chunk)).join('');
};

const REQUEST: Readonly<Record<string, VariableGetter>> = {
  host: hostOf,
  http_cookie: (r) => joined(r, 'cookie', '; '),
  http_x_forwarded_for: (r) => joined(r, 'x-forwarded-for', ', '),
  content_length: (r) => header(r, 'content-length'),
  content_type: (r) => header(r, 'content-type'),
  uri: (r) => (r.uri === '' && r.unparsedUri === '' ? null : r.uri),
  document_uri: (r) => r.uri,
  request_uri: (r) => r.unparsedUri,
  args: (r) => r.args,
  query_string: (r) => r.args,
  is_args: (r) => (r.args === '' ? '' : '?'),
  request: (r) => orNull(r.main.requestLine),
  request_method: (r) => orNull(r.main.methodSent || r.main.method),
  request_filename: (r) => fileNameOf(r, r.uri),
  document_root: (r) => fileNameOf(r, '').replace(/\/$/, ''),
  realpath_root: (r) => fileNameOf(r, '').replace(/\/$/, ''),
  server_protocol: (r) => orNull(r.httpProtocol),
  scheme: (r) => (r.connection.tls ? 'https' : 'http'),
  https: (r) => (r.connection.tls ? 'on' : ''),
  request_body: bodyText,
  request_body_file: (r) => r.main.body?.tempFile ?? null,
  request_id: (r) => r.worker.requestId(r.main),
  request_length: (r) => String(r.main.requestLength),
  remote_user: (r) => r.main.remoteUser,
  proxy_add_x_forwarded_for: forwarded,
  limit_req_status: (r) => r.main.limitReqStatus,
  limit_conn_status: (r) => r.main.limitConnStatus,
  limit_rate: (r) => String(r.limitRate ?? 0),
};

const CONNECTION: Readonly<Record<string, VariableGetter>> = {
  remote_addr: (r) => r.remoteIp,
  binary_remote_addr: (r) => addressBytes(r.remoteIp),
  remote_port: (r) => String(r.connection.endpoint.remote.port),
  realip_remote_addr: (r) => r.connection.remoteIp,
  realip_remote_port: (r) => String(r.connection.endpoint.remote.port),
  server_addr: (r) => r.connection.endpoint.local.ip,
  server_port: (r) => String(r.connection.endpoint.local.port),
  server_name: (r) => r.main.server.name,
  connection: (r) => String(r.connection.number),
  connection_requests: (r) => String(r.connection.requests),
  pipe: (r) => (r.connection.isPipelined ? 'p' : '.'),
  nginx_version: (r) => r.worker.version,
  hostname: (r) => r.worker.machine.host.name,
  pid: (r) => String(r.worker.process.pid),
  http2: () => '',
  tcpinfo_rtt: () => '0',
  connections_active: (r) => String(r.worker.counters.active),
  connections_reading: (r) => String(r.worker.counters.reading),
  connections_writing: (r) => String(r.worker.counters.writing),
  connections_waiting: (r) => String(r.worker.counters.waiting),
  ssl_protocol: (r) => (r.connection.tls ? 'TLSv1.2' : null),
  ssl_server_name: (r) => r.connection.tls?.serverName ?? null,
};

const cookie = (request: HttpRequest, name: string): string | null => {
  for (const { key, value } of request.headersIn.fields) {
    if (key !== 'cookie') continue;
    for (const part of value.split(/[;,]\s*/)) {
      const equals = part.indexOf('=');
      if (equals > 0 && part.slice(0, equals).trim().toLowerCase() === name) {
        return part.slice(equals + 1);
      }
    }
  }
  return null;
};

const argument = (request: HttpRequest, name: string): string | null => {
  for (const part of request.args.split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).toLowerCase() === name) return part.slice(equals + 1);
  }
  return null;
};

/** The variables whose names only begin in a fixed way. */
const family = (name: string): VariableGetter | null => {
  if (name.startsWith('http_')) {
    const key = name.slice(5).replaceAll('_', '-');
    return (r) => joinedOrFirst(r, key);
  }
  if (name.startsWith('cookie_')) return (r) => cookie(r, name.slice(7));
  if (name.startsWith('arg_')) return (r) => argument(r, name.slice(4));
  if (name.startsWith('sent_http_')) {
    const key = name.slice(10).replaceAll('_', '-');
    return (r) => sentField(r, key);
  }
  if (name.startsWith('sent_trailer_')) return () => null;
  return upstreamFamily(name);
};

/** Simplified: as in nginx before 1.23, only the first of several fields counts. */
const joinedOrFirst = (request: HttpRequest, key: string): string | null =>
  request.headersIn.fields.find((one) => one.key.replaceAll('_', '-') === key)?.value ?? null;

const sentField = (request: HttpRequest, key: string): string | null => {
  const { headersOut } = request.main;
  switch (key) {
    case 'content-type':
      return orNull(headersOut.contentType);
    case 'content-length':
      return headersOut.contentLength >= 0 ? String(headersOut.contentLength) : null;
    case 'connection':
      return request.main.keepalive ? 'keep-alive' : 'close';
    case 'transfer-encoding':
      return request.main.chunked ? 'chunked' : null;
    default:
      return fieldValue(headersOut.fields, key);
  }
};

const CHANGEABLE = new Set(['args', 'limit_rate', 'proxy_host', 'proxy_port']);

const TABLE = new Map<string, VariableGetter>(
  [REQUEST, CONNECTION, TIME_VARIABLES, RESPONSE_VARIABLES, UPSTREAM_VARIABLES].flatMap((group) =>
    Object.entries(group),
  ),
);

/** Finds a variable of nginx's own. */
export const builtInVariable = (name: string): BuiltIn | null => {
  const get = TABLE.get(name);
  if (get) return { get, isChangeable: CHANGEABLE.has(name) };
  const found = family(name);
  return found ? { get: found, isChangeable: true } : null;
};
