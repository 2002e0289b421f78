// The only door of src/diagnose.
export { diagnose } from './diagnose.ts';
export { haystackOf } from './haystack.ts';
export { maskSecrets } from './mask.ts';
export { buildMatcher, type Matcher } from './match.ts';
export { compilePattern, findPattern, type Span } from './pattern.ts';
export type { PartKind } from './reading.ts';
export { LONGEST_PASTE } from './recognise.ts';
export type { CodeRow, CodeTable, Finding, Knowledge, Signature, Strength } from './signature.ts';
export type { Diagnosis, RankedCause } from './verdict.ts';
