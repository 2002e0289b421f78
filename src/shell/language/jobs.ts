// Jobs of a shell: what runs in the background or was stopped (bash(1), "JOB CONTROL").

import type { ProcessGroup, ShellProcess } from '../process.ts';
import { SIGNAL_WORDS } from '../signals.ts';

export interface Job {
  readonly id: number;
  readonly group: ProcessGroup;
  readonly members: readonly ShellProcess[];
  /** As it was typed. */
  readonly source: string;
}

const STATE_WIDTH = 24;

export class Jobs {
  #jobs: Job[] = [];

  get all(): readonly Job[] {
    return this.#jobs;
  }

  add(job: Omit<Job, 'id'>): Job {
    const existing = this.#jobs.find(({ group }) => group === job.group);
    if (existing) {
      // A job that is stopped again becomes the current one.
      this.#jobs = [...this.#jobs.filter((other) => other !== existing), existing];
      return existing;
    }
    const id = Math.max(0, ...this.#jobs.map((other) => other.id)) + 1;
    const added = { id, ...job };
    this.#jobs.push(added);
    return added;
  }

  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
  }

  /** `%1`, `%+`, `%-`, `%name`, or nothing for the current one. */
  find(text: string | undefined): Job | undefined {
    if (text === undefined || ['%', '%%', '%+'].includes(text)) return this.#jobs.at(-1);
    if (text === '%-') return this.#jobs.at(-2) ?? this.#jobs.at(-1);
    const name = text.replace(/^%/, '');
    if (/^\d+$/.test(name)) return this.#jobs.find(({ id }) => id === Number(name));
    return this.#jobs.find(({ source }) => source.startsWith(name));
  }

  isOver({ members }: Job): boolean {
    return members.every((member) => member.status !== null);
  }

  /** The line `jobs` prints. */
  describe(job: Job, state = this.stateOf(job)): string {
    const at = this.#jobs.indexOf(job);
    const mark = at === this.#jobs.length - 1 ? '+' : at === this.#jobs.length - 2 ? '-' : ' ';
    const ending = state === 'Running' ? ' &' : '';
    return `[${job.id}]${mark}  ${state.padEnd(STATE_WIDTH)}${job.source}${ending}`;
  }

  stateOf(job: Job): string {
    if (!this.isOver(job)) return job.group.isStopped ? 'Stopped' : 'Running';
    const last = job.members.at(-1);
    if (last?.endedBy) return SIGNAL_WORDS[last.endedBy] ?? 'Interrupt';
    return last?.status === 0 ? 'Done' : `Exit ${last?.status ?? 0}`;
  }

  /** Takes the jobs that have ended, with their lines. */
  takeEnded(): string[] {
    const ended = this.#jobs.filter((job) => this.isOver(job));
    const lines = ended.map((job) => this.describe(job));
    for (const job of ended) this.remove(job);
    return lines;
  }
}
