// One call: a paste in, a diagnosis out. Pure: no clock, no network, the same paste gives the same answer.
import { findMatches, type Matcher } from './match.ts';
import { recognise } from './recognise.ts';
import { type Diagnosis, weigh } from './verdict.ts';

/** Says which hop wrote what was pasted, and why. Reads at most `LONGEST_PASTE` characters. */
export function diagnose(paste: string, matcher: Matcher): Diagnosis {
  const recognised = recognise(paste);
  return weigh(findMatches(matcher, recognised, paste), recognised, matcher.knowledge);
}
