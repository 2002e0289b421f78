import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromFragment, SHARE_MARK, toFragment } from './share-link.ts';

describe('a lab in a fragment', () => {
  it('comes back, whatever its text', () => {
    const data = { text: 'Größe "x" \u{1f600}\n'.repeat(40) };
    const fragment = toFragment(data);
    expect(fragment).toMatch(/^#lab=[\w-]+$/);
    expect(fragment.length).toBeLessThan(200);
    expect(fromFragment(fragment)).toEqual(data);
  });

  it('is refused when it is cut, changed, or no data', () => {
    const fragment = toFragment({ text: Array.from({ length: 99 }, (_, at) => at * at).join() });
    expect(() => fromFragment(fragment.slice(0, -12))).toThrow('damaged');
    expect(() => fromFragment(`${SHARE_MARK}%%%`)).toThrow('damaged');
    expect(() => fromFragment(SHARE_MARK)).toThrow('damaged');
  });

  it('is refused when it unpacks to more than a lab is', () => {
    const bomb = Buffer.from(deflateSync(strToU8(' '.repeat(40_000_000)))).toString('base64url');
    expect(() => fromFragment(SHARE_MARK + bomb)).toThrow('more than a lab is');
  });
});
