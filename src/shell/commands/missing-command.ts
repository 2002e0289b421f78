// What helps somebody whose command is not there: names that are near, and where it would be.

import type { Shell } from '../language/interpreter.ts';
import { findCommand } from './command.ts';

/** How many changes of a letter lead from one text to another. */
export function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_value, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const candidates = [
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + same,
      ];
      next.push(Math.min(...candidates));
    }
    row = next;
  }
  return row[to.length] as number;
}

/** Names that were perhaps meant, nearest first. */
export function nearestNames(name: string, names: readonly string[], count = 3): string[] {
  const allowed = name.length <= 3 ? 1 : 2;
  return names
    .map((other) => ({ other, far: distance(name, other) }))
    .filter(({ far }) => far <= allowed)
    .sort((a, b) => a.far - b.far || (a.other < b.other ? -1 : 1))
    .slice(0, count)
    .map(({ other }) => other);
}

/** Notes what could be done instead of a command that was not found. */
export function missingCommand(shell: Shell, name: string): void {
  const { box, session, state } = shell;
  if (!session || !state.isInteractive) return;
  if (box.commands.has(name)) {
    const hosts = box.world.system.hosts
      .map((host) => box.boxes(host.name))
      .filter((other) => other && findCommand(other, name))
      .map((other) => other?.name);
    if (hosts.length > 0) {
      session.note(
        `${name} is not installed on ${box.name}. It is on ${hosts.join(', ')}: ssh ${hosts[0]}`,
      );
      return;
    }
  }
  const installed = [...box.commands.keys()].filter((command) => findCommand(box, command));
  const near = nearestNames(name, installed);
  if (near.length > 0) session.note(`Did you mean ${near.join(', ')}? "help" lists all commands.`);
  else session.note('"help" lists the commands there are.');
}
