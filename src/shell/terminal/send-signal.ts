// Sends a signal by process number: to commands of terminals, and to the apps and servers of the host.

import type { Signal } from '#sim';
import type { Box } from '../box.ts';
import type { ShellSignal } from '../signals.ts';

/** Signals that mean nothing to the simulator's own processes. */
const ONLY_IN_TERMINALS = new Set<ShellSignal>(['SIGALRM', 'SIGCHLD', 'SIGWINCH']);

/** Whether there is such a process; null sends nothing. A negative number stands for a group. */
export function sendSignal(box: Box, pid: number, signal: ShellSignal | null): boolean {
  if (pid < 0) {
    const members = box.processes.filter(({ group }) => group.id === -pid);
    if (signal) for (const member of members) member.signal(signal);
    return members.length > 0;
  }
  const own = box.process(pid);
  if (own) {
    if (signal) own.signal(signal);
    return true;
  }
  const process = box.machine.process(pid);
  if (!process) return false;
  if (signal === null || ONLY_IN_TERMINALS.has(signal)) return true;
  process.signal(signal === 'SIGTSTP' ? 'SIGSTOP' : (signal as Signal));
  return true;
}
