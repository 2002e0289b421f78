// How addresses of upstream servers are written in log lines and variables.

import type { PeerAddress } from '../config/upstream-draft.ts';

/** An address with the label nginx gives it. */
export const peerAddress = (
  ip: string,
  port: number,
  kind: 'tcp' | 'unix' = 'tcp',
): PeerAddress => {
  if (kind === 'unix') return { ip, port, label: `unix:${ip}` };
  return { ip, port, label: ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}` };
};
