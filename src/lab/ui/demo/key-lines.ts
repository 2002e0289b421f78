// The few log lines that tell what happened to the last request: the errors first, else the access log.
import type { LogLine } from '../../session/log-lines.ts';
import type { WorldView } from '../../session/world-view.ts';

const MOST = 2;

/** Lines written since the last request was sent, at most two. */
export function keyLines({ log, events }: WorldView): readonly LogLine[] {
  const sent = events.findLast(
    (event) => event.kind === 'command' && event.command.type === 'request',
  );
  const fresh = log.filter(({ atUs }) => atUs >= (sent?.atUs ?? 0));
  const errors = fresh.filter(({ isError, text }) => isError && text.trim() !== '');
  return (errors.length > 0 ? errors : fresh).slice(0, MOST);
}
