// Variables made from other variables: `map`, `geo`, `split_clients`.

import { type AddressRange, isInRange, parseRange } from '../config/address-range.ts';
import type { Directive } from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compilePattern, type Pattern } from '../config/regex.ts';
import { compileTemplate, evaluate, type Template } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';
import { murmurHash2 } from '../variables/murmur-hash.ts';
import { definePatternNames, takeCaptures } from '../variables/pattern-names.ts';

const requireName = (cf: ConfigReader, word: string): string => {
  if (!word.startsWith('$') || word.length < 2) cf.fail(`invalid variable name "${word}"`);
  const name = word.slice(1).toLowerCase();
  if (!cf.draft.variables.canDefine(name)) cf.fail(`the duplicate "${name}" variable`);
  return name;
};

/** Defines a variable that is worked out once per request. */
const defineOnce = (
  cf: ConfigReader,
  name: string,
  compute: (request: HttpRequest) => string,
  isVolatile: () => boolean = () => false,
): void => {
  cf.draft.variables.define(name, (request) => {
    const known = isVolatile() ? undefined : request.values.get(name);
    if (known !== undefined) return known;
    const value = compute(request);
    request.values.set(name, value);
    return value;
  });
};

class MapTable {
  readonly exact = new Map<string, Template>();
  readonly patterns: { readonly pattern: Pattern; readonly value: Template }[] = [];
  fallback: Template | null = null;
  hostnames = false;
  isVolatile = false;

  find(text: string, request: HttpRequest): Template | null {
    const key = text.toLowerCase();
    const direct = this.exact.get(key) ?? (this.hostnames ? this.#byHostname(key) : undefined);
    if (direct) return direct;
    for (const { pattern, value } of this.patterns) {
      const match = pattern.regexp.exec(text);
      if (match) {
        takeCaptures(request, pattern, match);
        return value;
      }
    }
    return this.fallback;
  }

  #byHostname(key: string): Template | undefined {
    const host = key.replace(/\.$/, '');
    const labels = host.split('.');
    for (let at = 0; at < labels.length; at++) {
      const rest = labels.slice(at).join('.');
      const found =
        (at > 0 ? this.exact.get(`*.${rest}`) : undefined) ?? this.exact.get(`.${rest}`);
      if (found) return found;
    }
    for (let at = labels.length - 1; at > 0; at--) {
      const found = this.exact.get(`${labels.slice(0, at).join('.')}.*`);
      if (found) return found;
    }
    return undefined;
  }
}

const mapStatement = (cf: ConfigReader, table: MapTable, words: readonly string[]): void => {
  const [key = '', value] = words;
  if (words.length === 1 && key === 'hostnames') {
    table.hostnames = true;
    return;
  }
  if (words.length === 1 && key === 'volatile') {
    table.isVolatile = true;
    return;
  }
  if (words.length !== 2) cf.fail('invalid number of the map parameters');
  if (key === 'include') {
    cf.include(value ?? '');
    return;
  }
  const compiled = compileTemplate(cf, value ?? '');
  if (key === 'default') {
    if (table.fallback) cf.fail('duplicate default map parameter');
    table.fallback = compiled;
  } else if (key.startsWith('~')) {
    const ignoreCase = key.startsWith('~*');
    const pattern = compilePattern(cf, key.slice(ignoreCase ? 2 : 1), { ignoreCase });
    definePatternNames(cf, pattern);
    table.patterns.push({ pattern, value: compiled });
  } else {
    const plain = (key.startsWith('\\') ? key.slice(1) : key).toLowerCase();
    if (table.exact.has(plain)) cf.fail(`conflicting parameter "${key}"`);
    table.exact.set(plain, compiled);
  }
};

const map: Directive = {
  name: 'map',
  contexts: ['http'],
  arity: [2, 2],
  isBlock: true,
  apply: (cf, words) => {
    const source = compileTemplate(cf, words[1] ?? '');
    const name = requireName(cf, words[2] ?? '');
    const table = new MapTable();
    const compute = (request: HttpRequest): string => {
      const found = table.find(evaluate(source, request), request);
      return found ? evaluate(found, request) : '';
    };
    defineOnce(cf, name, compute, () => table.isVolatile);
    cf.readBlock({ handler: (line) => mapStatement(cf, table, line) });
  },
};

interface GeoEntry {
  readonly range: AddressRange;
  readonly value: string;
}

const geoStatement = (
  cf: ConfigReader,
  into: { entries: GeoEntry[]; fallback: string },
  words: readonly string[],
): void => {
  const [key = '', value = ''] = words;
  if (words.length !== 2) {
    if (words.length === 1 && key === 'ranges') {
      cf.fail('the simulator does not model ranges in "geo"');
    }
    cf.fail('invalid number of the geo parameters');
  }
  if (key === 'include') {
    cf.include(value);
  } else if (key === 'default') {
    into.fallback = value;
  } else if (key === 'proxy' || key === 'delete') {
    cf.fail(`the simulator does not model "${key}" in "geo"`);
  } else {
    const range = parseRange(key);
    if (!range) cf.fail(`invalid network "${key}"`);
    into.entries.push({ range, value });
  }
};

const geo: Directive = {
  name: 'geo',
  contexts: ['http'],
  arity: [1, 2],
  isBlock: true,
  apply: (cf, words) => {
    const name = requireName(cf, words[words.length - 1] ?? '');
    const source = words.length === 3 ? compileTemplate(cf, words[1] ?? '') : null;
    const table: { entries: GeoEntry[]; fallback: string } = { entries: [], fallback: '' };
    cf.draft.variables.define(name, (request) => {
      const ip = source ? evaluate(source, request) : request.remoteIp;
      const matching = table.entries.filter(({ range }) => isInRange(ip, range));
      // The narrowest range that holds the address decides.
      matching.sort((a, b) => (b.range.bits?.mask ?? 0) - (a.range.bits?.mask ?? 0));
      return matching[0]?.value ?? table.fallback;
    });
    cf.readBlock({ handler: (line) => geoStatement(cf, table, line) });
  },
};

interface Share {
  readonly upTo: number;
  readonly value: string;
}

const splitClients: Directive = {
  name: 'split_clients',
  contexts: ['http'],
  arity: [2, 2],
  isBlock: true,
  apply: (cf, words) => {
    const source = compileTemplate(cf, words[1] ?? '');
    const name = requireName(cf, words[2] ?? '');
    const shares: Share[] = [];
    let sum = 0;
    defineOnce(cf, name, (request) => {
      const hash = murmurHash2(evaluate(source, request));
      return shares.find((share) => hash < share.upTo)?.value ?? '';
    });
    cf.readBlock({
      handler: ([share = '', value = '']) => {
        if (share === '*') {
          shares.push({ upTo: Number.POSITIVE_INFINITY, value });
          return;
        }
        const match = /^(\d+(?:\.\d{1,2})?)%$/.exec(share);
        if (!match || Number(match[1]) === 0) cf.fail(`invalid percent value "${share}"`);
        sum += Number(match?.[1]);
        shares.push({ upTo: Math.floor((sum / 100) * 0xffffffff), value });
      },
    });
    if (sum > 100) cf.fail('percent total is greater than 100%');
  },
};

/** The blocks that make variables. */
export const MAP_DIRECTIVES: readonly Directive[] = [map, geo, splitClients];
