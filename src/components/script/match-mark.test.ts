import { describe, expect, it } from 'vitest';
import { matchesMark } from './match-mark.ts';

const mark = {
  line: 'limiting requests, excess: <n> by zone "<zone>"',
  text: 'Rate limit nginx, error.log limiting requests, excess: <n> by zone "<zone>" limit_req refused.',
};

describe('matchesMark', () => {
  it('finds words in any part of the mark, whatever their case', () => {
    expect(matchesMark(mark, 'Rate LIMIT')).toBe(true);
    expect(matchesMark(mark, ' excess: ')).toBe(true);
    expect(matchesMark(mark, '')).toBe(true);
  });

  it('finds the mark for a whole log line, its gaps filled in', () => {
    const logged =
      '2026/11/27 10:00:00 [error] 7#7: *1 limiting requests, excess: 0.540 by zone "perip", client: 10.0.0.9';
    expect(matchesMark(mark, logged)).toBe(true);
  });

  it('does not find it for a line that lacks a piece', () => {
    expect(matchesMark(mark, 'limiting connections by zone "perip", client: 10.0.0.9')).toBe(false);
  });

  it('does not take a short line for proof', () => {
    expect(matchesMark({ line: 'UO', text: 'Envoy UO' }, 'quorum lost')).toBe(false);
  });
});
