import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moveErrorCodePage } from './error-code-pages.ts';

describe('moveErrorCodePage', () => {
  it('gives the page on 500 an address like the others, once', async () => {
    const root = mkdtempSync(join(tmpdir(), 'pages-'));
    writeFileSync(join(root, '500.html'), 'five hundred');
    expect(await moveErrorCodePage(root)).toBe(true);
    expect(readFileSync(join(root, '500', 'index.html'), 'utf8')).toBe('five hundred');
    expect(await moveErrorCodePage(root)).toBe(false);
  });
});
