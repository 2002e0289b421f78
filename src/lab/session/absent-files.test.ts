import { describe, expect, it } from 'vitest';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import { exportFiles } from './export-files.ts';
import {
  appliedSource,
  edited,
  filesApplied,
  filesInOrder,
  judged,
  openLab,
  startOf,
  unapplied,
} from './lab-session.ts';
import { restoreWork, saveWork } from './saved-work.ts';

const added = 'my-app/deadline.ts';
const lab = readLab('timeout-budget');
const session = openLab(labData(lab));
const text = lab.solution.find(({ name }) => name === added)?.text ?? '';

describe('a file that only a fix has', () => {
  it('is seen nowhere before', () => {
    expect(text).not.toBe('');
    expect(filesInOrder(session).map(({ name }) => name)).not.toContain(added);
    expect(startOf(session).files.map(({ path }) => path)).not.toContain('/srv/app/deadline.ts');
    expect(exportFiles(session, '')[added]).toBeUndefined();
  });

  it('comes with the fix, is saved and proven, and goes with it', () => {
    const fixed = edited(session, added, text);
    expect(filesInOrder(fixed).map(({ name }) => name)).toContain(added);
    expect(unapplied(fixed).map(({ name }) => name)).toEqual([added]);
    const saved = filesApplied(fixed, { [added]: text });
    expect(appliedSource(saved).files).toContainEqual({
      host: 'my-app',
      path: '/srv/app/deadline.ts',
      text,
    });
    expect(exportFiles(fixed, '')[added]).toBe(text);
    const back = filesApplied(edited(saved, added, ''), { [added]: '' });
    expect(filesInOrder(back).map(({ name }) => name)).not.toContain(added);
  });
});

it('checks that were proven are not restored as if they had been seen', () => {
  const done = session.data.objectives.reduce(
    (now, { id }) => judged(now, id, { state: 'reached' }),
    session,
  );
  const { verdicts } = restoreWork(session, saveWork(done));
  const states = session.data.objectives.map(({ id, proof }) => [
    verdicts[id]?.state,
    proof === null,
  ]);
  expect(states).toEqual(states.map(([, seen]) => [seen ? 'reached' : 'open', seen]));
});
