// What a built-in command is: it works on the shell that carries it out.

import type { Invocation } from '../invocation.ts';
import type { Shell } from '../language/interpreter.ts';
import type { Task } from '../task.ts';

export type Builtin = (shell: Shell, run: Invocation) => Task<number>;
