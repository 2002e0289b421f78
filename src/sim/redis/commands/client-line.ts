// A client's line in CLIENT LIST and CLIENT INFO.
// Simplified: the sizes of buffers are those of a client that has just sent this command.

import type { Session } from '../session.ts';

const BUFFER_BYTES = 20_474;
const CLIENT_BYTES = 37_624;

/** Letters for what a client does: N for nothing in particular. */
function flagsOf({ waiting, queued, subscriptions, isWatchBroken }: Session): string {
  const letters =
    (subscriptions > 0 ? 'P' : '') +
    (waiting ? 'b' : '') +
    (queued ? 'x' : '') +
    (isWatchBroken ? 'd' : '');
  return letters === '' ? 'N' : letters;
}

/** The line, without its end. */
export function describeClient(session: Session, nowMs: number): string {
  const { ip, port } = session.endpoint.local;
  const buffered = session.reader.bufferedBytes;
  const seconds = (sinceMs: number): number => Math.floor((nowMs - sinceMs) / 1_000);
  const facts: readonly (readonly [string, string | number])[] = [
    ['id', session.id],
    ['addr', session.address],
    ['laddr', `${ip}:${port}`],
    ['fd', session.id + 7],
    ['name', session.name],
    ['age', seconds(session.createdMs)],
    ['idle', seconds(session.lastActiveMs)],
    ['flags', flagsOf(session)],
    ['db', session.database],
    ['sub', session.channels.size],
    ['psub', session.patterns.size],
    ['ssub', 0],
    ['multi', session.queued?.length ?? -1],
    ['qbuf', buffered],
    ['qbuf-free', BUFFER_BYTES - buffered],
    ['argv-mem', 10],
    ['multi-mem', 0],
    ['rbs', 16_384],
    ['rbp', 16_384],
    ['obl', 0],
    ['oll', 0],
    ['omem', 0],
    ['tot-mem', CLIENT_BYTES],
    ['events', 'r'],
    ['cmd', session.lastCommand],
    ['user', 'default'],
    ['redir', -1],
    ['resp', session.version],
  ];
  return facts.map(([name, value]) => `${name}=${value}`).join(' ');
}
