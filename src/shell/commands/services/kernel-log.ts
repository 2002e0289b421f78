// dmesg: what the kernel of a box has to say, which here is whom it killed when memory ended (mm/oom_kill.c of Linux 6.1).

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { formatDate } from '../system/date.ts';

/** The box had been up for a day when the simulation began, as its programs are told. */
const UP_BEFORE_S = 86_400;

function* dmesg(run: Invocation): Task<number> {
  const isDated = run.args.some((arg) => /^(?:-T|--ctime)$/.test(arg));
  const unknown = run.args.find((arg) => !/^(?:-T|--ctime|-H|-k|-x|-w)$/.test(arg));
  if (unknown !== undefined) {
    yield* run.printError(`dmesg: unrecognized option '${unknown}'\n`);
    return 1;
  }
  const startedMs = run.box.timeMs - run.kernel.nowUs / 1_000;
  const lines = run.box.log
    .since()
    .filter(({ host, name }) => host === run.box.name && name === 'kernel')
    .map(({ atUs, text }) => {
      const seconds = (UP_BEFORE_S + atUs / 1e6).toFixed(6).padStart(12);
      const when = isDated ? formatDate('%a %b %e %H:%M:%S %Y', startedMs + atUs / 1_000) : seconds;
      return `[${when}] ${text}\n`;
    });
  yield* run.print(lines.join(''));
  return 0;
}

export const kernelLogCommands = [
  define('dmesg', { summary: 'what the kernel has logged', usage: 'dmesg [-T]', program: dmesg }),
];
