// Runs a command on another host: `docker exec`.

import type { Box } from '../../box.ts';
import type { Invocation } from '../../invocation.ts';
import { Shell } from '../../language/interpreter.ts';
import type { Task } from '../../task.ts';
import { interact, loginState } from '../../terminal/login.ts';
import { descriptorsOf } from '../bash.ts';

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

export function* runOnBox(run: Invocation, box: Box, argv: readonly string[]): Task<number> {
  const { session } = run;
  const isShell = argv.length === 1 && /^(?:\/bin\/)?(?:ba)?sh$/.test(argv[0] ?? '');
  const child = box.spawn({
    title: argv.join(' '),
    parentPid: 1,
    terminal: run.process.terminal,
    group: run.process.group,
    task: function* (process) {
      const state = loginState(box);
      const descriptors = descriptorsOf(run);
      if (isShell && session && run.stdin.isTerminal) {
        return yield* interact({ box, process, session, state, descriptors });
      }
      state.pid = process.pid;
      const shell = new Shell({ box, process, session, state, descriptors });
      return yield* shell.runToEnd((own) => own.runText(argv.map(quoted).join(' ')));
    },
  });
  yield* child.wait();
  return child.status ?? 0;
}
