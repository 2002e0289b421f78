// internalBinding('url'): the URL standard's parser (src/node_url.cc). The machine's own URL does the
// parsing; this file hands its result over in the form the library reads: a row of offsets.

import type { ParsedUrl } from '../../platform.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';

/** The library's `updateActions`, in their order. */
const UPDATED_PART: readonly (keyof ParsedUrl)[] = [
  'protocol',
  'host',
  'hostname',
  'port',
  'username',
  'password',
  'pathname',
  'search',
  'hash',
  'href',
];

const SCHEME_TYPES: Readonly<Record<string, number>> = {
  'http:': 0,
  'https:': 2,
  'ws:': 3,
  'ftp:': 4,
  'wss:': 5,
  'file:': 6,
};
const NO_SPECIAL_SCHEME = 1;
const ABSENT = 0xffffffff;

/** Where the parts stand in the href: ada's url_aggregator, which the library reads from an array. */
function fillComponents(components: Uint32Array, url: ParsedUrl): void {
  const { href, protocol, username, password, hostname, port, pathname, search, hash } = url;
  const protocolEnd = protocol.length;
  const hasAuthority = href.startsWith('//', protocolEnd);
  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  if (hasAuthority) {
    usernameEnd = protocolEnd + 2 + username.length;
    hostStart = usernameEnd + (password ? password.length + 1 : 0);
    hostEnd = hostStart + (username || password ? 1 : 0) + hostname.length;
  }
  const portLength = port === '' ? 0 : port.length + 1;
  const hashStart = hash === '' && !href.endsWith('#') ? ABSENT : href.length - hash.length;
  const beforeHash = hashStart === ABSENT ? href.length : hashStart;
  const searchStart = search === '' ? ABSENT : beforeHash - search.length;
  const pathnameEnd = searchStart === ABSENT ? beforeHash : searchStart;
  components[0] = protocolEnd;
  components[1] = usernameEnd;
  components[2] = hostStart;
  components[3] = hostEnd;
  components[4] = portLength === 0 ? ABSENT : Number(port);
  components[5] = pathnameEnd - pathname.length;
  components[6] = searchStart;
  components[7] = hash === '' ? ABSENT : hashStart;
  components[8] = SCHEME_TYPES[protocol] ?? NO_SPECIAL_SCHEME;
}

/** Made in C++: it has a code, but its stack does not show it. */
const invalidUrl = (input: string, base?: string): Error =>
  Object.assign(new TypeError('Invalid URL'), {
    code: 'ERR_INVALID_URL',
    input,
    ...(base !== undefined && { base }),
  });

export function createUrl(environment: NodeEnvironment): Binding {
  const { platform } = environment;
  const components = new Uint32Array(9);
  const taken = (url: ParsedUrl): string => {
    fillComponents(components, url);
    return url.href;
  };
  const hostOf = (domain: string): string => platform.parseUrl(`ws://${domain}`)?.hostname ?? '';
  return {
    urlComponents: components,
    parse(input: string, base: string | undefined, throws: boolean) {
      const url = platform.parseUrl(input, base);
      if (url) return taken(url);
      if (throws) throw invalidUrl(input, base);
      return undefined;
    },
    canParse: (input: string, base?: string) => platform.parseUrl(input, base) !== null,
    pathToFileURL(path: string) {
      const encoded = path.replace(/[%\\\n\r\t?#]/g, (character) => encodeURIComponent(character));
      return taken(platform.parseUrl(`file://${encoded}`) as ParsedUrl);
    },
    update(href: string, action: number, value: string) {
      const part = UPDATED_PART[action] as keyof ParsedUrl;
      const url = platform.updateUrl(href, part, value);
      return url ? taken(url) : false;
    },
    domainToASCII: hostOf,
    domainToUnicode: hostOf,
    getOrigin: (input: string) => platform.parseUrl(input)?.origin ?? 'null',
    format(href: string, hash: boolean, _unicode: boolean, search: boolean, auth: boolean) {
      const url = platform.parseUrl(href) as ParsedUrl;
      const user =
        auth && url.username ? `${url.username}${url.password && `:${url.password}`}@` : '';
      const slashes = href.startsWith('//', url.protocol.length) ? '//' : '';
      const end = (search ? url.search : '') + (hash ? url.hash : '');
      return `${url.protocol}${slashes}${user}${url.host}${url.pathname}${end}`;
    },
  };
}

/** internalBinding('encoding_binding'): TextEncoder and TextDecoder. */
export function createEncoding(environment: NodeEnvironment): Binding {
  const { codecs, platform } = environment;
  const results = new Uint32Array(2);
  return {
    encodeIntoResults: results,
    encodeInto(text: string, target: Uint8Array) {
      const written = codecs.write(text, 'utf8', target);
      results[0] = codecs.decode(target.subarray(0, written), 'utf8').length;
      results[1] = written;
    },
    encodeUtf8String: (text: string) => codecs.encodeUtf8(text),
    decodeUTF8(view: ArrayBufferView | ArrayBuffer, ignoreBom: boolean, fatal: boolean) {
      const bytes = ArrayBuffer.isView(view)
        ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
        : new Uint8Array(view);
      const text = platform.decodeText('utf-8', bytes, fatal);
      if (text === null) {
        const { codes } = environment.requireLibrary('internal/errors') as unknown as {
          codes: Record<string, new (...args: unknown[]) => Error>;
        };
        const Invalid = codes['ERR_ENCODING_INVALID_ENCODED_DATA'] as new (
          ...args: unknown[]
        ) => Error;
        throw new Invalid('utf-8', undefined);
      }
      return ignoreBom || text.charCodeAt(0) !== 0xfeff ? text : text.slice(1);
    },
    decodeLatin1: (view: ArrayBufferView) =>
      platform.decodeText(
        'windows-1252',
        new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
        false,
      ),
    toASCII: (domain: string) => platform.parseUrl(`ws://${domain}`)?.hostname ?? domain,
    toUnicode: (domain: string) => domain,
  };
}
