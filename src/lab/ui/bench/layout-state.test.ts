import { describe, expect, it } from 'vitest';
import { firstLayout, readLayout, writeLayout } from './layout-state.ts';

describe('the layout as text', () => {
  it('comes back as it was', () => {
    const layout = { ...firstLayout, side: 300, dock: 400, isSideOpen: false };
    expect(readLayout(writeLayout(layout))).toEqual(layout);
  });

  it('keeps sizes within their limits, and leaves out what makes no sense', () => {
    expect(readLayout('side=99999;flow=-4;dock=nothing;tab=<script>;open=')).toEqual({
      ...firstLayout,
      side: 560,
      flow: 320,
    });
    expect(readLayout('')).toEqual(firstLayout);
  });
});
