// The proxy module's cache: `proxy_cache_path`, `proxy_cache` and all that goes with them.

import { CacheZone } from '../cache/zone.ts';
import {
  type Directive,
  HTTP_SERVER_LOCATION,
  ONE_OR_MORE,
  TWO_OR_MORE,
} from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import {
  count,
  flag,
  milliseconds,
  readChoices,
  template,
  valueDirective,
} from '../config/setting.ts';
import { shareZone } from '../config/shared-zone.ts';
import { compileTemplate, hasVariables } from '../config/template.ts';
import { parseNumber, parseOffset, parseSize, parseTime } from '../config/values.ts';
import { USE_STALE_WORDS } from '../settings/proxy.ts';

const readZone = (cf: ConfigReader, word: string): { name: string; sizeBytes: number } => {
  const [name = '', sizeText] = word.slice('keys_zone='.length).split(':');
  const sizeBytes = parseSize(sizeText ?? '');
  if (sizeText === undefined || sizeBytes === null || name === '') {
    cf.fail(`invalid keys zone size "${word}"`);
  }
  if (sizeBytes < 2 * 4096) cf.fail(`keys zone "${word}" is too small`);
  return { name, sizeBytes };
};

const readLevels = (cf: ConfigReader, word: string): number[] => {
  const levels = word.slice('levels='.length).split(':');
  if (levels.length > 3 || levels.some((level) => level !== '1' && level !== '2')) {
    cf.fail(`invalid "levels" "${word}"`);
  }
  return levels.map(Number);
};

const IGNORED = [
  'use_temp_path=',
  'min_free=',
  'manager_files=',
  'manager_sleep=',
  'manager_threshold=',
  'loader_files=',
  'loader_sleep=',
  'loader_threshold=',
  'purger=',
];

const cachePath: Directive = {
  name: 'proxy_cache_path',
  contexts: ['http'],
  arity: TWO_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const path = cf.fullName((words[1] ?? '').replace(/(.)\/$/, '$1'));
    let zone: { name: string; sizeBytes: number } | null = null;
    let inactiveMs = 600_000;
    let maxBytes = Number.POSITIVE_INFINITY;
    let levels: number[] = [];
    for (const word of words.slice(2)) {
      if (word.startsWith('keys_zone=')) {
        zone = readZone(cf, word);
      } else if (word.startsWith('levels=')) {
        levels = readLevels(cf, word);
      } else if (word.startsWith('inactive=')) {
        const ms = parseTime(word.slice(9), { wholeSeconds: true });
        inactiveMs = ms ?? cf.fail(`invalid inactive value "${word}"`);
      } else if (word.startsWith('max_size=')) {
        maxBytes = parseOffset(word.slice(9)) ?? cf.fail(`invalid max_size value "${word}"`);
      } else if (!IGNORED.some((start) => word.startsWith(start))) {
        cf.fail(`invalid parameter "${word}"`);
      }
    }
    if (!zone) cf.fail('"proxy_cache_path" must have "keys_zone" parameter');
    const { name, sizeBytes } = zone;
    if (cf.draft.cacheZones.has(name)) cf.fail(`duplicate zone "${name}"`);
    shareZone(cf, name, 'cache', sizeBytes);
    cf.draft.madeDirectories.add(path);
    cf.draft.cacheZones.set(name, new CacheZone({ name, path, inactiveMs, maxBytes, levels }));
  },
};

const cache: Directive = {
  name: 'proxy_cache',
  contexts: HTTP_SERVER_LOCATION,
  arity: [1, 1],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (cf.scope.has('proxy', 'cache')) cf.fail('"proxy_cache" directive is duplicate');
    const name = words[1] ?? '';
    const { scope } = cf;
    const place = cf.here();
    if (name === 'off') {
      scope.set('proxy', 'cache', null, place);
    } else if (hasVariables(name)) {
      scope.set('proxy', 'cache', compileTemplate(cf, name), place);
    } else {
      shareZone(cf, name, 'cache', 0);
      scope.set('proxy', 'cache', null, place);
      cf.draft.atEndOfHttp.push(() => {
        const zone =
          cf.draft.cacheZones.get(name) ?? cf.fail(`"proxy_cache" zone "${name}" is unknown`);
        scope.set('proxy', 'cache', zone, place);
      });
    }
  },
};

const valid: Directive = {
  name: 'proxy_cache_valid',
  contexts: HTTP_SERVER_LOCATION,
  arity: ONE_OR_MORE,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const time = words[words.length - 1] ?? '';
    const ms = parseTime(time, { wholeSeconds: true });
    if (ms === null) cf.fail(`invalid time value "${time}"`);
    const statuses = words.slice(1, -1).map((word) => {
      if (word === 'any') return 0;
      const status = parseNumber(word);
      if (status === null || status < 100 || status > 599) cf.fail(`invalid status "${word}"`);
      return status;
    });
    const chosen = statuses.length === 0 ? [200, 301, 302] : statuses;
    cf.scope.append('proxy', 'cacheValid', { statuses: chosen, ms }, cf.here());
  },
};

const conditions = (name: string, key: 'cacheBypass' | 'noCache'): Directive =>
  valueDirective(
    name,
    ['proxy', key],
    (cf, words) => words.slice(1).map((word) => compileTemplate(cf, word)),
    { arity: ONE_OR_MORE },
  );

const METHODS = ['GET', 'HEAD', 'POST'] as const;

/** The directives of the proxy's cache. */
export const PROXY_CACHE_DIRECTIVES: readonly Directive[] = [
  cachePath,
  cache,
  valid,
  conditions('proxy_cache_bypass', 'cacheBypass'),
  conditions('proxy_no_cache', 'noCache'),
  template('proxy_cache_key', ['proxy', 'cacheKey']),
  valueDirective(
    'proxy_cache_methods',
    ['proxy', 'cacheMethods'],
    (cf, words) => [...new Set(['GET', 'HEAD', ...readChoices(METHODS)(cf, words)])],
    { arity: ONE_OR_MORE },
  ),
  valueDirective(
    'proxy_cache_use_stale',
    ['proxy', 'cacheUseStale'],
    readChoices(USE_STALE_WORDS),
    { arity: ONE_OR_MORE },
  ),
  count('proxy_cache_min_uses', ['proxy', 'cacheMinUses']),
  flag('proxy_cache_lock', ['proxy', 'cacheLock']),
  milliseconds('proxy_cache_lock_timeout', ['proxy', 'cacheLockTimeoutMs']),
  milliseconds('proxy_cache_lock_age', ['proxy', 'cacheLockAgeMs']),
  flag('proxy_cache_revalidate', ['proxy', 'cacheRevalidate']),
  flag('proxy_cache_background_update', ['proxy', 'cacheBackgroundUpdate']),
  flag('proxy_cache_convert_head', ['proxy', 'cacheConvertHead']),
];
