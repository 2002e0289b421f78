// The server a TLS client asks for by name (SNI), before there is any request.

import type { ServerDraft } from '../config/server-draft.ts';

/** The server of a name, or the default one. */
export const chooseByName = (
  servers: readonly ServerDraft[],
  serverName: string | null,
): ServerDraft | undefined =>
  servers.find((server) => server.names.some(({ text }) => text === serverName?.toLowerCase())) ??
  servers[0];
