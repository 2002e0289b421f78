// `limit_req` and `limit_conn`: how many requests a second, how many at once.

import { type Directive, HTTP_SERVER_LOCATION } from '../config/directive.ts';
import type { LogLevel } from '../config/place.ts';
import type { ConfigReader } from '../config/reader.ts';
import { flag, readChoice, valueDirective } from '../config/setting.ts';
import { shareZone } from '../config/shared-zone.ts';
import { compileTemplate } from '../config/template.ts';
import { parseNumber, parseSize } from '../config/values.ts';
import { LimitConnZone, LimitReqZone } from '../limits/zones.ts';

const readZoneParameter = (cf: ConfigReader, word: string): { name: string; sizeBytes: number } => {
  const rest = word.slice('zone='.length);
  const colon = rest.indexOf(':');
  const sizeBytes = colon < 0 ? null : parseSize(rest.slice(colon + 1));
  if (sizeBytes === null) cf.fail(`invalid zone size "${word}"`);
  if (sizeBytes < 8 * 4096) cf.fail(`zone "${word}" is too small`);
  return { name: rest.slice(0, colon), sizeBytes };
};

const readRate = (cf: ConfigReader, word: string): number => {
  const match = /^rate=(\d+)(r\/s|r\/m)?$/.exec(word);
  const number = Number(match?.[1] ?? 0);
  if (!match || number <= 0) return cf.fail(`invalid rate "${word}"`);
  return Math.floor((number * 1_000) / (match[2] === 'r/m' ? 60 : 1));
};

const reqZone: Directive = {
  name: 'limit_req_zone',
  contexts: ['http'],
  arity: [3, 4],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const key = compileTemplate(cf, words[1] ?? '');
    let zone: { name: string; sizeBytes: number } | null = null;
    let rate = 1_000;
    for (const word of words.slice(2)) {
      if (word.startsWith('zone=')) zone = readZoneParameter(cf, word);
      else if (word.startsWith('rate=')) rate = readRate(cf, word);
      else if (word !== 'sync') cf.fail(`invalid parameter "${word}"`);
    }
    if (!zone) cf.fail('"limit_req_zone" must have "zone" parameter');
    const existing = cf.draft.reqZones.get(zone.name);
    shareZone(cf, zone.name, 'limit_req', zone.sizeBytes);
    if (existing?.rate) {
      cf.fail(`limit_req_zone "${zone.name}" is already bound to key "${existing.key.source}"`);
    }
    cf.draft.reqZones.set(zone.name, new LimitReqZone({ name: zone.name, key, rate }));
  },
};

const connZone: Directive = {
  name: 'limit_conn_zone',
  contexts: ['http'],
  arity: [2, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const key = compileTemplate(cf, words[1] ?? '');
    const word = words[2] ?? '';
    if (!word.startsWith('zone=')) cf.fail(`invalid parameter "${word}"`);
    const zone = readZoneParameter(cf, word);
    const existing = cf.draft.connZones.get(zone.name);
    shareZone(cf, zone.name, 'limit_conn', zone.sizeBytes);
    if (existing) {
      cf.fail(`limit_conn_zone "${zone.name}" is already bound to key "${existing.key.source}"`);
    }
    cf.draft.connZones.set(zone.name, new LimitConnZone({ name: zone.name, key }));
  },
};

const limitReq: Directive = {
  name: 'limit_req',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 3],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    let name: string | null = null;
    let burst = 0;
    let delay = 0;
    for (const word of words.slice(1)) {
      const [key, value = ''] = word.split('=', 2);
      const number = parseNumber(value);
      if (key === 'zone') {
        name = value;
      } else if (key === 'burst') {
        if (!number) cf.fail(`invalid burst value "${word}"`);
        burst = number * 1_000;
      } else if (key === 'delay') {
        if (!number) cf.fail(`invalid delay value "${word}"`);
        delay = number * 1_000;
      } else if (word === 'nodelay') {
        delay = Number.POSITIVE_INFINITY;
      } else {
        cf.fail(`invalid parameter "${word}"`);
      }
    }
    if (name === null) cf.fail('"limit_req" must have "zone" parameter');
    const { scope } = cf;
    const place = cf.here();
    shareZone(cf, name, 'limit_req', 0);
    if (scope.own('access', 'reqLimits')?.some((limit) => limit.zoneName === name)) {
      cf.fail('"limit_req" directive is duplicate');
    }
    const limit = { zoneName: name, zone: null, burst, delay, place };
    scope.append('access', 'reqLimits', limit, place);
  },
};

const limitConn: Directive = {
  name: 'limit_conn',
  contexts: HTTP_SERVER_LOCATION,
  arity: [2, 2],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const [, name = '', numberText = ''] = words;
    shareZone(cf, name, 'limit_conn', 0);
    if (cf.scope.own('access', 'connLimits')?.some((limit) => limit.zoneName === name)) {
      cf.fail('"limit_conn" directive is duplicate');
    }
    const connections = parseNumber(numberText);
    if (!connections) cf.fail(`invalid number of connections "${numberText}"`);
    if (connections > 65_535) cf.fail('connection limit must be less 65536');
    const limit = { zoneName: name, zone: null, connections, place: cf.here() };
    cf.scope.append('access', 'connLimits', limit, cf.here());
  },
};

const LEVELS: readonly LogLevel[] = ['info', 'notice', 'warn', 'error'];

const status = (name: string, key: 'limitReqStatus' | 'limitConnStatus'): Directive =>
  valueDirective(name, ['access', key], (cf: ConfigReader, words: readonly string[]) => {
    const number = parseNumber(words[1] ?? '');
    if (number === null) cf.fail(`"${name}" directive invalid number`);
    if (number < 400 || number > 599) cf.fail('value must be between 400 and 599');
    return number;
  });

/** The directives of limit_req and limit_conn. */
export const LIMIT_DIRECTIVES: readonly Directive[] = [
  reqZone,
  connZone,
  limitReq,
  limitConn,
  status('limit_req_status', 'limitReqStatus'),
  status('limit_conn_status', 'limitConnStatus'),
  valueDirective('limit_req_log_level', ['access', 'limitReqLogLevel'], readChoice(LEVELS)),
  valueDirective('limit_conn_log_level', ['access', 'limitConnLogLevel'], readChoice(LEVELS)),
  flag('limit_req_dry_run', ['access', 'limitReqDryRun']),
  flag('limit_conn_dry_run', ['access', 'limitConnDryRun']),
];
