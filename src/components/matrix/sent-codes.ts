// What a cell of the table of failures shows of `sends`, which is a number or words. The words stand whole in its card.

/** A cell in short. */
export interface SentLabel {
  /** `502`, `502 or 503`, `unchanged`, `no code`. */
  readonly label: string;
  /** The status codes the label names, for the filter. */
  readonly codes: readonly number[];
  /** True where the words say more than the label does. */
  readonly isCut: boolean;
}

/** The short form of what a platform sends. */
export function sentLabel(sends: number | string): SentLabel {
  const text = String(sends);
  const label = /^(?:\d{3}(?: or \d{3})?|0$|unchanged)/.exec(text)?.[0] ?? 'no code';
  const codes = (label.match(/\d{3}/g) ?? []).map(Number);
  return { label, codes, isCut: label !== text };
}

/** Whether what a platform sends is another code than the recommended one. Unknown where either names none. */
export function differs(sends: number | string, recommended: readonly number[]): boolean {
  const { codes } = sentLabel(sends);
  if (codes.length === 0 || recommended.length === 0) return false;
  return !codes.some((code) => recommended.includes(code));
}
