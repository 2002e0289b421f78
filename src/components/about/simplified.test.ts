import { describe, expect, it } from 'vitest';
import { collectSimplifications, simplificationsIn } from './simplified.ts';

describe('simplificationsIn', () => {
  it('reads a comment over several lines and stops where it ends', () => {
    const source = `// Simplified: there is no window
// scaling.
const a = 1; // not this
// nor this`;
    expect(simplificationsIn('net/tcp.ts', source)).toEqual([
      { part: 'net', says: 'There is no window scaling.' },
    ]);
  });

  it('reads doc comments, and two in one file', () => {
    const source = `/**
 * Sends. Simplified: at once.
 */
// Simplified: one core.`;
    expect(simplificationsIn('process/cpu.ts', source).map(({ says }) => says)).toEqual([
      'At once.',
      'One core.',
    ]);
  });
});

describe('collectSimplifications', () => {
  it('sorts by part and leaves out parts without any', () => {
    const parts = collectSimplifications({
      'net/link.ts': '// Simplified: b',
      'kernel/clock.ts': '// exact',
      'http/a.ts': '// Simplified: a',
    });
    expect(parts).toEqual([
      { part: 'http', items: ['A'] },
      { part: 'net', items: ['B'] },
    ]);
  });
});
