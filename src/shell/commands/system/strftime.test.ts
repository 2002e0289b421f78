import { describe, expect, it } from 'vitest';
import { formatDate } from './date.ts';
import { strftime } from './strftime.ts';

/** Friday. */
const TIME_MS = Date.UTC(2026, 10, 27, 21, 4, 5, 67);

describe('strftime', () => {
  it('writes what GNU date writes in the C locale', () => {
    // LC_ALL=C TZ=UTC date -d @1795813445 +FORMAT, GNU coreutils 9.1.
    const cases = [
      ['%a %A %b %B %h', 'Fri Friday Nov November Nov'],
      ['%Y-%m-%d %y %e %j %u %w', '2026-11-27 26 27 331 5 5'],
      ['%H:%M:%S %I %p', '21:04:05 09 PM'],
      ['%T %R %F %D %x %X', '21:04:05 21:04 2026-11-27 11/27/26 11/27/26 21:04:05'],
      ['%c', 'Fri Nov 27 21:04:05 2026'],
      ['%s %z %Z', '1795813445 +0000 UTC'],
      ['100%% %%T', '100% %T'],
    ] as const;
    for (const [format, text] of cases) expect(strftime(format, TIME_MS)).toBe(text);
  });

  it('leaves what is no directive as it is', () => {
    expect(strftime('%Q %', TIME_MS)).toBe('%Q %');
  });

  it('knows fractions of a second only in date, as GNU date does', () => {
    expect(formatDate('%S.%3N %N', TIME_MS)).toBe('05.067 067000000');
    expect(formatDate('%%N', TIME_MS)).toBe('%N');
    expect(strftime('%N', TIME_MS)).toBe('%N');
  });
});
