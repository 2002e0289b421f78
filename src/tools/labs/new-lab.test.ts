import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, readLab } from '../../content/labs.ts';
import { newLab } from './new-lab.ts';
import { proveLab } from './run-lab.ts';

let labs = '';
let lab: Lab;

beforeAll(() => {
  labs = mkdtempSync(join(tmpdir(), 'new-lab-'));
  newLab('missing-settings', labs, '2026-11-27');
  lab = readLab('missing-settings', labs);
});

afterAll(() => rmSync(labs, { recursive: true }));

const failedWith = async (files: Lab['files']): Promise<string[]> => {
  const { faults } = await proveLab(lab, { files });
  return Object.keys(faults).filter((id) => faults[id]?.length !== 0);
};

describe('a new lab', () => {
  it('bears its name and the day', () => {
    expect(lab.manifest.title).toContain('missing-settings');
    expect(lab.manifest.updated).toBe('2026-11-27');
  });

  it('passes its own suite: the start fails, the solution passes, the wrong fix does not', async () => {
    expect(await failedWith([])).toEqual(['answers', 'holds']);
    expect(await failedWith(lab.solution)).toEqual([]);
    const [wrong] = lab.manifest.wrongFixes;
    expect(await failedWith(lab.wrongFixes[0]?.files ?? [])).toEqual(wrong?.refused);
  });

  it('takes no name that is taken, or is none', () => {
    expect(() => newLab('missing-settings', labs, '2026-11-27')).toThrow(/already/);
    expect(() => newLab('../elsewhere', labs, '2026-11-27')).toThrow(/no slug/);
  });
});
