// The options of curl this terminal knows, with curl's words for those it refuses.

/** What was asked for. */
export interface CurlRequest {
  readonly urls: readonly string[];
  readonly method: string | null;
  readonly fields: readonly string[];
  readonly body: string | null;
  readonly isJson: boolean;
  readonly isGet: boolean;
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly resolve: readonly string[];
  /** Files for the bodies, in the order of the addresses. */
  readonly outputs: readonly string[];
}

const FLAGS: Readonly<Record<string, string>> = {
  v: 'verbose',
  i: 'include',
  I: 'head',
  s: 'silent',
  S: 'show-error',
  L: 'location',
  k: 'insecure',
  f: 'fail',
  O: 'remote-name',
  G: 'get',
  N: 'no-buffer',
  g: 'globoff',
};

const VALUES: Readonly<Record<string, string>> = {
  o: 'output',
  X: 'request',
  H: 'header',
  d: 'data',
  w: 'write-out',
  m: 'max-time',
  u: 'user',
  A: 'user-agent',
  e: 'referer',
  b: 'cookie',
  D: 'dump-header',
  x: 'proxy',
};

const LONG_FLAGS = new Set([
  ...Object.values(FLAGS),
  'fail-with-body',
  'compressed',
  'http1.1',
  'http1.0',
  'retry-all-errors',
  'retry-connrefused',
  'no-progress-meter',
  'no-keepalive',
  'ipv4',
]);

const LONG_VALUES = new Set([
  ...Object.values(VALUES),
  'data-binary',
  'data-raw',
  'data-urlencode',
  'json',
  'connect-timeout',
  'retry',
  'retry-delay',
  'retry-max-time',
  'resolve',
  'url',
  'max-redirs',
]);

const NUMERIC = new Set(['max-time', 'connect-timeout', 'retry', 'retry-delay', 'max-redirs']);

/** Refused: curl's message and its exit code 2. */
export class CurlUsage extends Error {}

class Collector {
  readonly urls: string[] = [];
  readonly fields: string[] = [];
  readonly flags = new Set<string>();
  readonly values = new Map<string, string>();
  readonly resolve: string[] = [];
  readonly outputs: string[] = [];
  readonly #data: string[] = [];
  readonly #readFile: (path: string) => string;
  isJson = false;

  constructor(readFile: (path: string) => string) {
    this.#readFile = readFile;
  }

  get body(): string | null {
    return this.#data.length === 0 ? null : this.#data.join(this.isJson ? '' : '&');
  }

  value(name: string, shown: string, value: string): void {
    if (NUMERIC.has(name) && !/^\d+(\.\d+)?$/.test(value)) {
      throw new CurlUsage(`option ${shown}: expected a proper numerical parameter`);
    }
    switch (name) {
      case 'header':
        this.fields.push(value);
        return;
      case 'url':
        this.urls.push(value);
        return;
      case 'resolve':
        this.resolve.push(value);
        return;
      case 'output':
        this.outputs.push(value);
        return;
      case 'data':
        this.#data.push(this.#content(value).replace(/[\r\n]/g, value.startsWith('@') ? '' : '$&'));
        return;
      case 'data-raw':
        this.#data.push(value);
        return;
      case 'data-binary':
        this.#data.push(this.#content(value));
        return;
      case 'json':
        this.isJson = true;
        this.#data.push(this.#content(value));
        return;
      case 'data-urlencode':
        this.#data.push(encoded(value));
        return;
      default:
        this.values.set(name, value);
    }
  }

  #content(value: string): string {
    return value.startsWith('@') ? this.#readFile(value.slice(1)) : value;
  }
}

const encoded = (text: string): string => {
  const equals = text.indexOf('=');
  return equals < 0
    ? encodeURIComponent(text)
    : text.slice(0, equals + 1) + encodeURIComponent(text.slice(equals + 1));
};

/** Takes curl's arguments. `readFile` gives the content behind `@name`. Throws a `CurlUsage`. */
export function parseCurl(
  args: readonly string[],
  readFile: (path: string) => string,
): CurlRequest {
  const collector = new Collector(readFile);
  const rest = [...args];
  const needed = (shown: string): string => {
    const value = rest.shift();
    if (value === undefined) throw new CurlUsage(`option ${shown}: requires parameter`);
    return value;
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') collector.urls.push(...rest.splice(0));
    else if (arg.startsWith('--')) {
      const name = arg.slice(2);
      if (LONG_VALUES.has(name)) collector.value(name, arg, needed(arg));
      else if (LONG_FLAGS.has(name)) collector.flags.add(name);
      else throw new CurlUsage(`option ${arg}: is unknown`);
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] as string;
        const flag = FLAGS[letter];
        const name = VALUES[letter];
        if (flag !== undefined) collector.flags.add(flag);
        else if (name !== undefined) {
          collector.value(name, `-${letter}`, arg.slice(at + 1) || needed(`-${letter}`));
          break;
        } else if (!'#4B'.includes(letter)) {
          throw new CurlUsage(`option ${arg}: is unknown`);
        }
      }
    } else collector.urls.push(arg);
  }
  const { urls, fields, flags, values, resolve, outputs, isJson, body } = collector;
  const method = values.get('request') ?? null;
  return {
    urls,
    fields,
    flags,
    values,
    resolve,
    outputs,
    isJson,
    body,
    method,
    isGet: flags.has('get'),
  };
}
