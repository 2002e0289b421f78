// `proxy_pass`: where requests of a location go, and what happens to their URI on the way.

import type { Directive } from '../config/directive.ts';
import type { UpstreamReference } from '../config/draft.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compileTemplate, hasVariables } from '../config/template.ts';
import { parseNumber } from '../config/values.ts';
import type { ProxyPass } from '../settings/proxy.ts';

/** The parts of a proxied URL. */
export interface ProxyUrl {
  readonly scheme: 'http' | 'https';
  /** Host and port as written: `app1:3000`, `unix:/run/app.sock`. */
  readonly authority: string;
  readonly host: string;
  readonly port: number | null;
  /** From the first `/` or `?` on; empty where there is none. */
  readonly uri: string;
}

/** Takes a URL apart; a string says what is wrong with it. */
export const parseProxyUrl = (url: string): ProxyUrl | string => {
  const match = /^(https?):\/\/(.*)$/is.exec(url);
  if (!match) return 'invalid URL prefix';
  const scheme = (match[1] ?? '').toLowerCase() === 'https' ? 'https' : 'http';
  const rest = match[2] ?? '';
  if (rest.startsWith('unix:')) {
    const colon = rest.indexOf(':', 5);
    const authority = colon < 0 ? rest : rest.slice(0, colon);
    const uri = colon < 0 ? '' : rest.slice(colon + 1);
    return { scheme, authority, host: authority, port: null, uri };
  }
  const end = /[/?]/.exec(rest)?.index ?? rest.length;
  const authority = rest.slice(0, end);
  const uri = rest.slice(end);
  const bracket = authority.lastIndexOf(']');
  const colon = authority.indexOf(':', Math.max(bracket, 0));
  const hasPort = colon > bracket;
  const host = hasPort ? authority.slice(0, colon) : authority;
  if (host === '') return 'no host';
  if (!hasPort) return { scheme, authority, host, port: null, uri };
  const port = parseNumber(authority.slice(colon + 1));
  if (!port || port > 65_535) return 'invalid port';
  return { scheme, authority, host, port, uri };
};

/** The location a URI part belongs to: an `if` has its location's name. */
const namedLocation = (cf: ConfigReader): { name: string; forbids: boolean } => {
  const location = cf.location;
  const nameless = location?.kind === 'nameless' || location?.kind === 'named';
  return {
    name: location?.name ?? '',
    forbids: nameless || (location?.pattern ?? null) !== null,
  };
};

const checkUri = (cf: ConfigReader, uri: string): void => {
  const location = namedLocation(cf);
  if (uri === '' || !location.forbids) return;
  cf.fail(
    '"proxy_pass" cannot have URI part in location given by regular expression, or inside named ' +
      'location, or inside "if" statement, or inside "limit_except" block',
  );
};

const fixedPass = (cf: ConfigReader, url: string): ProxyPass => {
  const parsed = parseProxyUrl(url);
  if (typeof parsed === 'string') {
    if (parsed === 'invalid URL prefix') cf.fail(parsed);
    return cf.fail(`${parsed} in upstream "${url.replace(/^https?:\/\//i, '')}"`);
  }
  const defaultPort = parsed.scheme === 'https' ? 443 : 80;
  const reference: UpstreamReference = {
    host: parsed.host,
    port: parsed.port,
    defaultPort,
    place: cf.here(),
    resolved: null,
  };
  cf.draft.references.push(reference);
  checkUri(cf, parsed.uri);
  return {
    place: cf.here(),
    url: compileTemplate(cf, url),
    scheme: parsed.scheme,
    reference,
    // A port that is the scheme's own is left out of the Host field.
    hostHeader:
      parsed.port === defaultPort
        ? parsed.host
        : parsed.authority.startsWith('unix:')
          ? 'localhost'
          : parsed.authority,
    uri: parsed.uri === '' ? null : parsed.uri.startsWith('?') ? `/${parsed.uri}` : parsed.uri,
    location: cf.location?.name ?? '',
  };
};

const variablePass = (cf: ConfigReader, url: string): ProxyPass => ({
  place: cf.here(),
  url: compileTemplate(cf, url),
  scheme: 'http',
  reference: null,
  hostHeader: '',
  uri: null,
  location: cf.location?.name ?? '',
});

/** The directive `proxy_pass`. */
export const PROXY_PASS: Directive = {
  name: 'proxy_pass',
  contexts: ['location', 'if-location', 'limit_except'],
  arity: [1, 1],
  apply: (cf, words) => {
    if (cf.scope.has('proxy', 'pass')) cf.fail('"proxy_pass" directive is duplicate');
    const url = words[1] ?? '';
    cf.scope.set('core', 'handler', 'proxy', cf.here());
    const location = cf.location;
    if (location?.name.endsWith('/') && location.kind !== 'nameless') {
      location.redirectsWithoutSlash = true;
    }
    const pass = hasVariables(url) ? variablePass(cf, url) : fixedPass(cf, url);
    cf.scope.set('proxy', 'pass', pass, cf.here());
  },
};
