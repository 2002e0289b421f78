// MULTI, EXEC, WATCH (multi.c in Redis 7.0). Queueing itself is the dispatcher's.

import { CommandError, type CommandTable, command } from '../command.ts';
import { array, NULL_ARRAY, OK } from '../reply.ts';

export const TRANSACTION_COMMANDS: CommandTable = {
  multi: command(1, ['loading', 'unqueued'], ({ session }) => {
    if (session.queued) throw new CommandError('ERR MULTI calls can not be nested');
    session.queued = [];
    return OK;
  }),
  exec: command(1, ['loading', 'unqueued'], ({ server, session }) => {
    const { queued } = session;
    if (!queued) throw new CommandError('ERR EXEC without MULTI');
    server.expireWatched(session);
    const { isTransactionBroken, isWatchBroken } = session;
    session.endTransaction();
    server.unwatch(session);
    if (isTransactionBroken) {
      throw new CommandError('EXECABORT Transaction discarded because of previous errors.');
    }
    if (isWatchBroken) return NULL_ARRAY;
    return array(queued.map((words) => server.runQueued(session, words)));
  }),
  discard: command(1, ['loading', 'unqueued'], ({ server, session }) => {
    if (!session.queued) throw new CommandError('ERR DISCARD without MULTI');
    session.endTransaction();
    server.unwatch(session);
    return OK;
  }),
  watch: command(-2, ['loading', 'unqueued'], ({ server, session }, words) => {
    if (session.queued) throw new CommandError('ERR WATCH inside MULTI is not allowed');
    for (const key of words) server.watch(session, key);
    return OK;
  }),
  unwatch: command(1, ['loading'], ({ server, session }) => {
    server.unwatch(session);
    return OK;
  }),
};
