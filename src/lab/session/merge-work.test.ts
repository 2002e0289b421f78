import { describe, expect, it } from 'vitest';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import { mergeEdits } from './merge-work.ts';

const data = labData(readLab('wrong-port'));
const [a, b] = ['my-app/server.ts', 'nginx/nginx.conf'];

describe('the edits of two tabs', () => {
  it('are laid together where each changed another file', () => {
    const merged = mergeEdits(data, { base: {}, mine: { [a]: 'mine' }, theirs: { [b]: 'theirs' } });
    expect(merged).toEqual({ edits: { [a]: 'mine', [b]: 'theirs' }, taken: [b], contested: [] });
  });

  it('keep ours where both changed the same file, and say so', () => {
    const merged = mergeEdits(data, { base: {}, mine: { [a]: 'mine' }, theirs: { [a]: 'theirs' } });
    expect(merged).toEqual({ edits: { [a]: 'mine' }, taken: [], contested: [a] });
  });

  it('take over that the other tab went back to the original', () => {
    const merged = mergeEdits(data, { base: { [a]: 'x' }, mine: { [a]: 'x' }, theirs: {} });
    expect(merged).toEqual({ edits: {}, taken: [a], contested: [] });
  });

  it('are no conflict where both wrote the same', () => {
    const merged = mergeEdits(data, { base: {}, mine: { [a]: 'x' }, theirs: { [a]: 'x' } });
    expect(merged).toEqual({ edits: { [a]: 'x' }, taken: [], contested: [] });
  });
});
