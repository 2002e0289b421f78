// The engine of the simulator's own: PostgreSQL's SQL as far as labs need it, on tables in memory.

import type { Kernel } from '../../kernel/kernel.ts';
import { defineBuiltins } from '../functions/builtins.ts';
import { SqlError } from '../sql-error.ts';
import type { Cluster } from '../storage/database.ts';
import { Processor } from './processor.ts';
import { SmallSession } from './small-session.ts';
import type { SessionOptions, SqlEngine } from './sql-engine.ts';

export interface SmallEngineOptions {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** The wall clock of its machine, in milliseconds since 1970. */
  readonly timeMs: () => number;
  readonly cores: number;
}

export class SmallEngine implements SqlEngine {
  readonly processor: Processor;
  readonly #options: SmallEngineOptions;

  constructor(options: SmallEngineOptions) {
    defineBuiltins();
    this.#options = options;
    this.processor = new Processor(options.kernel, options.cores);
  }

  open(options: SessionOptions): SmallSession {
    const { cluster, kernel, encodeUtf8, timeMs } = this.#options;
    const database = cluster.databases.get(options.database);
    if (!database) {
      throw new SqlError('3D000', `database "${options.database}" does not exist`, {
        severity: 'FATAL',
      });
    }
    const random = kernel.random.fork(`postgres session ${options.pid}`);
    const { processor } = this;
    return new SmallSession({
      ...options,
      cluster,
      kernel,
      encodeUtf8,
      timeMs,
      processor,
      random,
      data: database,
    });
  }
}
