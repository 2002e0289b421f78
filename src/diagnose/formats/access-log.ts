// Recognises access log lines: the common and combined formats of nginx and Apache, HAProxy's HTTP format, Envoy's default,
// the load balancer of AWS, CloudFront and IIS. Each reader answers the fields the tables of signatures look at.
import type { Line, Reading } from '../reading.ts';
import { fieldsOf } from '../reading.ts';

type Reader = (line: Line) => Reading | undefined;

const reading = (
  format: string,
  line: Line,
  pairs: readonly (readonly [string, string | undefined])[],
): Reading => ({
  kind: 'access log',
  format,
  from: line.from,
  to: line.to,
  fields: fieldsOf(line, pairs),
});

const COMBINED =
  /\[[^\]]{10,40}\] "([A-Z]{3,10}) ([^" ]{0,2000})(?: HTTP\/[\d.]{1,4})?" (\d{3}) (\d{1,12}|-)/;

/** `1.2.3.4 - - [date] "GET / HTTP/1.1" 502 157`: nginx, Apache and many more. */
const combined: Reader = (line) => {
  const match = COMBINED.exec(line.text);
  if (match === null) return undefined;
  return reading('combined-log', line, [['status', match[3]]]);
};

const ENVOY =
  /\[\d{4}-\d\d-\d\dT[\d:.]{8,20}Z\] "[A-Z]{3,10} [^"]{1,2000}" (\d{1,3}) ([A-Z]{2,5}(?:,[A-Z]{2,5}){0,4}|-) (?:([a-z][\w.]{3,80}(?:\{[^}]{0,300}\})?) )?/;

/** Envoy's default format, and Istio's, which has the details after the flags. */
const envoy: Reader = (line) => {
  const match = ENVOY.exec(line.text);
  if (match === null) return undefined;
  const [flag] = match[2]?.split(',') ?? [];
  return reading('envoy-log', line, [
    ['status', match[1]],
    ['flag', flag],
    ['details', match[3]],
  ]);
};

const HAPROXY =
  / ([^\s/]{1,80})\/([^\s/]{1,80}) (-?\d{1,9}(?:\/[+-]?\d{1,9}){4}) (-?\d{1,3}) \+?\d{1,12} \S{1,200} \S{1,200} ([A-Za-z-]{4}) /;

/** HAProxy's HTTP log: `backend/server timers status bytes - - TSTATE`. Manual, sections 8.2.3 and 8.5. */
const haproxy: Reader = (line) => {
  const match = HAPROXY.exec(line.text);
  if (match === null) return undefined;
  return reading('haproxy-log', line, [
    ['server', match[2]],
    ['timers', match[3]],
    ['status', match[4]],
    ['state', match[5]?.slice(0, 2)],
  ]);
};

const HAPROXY_STATE = /(?:^|[\s(])([CSPLRIDUKcs][RQCHDLT])(?:--|[VNI-][NIUPRD-])(?:[\s,.):]|$)/;

/** Only a part of HAProxy's line, as people quote it: `504 194 - - sH--`. */
const haproxyState: Reader = (line) => {
  const match = HAPROXY_STATE.exec(line.text);
  if (match === null) return undefined;
  const status = /(?:^|\s)([45]\d\d)(?:\s|$)/.exec(line.text.slice(0, match.index + 1));
  return reading('haproxy-log', line, [
    ['status', status?.[1]],
    ['state', match[1]],
  ]);
};

const IIS_ERROR = /HTTP Error ([45]\d\d)\.(\d{1,3})(?!\d)/;

/** The title of IIS's detailed error page: `HTTP Error 502.3 - Bad Gateway`. */
const iisPage: Reader = (line) => {
  const match = IIS_ERROR.exec(line.text);
  if (match === null) return undefined;
  const [, status, sub] = match;
  const read = reading('iis-log', line, [['status', status]]);
  const at = read.fields.get('status');
  if (at === undefined) return read;
  const substatus = { ...at, value: `${status}.${sub}`, to: at.to + 1 + (sub?.length ?? 0) };
  return { ...read, fields: new Map([...read.fields, ['substatus', substatus]]) };
};

const ALB =
  /(?:^|\s)(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S{8,20} (?:app\/)?\S{3,200} \S{5,60} (\S{1,60}) (-?[\d.]{1,12}) (-?[\d.]{1,12}) (-?[\d.]{1,12}) (\d{3}|-) (\d{3}|-) \d{1,12} \d{1,12} "/;

/** The access log of AWS load balancers: the balancer's status, then the target's. */
const alb: Reader = (line) => {
  const match = ALB.exec(line.text);
  if (match === null) return undefined;
  const [, target, , toTarget, , status, fromTarget] = match;
  const who = fromTarget === status ? 'target' : fromTarget === '-' ? 'balancer' : 'other';
  const sent = toTarget?.startsWith('-1') || target === '-' ? 'no' : 'yes';
  const read = reading('aws-alb-log', line, [['status', status]]);
  const at = read.fields.get('status');
  const fields = new Map(read.fields);
  if (at !== undefined) {
    fields.set('outcome', { ...at, value: `${who} ${status}` });
    fields.set('sent', { ...at, value: sent });
  }
  return { ...read, fields };
};

const CLOUDFRONT =
  /^\d{4}-\d\d-\d\d[\t ]{1,4}\d\d:\d\d:\d\d[\t ]{1,4}[A-Z]{3}\d{1,3}(?:-[A-Z0-9]{1,4})?[\t ]/;
const CLOUDFRONT_TYPES =
  /^(AbortedOrigin|CapacityExceeded|LimitExceeded|ClientCommError|ClientHungUpRequest|Origin[A-Za-z]{3,40}Error|OriginError|SlowReaderOriginError|Error)$/;

/** CloudFront's standard log: values between tabs. The detailed result type says more than the plain one. */
const cloudfront: Reader = (line) => {
  if (!CLOUDFRONT.test(line.text)) return undefined;
  const values = line.text.split(/[\t ]+/);
  const types = values.filter((value) => CLOUDFRONT_TYPES.test(value));
  const type = types.findLast((value) => value !== 'Error') ?? types.at(-1);
  return reading('aws-cloudfront-log', line, [
    ['status', values.slice(5).find((value) => /^[1-5]\d\d$/.test(value))],
    ['type', type],
  ]);
};

const IIS =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .{0,2000}? ([1-5]\d\d) (\d{1,3}) (\d{1,10})(?: \d{1,10}){0,3}\s*$/;

/** IIS, W3C format with the default fields: status, sub-status, Windows status, time. */
const iis: Reader = (line) => {
  const match = line.text.length > 2200 ? null : IIS.exec(line.text);
  if (match === null) return undefined;
  const read = reading('iis-log', line, [['status', match[1]]]);
  const at = read.fields.get('status');
  const fields = new Map(read.fields);
  if (at !== undefined) {
    const value = `${match[1]}.${match[2]}`;
    fields.set('substatus', { value, from: at.from, to: at.to + 1 + (match[2]?.length ?? 0) });
  }
  return { ...read, fields };
};

/** In the order in which they are asked: the particular before the general. */
export const ACCESS_LOGS: readonly Reader[] = [
  alb,
  cloudfront,
  haproxy,
  envoy,
  combined,
  iis,
  iisPage,
  haproxyState,
];
