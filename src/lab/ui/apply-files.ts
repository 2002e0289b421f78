// Gives a world the files that its reader changed, and puts them in force as an operator would.
import type { Command } from '#sim';
import { type LabSession, type Texts, textOf, unapplied } from '../session/lab-session.ts';

/** pm2 gives a process 1.6 s to end before it kills it; a new one is up soon after. */
const WAIT_FOR_RESTART_US = 1_000_000;
const WAITS_LIMIT = 3;

interface World {
  readonly session: { readonly value: LabSession };
  readonly command: (command: Command) => Promise<void>;
  /** Whether a file is to wait until the reader says so. */
  readonly isHeldBack: (name: string) => boolean;
}

async function applyOn({ session, command }: World, host: string): Promise<void> {
  await command({ type: 'apply', host });
  const isEnding = (): boolean =>
    session.value.view.services.some((one) => one.host === host && one.isStopping);
  for (let waits = 0; isEnding() && waits < WAITS_LIMIT; waits++) {
    await command({ type: 'wait', durationUs: WAIT_FOR_RESTART_US });
  }
}

/** Saves and applies what differs; answers with the texts and hosts concerned, null where nothing differs. */
export async function applyFiles(
  world: World,
): Promise<{ readonly texts: Texts; readonly hosts: readonly string[] } | null> {
  const { session, command, isHeldBack } = world;
  const changed = unapplied(session.value).filter(({ name }) => !isHeldBack(name));
  if (changed.length === 0) return null;
  const texts = Object.fromEntries(changed.map(({ name }) => [name, textOf(session.value, name)]));
  for (const { name, host, path } of changed) {
    await command({ type: 'save', host, path, text: texts[name] ?? '' });
  }
  const hosts = [...new Set(changed.map(({ host }) => host))];
  for (const host of hosts) await applyOn(world, host);
  return { texts, hosts };
}
