// What nginx does when the http block ends: it looks up what was only named (hosts, groups, zones),
// works out what each location inherits, and refuses what does not fit together.

import { isIpv4 } from '../../net/address.ts';
import { defaultKeepalive, groupOf, UpstreamGroup } from '../upstream/group.ts';
import { lookUp } from '../upstream/look-up.ts';
import { peerAddress } from '../upstream/peer-address.ts';
import { listenAddresses } from './addresses.ts';
import { checkProxy } from './check-proxy.ts';
import { checkSsl } from './check-ssl.ts';
import type { UpstreamReference } from './draft.ts';
import type { LocationConfig } from './location.ts';
import type { LocationModules } from './location-modules.ts';
import type { ConfigReader } from './reader.ts';
import type { ServerDraft } from './server-draft.ts';

const where = ({ place }: UpstreamReference): string => `in ${place.file}:${place.line}`;

const implicitGroup = (cf: ConfigReader, reference: UpstreamReference): UpstreamGroup => {
  const { host, defaultPort } = reference;
  const port = reference.port ?? defaultPort;
  const written = reference.port === null ? host : `${host}:${port}`;
  const addresses = host.startsWith('unix:')
    ? [peerAddress(host.slice(5), 0, 'unix')]
    : (isIpv4(host) ? [host] : lookUp(cf.machine, host.replace(/^\[|\]$/g, '')))?.map((ip) =>
        peerAddress(ip, port),
      );
  const literal = host.startsWith('[') ? [peerAddress(host.slice(1, -1), port)] : null;
  const found = literal ?? addresses;
  if (!found) {
    return cf.failWithoutPlace(`host not found in upstream "${host}" ${where(reference)}`);
  }
  return new UpstreamGroup({
    name: host,
    place: null,
    servers: [
      {
        place: null,
        name: written,
        addresses: found,
        weight: 1,
        maxConns: 0,
        maxFails: 1,
        failTimeoutMs: 10_000,
        isBackup: false,
        isDown: false,
      },
    ],
    method: { kind: 'round-robin' },
    keepalive: defaultKeepalive(cf.draft.version),
    zone: null,
    isExplicit: false,
  });
};

/** Gives each host name in `proxy_pass` its servers; the same name and port share one group. */
const resolveReferences = (cf: ConfigReader): void => {
  const groups = new Map<string, UpstreamGroup>();
  for (const draft of cf.draft.upstreams.values()) {
    if (draft.servers.every((server) => server.isBackup)) {
      const { file, line } = draft.place;
      cf.failWithoutPlace(`no servers in upstream "${draft.name}" in ${file}:${line}`);
    }
    const group = groupOf(draft, cf.draft.version);
    groups.set(draft.name, group);
    cf.draft.groups.set(draft.name, group);
  }
  for (const reference of cf.draft.references) {
    const { host, port, defaultPort } = reference;
    const explicit = cf.draft.upstreams.has(host);
    if (explicit && port !== null) {
      cf.failWithoutPlace(`upstream "${host}" may not have port ${port} ${where(reference)}`);
    }
    const key = explicit ? host : `${host}:${port ?? defaultPort}`;
    let group = groups.get(key);
    if (!group) {
      group = implicitGroup(cf, reference);
      groups.set(key, group);
      cf.draft.implicitGroups.push(group);
    }
    reference.resolved = group;
  }
};

const resolveZones = (cf: ConfigReader, settings: LocationModules): void => {
  for (const limit of settings.access.reqLimits) {
    limit.zone = cf.draft.reqZones.get(limit.zoneName) ?? null;
  }
  for (const limit of settings.access.connLimits) {
    limit.zone = cf.draft.connZones.get(limit.zoneName) ?? null;
  }
};

const resolveLocation = (
  cf: ConfigReader,
  location: LocationConfig,
  outer: LocationModules,
): void => {
  location.settings = location.scope.resolve(outer);
  resolveZones(cf, location.settings);
  checkProxy(cf, location.settings);
  for (const child of location.children) resolveLocation(cf, child, location.settings);
  if (location.limitExcept) resolveLocation(cf, location.limitExcept.location, location.settings);
};

const refuseDuplicateLocations = (cf: ConfigReader, locations: readonly LocationConfig[]): void => {
  const seen = new Set<string>();
  for (const { kind, name, place, children } of locations) {
    if (kind === 'regex' || kind === 'nameless' || kind === 'named') continue;
    const key = `${kind === 'prefix-final' ? 'prefix' : kind} ${name}`;
    if (seen.has(key)) {
      cf.failWithoutPlace(`duplicate location "${name}" in ${place.file}:${place.line}`);
    }
    seen.add(key);
    refuseDuplicateLocations(cf, children);
  }
};

const warnConflictingNames = (cf: ConfigReader): void => {
  const seen = new Set<string>();
  for (const server of cf.draft.servers) {
    const names = server.names.length > 0 ? server.names : [{ text: '', pattern: null }];
    for (const { label } of server.listens) {
      for (const { text, pattern } of names) {
        if (pattern) continue;
        const key = `${label} ${text}`;
        if (seen.has(key)) {
          cf.messages.push({
            level: 'warn',
            text: `conflicting server name "${text}" on ${label}, ignored`,
            place: null,
          });
        }
        seen.add(key);
      }
    }
  }
};

const finishServer = (cf: ConfigReader, server: ServerDraft, http: LocationModules): void => {
  server.settings = server.scope.resolve(http);
  resolveZones(cf, server.settings);
  server.location.settings = server.settings;
  checkSsl(cf, server);
  checkProxy(cf, server.settings);
  for (const location of server.locations) resolveLocation(cf, location, server.settings);
};

const isNameFine = (name: string): boolean => {
  const middle = name.replace(/^(\*\.|\.)/, '').replace(/\.\*$/, '');
  return !middle.includes('*') && !name.includes('..');
};

/** Only where several servers share an address their names go into a table, and have to fit it. */
const refuseOddNames = (cf: ConfigReader): void => {
  for (const { listen, servers } of listenAddresses(cf.draft)) {
    if (servers.length < 2) continue;
    for (const { text, pattern } of servers.flatMap(({ names }) => names)) {
      if (pattern || isNameFine(text)) continue;
      cf.failWithoutPlace(`invalid server name or wildcard "${text}" on ${listen.label}`);
    }
  }
};

/** Completes the http block, or refuses it. */
export const finishHttp = (cf: ConfigReader): void => {
  const { draft } = cf;
  if (!draft.http) return;
  resolveReferences(cf);
  for (const check of draft.atEndOfHttp) check();
  const http = draft.http.resolve(null);
  draft.httpSettings = http;
  for (const server of draft.servers) finishServer(cf, server, http);
  for (const server of draft.servers) refuseDuplicateLocations(cf, server.locations);
  const unknown = draft.variables.complete();
  if (unknown !== null) cf.failWithoutPlace(`unknown "${unknown}" variable`);
  refuseOddNames(cf);
  warnConflictingNames(cf);
};
