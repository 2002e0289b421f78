// An answer as `curl -i` prints it, and a request as the command that sends it.

import type { EventOf, RequestSpec } from '#sim';

const CURL_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'curl: (7) Failed to connect: Connection refused',
  EHOSTUNREACH: 'curl: (7) Failed to connect: No route to host',
  ENOTFOUND: 'curl: (6) Could not resolve host',
  ETIMEDOUT: 'curl: (28) Failed to connect: Connection timed out',
  ECONNRESET: 'curl: (56) Recv failure: Connection reset by peer',
  'closed-without-response': 'curl: (52) Empty reply from server',
  'closed-inside-response-head': 'curl: (56) Recv failure: Connection reset by peer',
  'closed-inside-body': 'curl: (18) transfer closed with outstanding read data remaining',
  'client-gave-up-waiting': 'curl: (28) Operation timed out',
  'not-http': 'curl: (1) Received HTTP/0.9 when not allowed',
};

/** Status line, fields, an empty line and the body. */
export function responseText(response: EventOf<'client-response'>): string {
  const head = [`HTTP/1.1 ${response.status} ${response.reason}`.trimEnd()];
  for (const [name, value] of response.fields) head.push(`${name}: ${value}`);
  return `${head.join('\n')}\n\n${response.body}`;
}

/** What curl prints in place of a response. */
export const failureText = (failure: EventOf<'client-failed'>): string =>
  CURL_ERRORS[failure.error] ?? `curl: (56) ${failure.error}`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The command line that sends a request; it can be pasted into a shell. */
export function curlCommand(request: RequestSpec, publicName: string): string {
  const { method, target, fields, body } = request;
  const parts = ['curl -i'];
  if (method !== 'GET' && !(method === 'POST' && body !== '')) parts.push(`-X ${method}`);
  for (const [name, value] of fields) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== '') parts.push(`--data ${quoted(body)}`);
  parts.push(`http://${publicName}${target}`);
  return parts.join(' \\\n  ');
}
