// Values of awk: numbers, strings, and what came from outside, which is a number where it looks like one ("Expressions in
// awk" of POSIX calls it a numeric string).

/** A field, an element of split(), a variable of the command line. */
export class Input {
  readonly text: string;
  /** Its number, where it looks like one. */
  readonly number: number | null;

  constructor(text: string) {
    this.text = text;
    const looksNumeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text);
    this.number = looksNumeric ? Number(text) : null;
  }
}

/** null is a variable that nothing was put in: '' and 0 at once. */
export type AwkValue = number | string | Input | null;

/** The number a text begins with. */
const leadingNumber = (text: string): number =>
  Number(/^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(text)?.[1] ?? 0);

export function toNumber(value: AwkValue): number {
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  if (typeof value === 'string') return leadingNumber(value);
  return value.number ?? leadingNumber(value.text);
}

export function isTrue(value: AwkValue): boolean {
  if (value === null) return false;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value.number === null ? value.text !== '' : value.number !== 0;
}

/** Whether it counts as a number where two values are compared. */
export const isNumeric = (value: AwkValue): boolean =>
  value === null ||
  typeof value === 'number' ||
  (typeof value === 'object' && value.number !== null);
