import { describe, expect, it } from 'vitest';
import { contentPolicy, embedsSandbox } from './content-policy.ts';

describe('contentPolicy', () => {
  it('allows nothing from other hosts and nothing inline', () => {
    const policy = contentPolicy({ allowInlineStyles: false });
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; " +
        "base-uri 'none'; form-action 'none'",
    );
  });

  it('allows inline styles, and nothing else more, for an editor', () => {
    const strict = contentPolicy({ allowInlineStyles: false });
    const loose = contentPolicy({ allowInlineStyles: true });
    expect(loose.replace(" 'unsafe-inline'", '')).toBe(strict);
  });
});

describe('embedsSandbox', () => {
  it('finds a sandbox in a body, and no other word', () => {
    expect(embedsSandbox('text\n<Sandbox lab="null-items" />')).toBe(true);
    expect(embedsSandbox('A <SandboxNote> or a Sandbox')).toBe(false);
    expect(embedsSandbox(undefined)).toBe(false);
  });
});
