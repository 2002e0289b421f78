// The sockets a configuration listens on: one for each address, with the servers behind it.

import type { ConfigDraft } from './draft.ts';
import type { Listen, ServerDraft } from './server-draft.ts';

/** A socket and the servers behind it. */
export interface ListenAddress {
  readonly listen: Listen;
  /** The default server first. */
  readonly servers: readonly ServerDraft[];
}

const serversFor = (draft: ConfigDraft, label: string): readonly ServerDraft[] => {
  const servers = draft.servers.filter(({ listens }) => listens.some((one) => one.label === label));
  const preferred = servers.find(({ listens }) =>
    listens.some((one) => one.label === label && one.isDefault),
  );
  return preferred ? [preferred, ...servers.filter((one) => one !== preferred)] : servers;
};

/** All addresses, in the order they are named. */
export const listenAddresses = (draft: ConfigDraft): readonly ListenAddress[] => {
  const seen = new Map<string, ListenAddress>();
  for (const server of draft.servers) {
    for (const listen of server.listens) {
      const known = seen.get(listen.label);
      const merged = known && !known.listen.ssl && listen.ssl ? listen : (known?.listen ?? listen);
      seen.set(listen.label, { listen: merged, servers: serversFor(draft, listen.label) });
    }
  }
  return [...seen.values()];
};

const isWildcardFor = (wildcard: Listen, listen: Listen): boolean =>
  wildcard !== listen &&
  !wildcard.unix &&
  wildcard.port === listen.port &&
  ((wildcard.ip === '0.0.0.0' && !listen.ip.includes(':')) || wildcard.ip === '::');

/**
 * The addresses to bind: where a wildcard has the port, its socket takes the others' connections
 * too.
 */
export const boundAddresses = (all: readonly ListenAddress[]): readonly ListenAddress[] =>
  all.filter(
    ({ listen }) =>
      !listen.unix &&
      !all.some((other) => {
        const isSameFamily = other.listen.ip.includes(':') === listen.ip.includes(':');
        return isSameFamily && isWildcardFor(other.listen, listen);
      }),
  );

/** The address a connection came in on: its own where that is named, else the one that is bound. */
export const addressOf = (
  all: readonly ListenAddress[],
  local: { readonly ip: string; readonly port: number },
  boundLabel: string,
): ListenAddress | undefined =>
  all.find(({ listen }) => listen.ip === local.ip && listen.port === local.port) ??
  all.find(({ listen }) => listen.label === boundLabel);
