// The server's log: lines as PostgreSQL writes them to stderr, and where a package's installation puts them.

import type { Machine } from '../../process/machine.ts';
import type { Process } from '../../process/process.ts';
import type { SqlError } from '../sql-error.ts';
import { formatTimestamp } from '../values/datetime.ts';

/** Who a line is about: `%p`, `%u`, `%d` and so on of log_line_prefix. */
export interface LogSource {
  readonly pid: number;
  readonly user?: string;
  readonly database?: string;
  readonly client?: string;
  readonly application?: string;
}

/** Where Debian's package writes it. */
const LOG_PATH = '/var/log/postgresql/postgresql-15-main.log';
const LONGEST_LOG = 2 * 1024 * 1024;

const milliseconds = (ms: number): string => {
  const text = formatTimestamp(Math.floor(ms) * 1_000);
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(3, '0')} UTC`;
};

export class ServerLog {
  readonly #machine: Machine;
  readonly #prefix: () => string;
  #process: Process | null = null;
  #pending = '';

  constructor(machine: Machine, prefix: () => string) {
    this.#machine = machine;
    this.#prefix = prefix;
    machine.files.makeDirectories('/var/log/postgresql');
  }

  /** The process whose stderr it is. */
  set process(process: Process | null) {
    this.#process = process;
  }

  line(source: LogSource, level: string, message: string): void {
    this.#write(`${this.#prefixFor(source)}${level}:  ${message.replaceAll('\n', '\n\t')}\n`);
  }

  error(source: LogSource, error: SqlError, statement: string | null): void {
    const { fields } = error;
    const place = fields.at === undefined ? '' : ` at character ${fields.at + 1}`;
    this.line(source, error.severity, `${error.message}${place}`);
    const detail = fields.detailForLog ?? fields.detail;
    if (detail) this.line(source, 'DETAIL', detail);
    if (fields.hint) this.line(source, 'HINT', fields.hint);
    if (fields.where) this.line(source, 'CONTEXT', fields.where);
    if (statement) this.line(source, 'STATEMENT', statement);
  }

  #prefixFor(source: LogSource): string {
    const isSession = source.user !== undefined;
    let result = '';
    let skipped = false;
    for (const part of this.#prefix().match(/%-?\d*[a-zA-Z%]|[^%]+/g) ?? []) {
      if (skipped) continue;
      if (part === '%q') skipped = !isSession;
      else result += part.startsWith('%') ? this.#escape(part.at(-1) ?? '', source) : part;
    }
    return result;
  }

  #escape(code: string, source: LogSource): string {
    const { timeMs } = this.#machine;
    switch (code) {
      case 'm':
        return milliseconds(timeMs);
      case 't':
        return milliseconds(timeMs).replace(/\.\d+/, '');
      case 'p':
        return String(source.pid);
      case 'u':
        return source.user ?? '';
      case 'd':
        return source.database ?? '';
      case 'a':
        return source.application ?? '';
      case 'h':
        return source.client?.replace(/\(.*$/, '') ?? '';
      case 'r':
        return source.client ?? '';
      default:
        return code === '%' ? '%' : '';
    }
  }

  #write(text: string): void {
    this.#process?.write('stderr', text);
    if (this.#pending === '') this.#machine.kernel.after(0, () => this.flush());
    this.#pending += text;
  }

  /** Lines of one moment are written together. A full disk loses them. */
  flush(): void {
    const { files } = this.#machine;
    const added = this.#pending;
    this.#pending = '';
    if (added === '' || files.freeBytes <= 0) return;
    const before = files.exists(LOG_PATH) ? files.readText(LOG_PATH) : '';
    const kept = before.length > LONGEST_LOG ? before.slice(-LONGEST_LOG / 2) : before;
    files.writeFile(LOG_PATH, kept + added);
  }
}
