// Which frames of a V8 stack belong to a simulated program. Frames of the simulator, and of whatever hosts
// it, are left out; frames of built-in functions stay where the program called them; and where microtasks
// of the program run, the frames follow under which Node would have run them.

import type { NodeRelease } from '../release.ts';
import type { ScriptCompiler } from '../script-compiler.ts';
import { BuiltInCallSite, type CallSite, GuestCallSite } from './call-site.ts';

/** The function every synchronous part of a turn runs in; see `TurnMarker`. */
const TURN_URL = 'sim:turn';
/** Functions that stand between a program and a built-in of the same name. */
const FACADE_URL = 'sim:facade';

/** Wraps a text that evaluates to a function, so that stack traces know what it is. */
export const turnScript = (text: string): string => `${text}\n//# sourceURL=${TURN_URL}`;
export const facadeScript = (text: string): string => `${text}\n//# sourceURL=${FACADE_URL}`;

type Owner = 'guest' | 'built-in' | 'facade' | 'turn' | 'host';

function ownerOf(frame: CallSite, compiler: ScriptCompiler): Owner {
  const url = frame.getScriptNameOrSourceURL();
  if (frame.isEval()) {
    if (url === TURN_URL) return 'turn';
    if (url === FACADE_URL) return 'facade';
    if (url && compiler.knows(url)) return 'guest';
    // Text the program itself evaluated has no name; its origin names the file that did it.
    const origin = /\(([^()]+)\)$/.exec(frame.getEvalOrigin() ?? '')?.[1];
    return !url && origin !== undefined && compiler.knows(origin) ? 'guest' : 'host';
  }
  return url ? 'host' : 'built-in';
}

/** Whether the function a built-in was called from, the next older one, is the program's. */
function calledByGuest(owners: readonly Owner[], index: number): boolean {
  for (let i = index + 1; i < owners.length; i++) {
    const owner = owners[i];
    if (owner !== 'built-in' && owner !== 'facade') return owner === 'guest';
  }
  // `async Promise.all` may be the last frame there is.
  return owners.slice(0, index).some((owner) => owner === 'guest');
}

function asGuestFrame(frame: CallSite, compiler: ScriptCompiler, release: NodeRelease): CallSite {
  const url = frame.getScriptNameOrSourceURL();
  if (!url) return new BuiltInCallSite(frame, release);
  if (!compiler.knows(url)) return frame;
  return new GuestCallSite(frame, { url, compiler, release });
}

/** The frames of a simulated program among these, newest first; null when there are none. */
export function guestFrames(
  frames: readonly CallSite[],
  options: {
    compiler: ScriptCompiler;
    release: NodeRelease;
    /** More frames than this are never captured: a stack of that length may be cut. */
    captureLimit: number;
    /** Under which frames of Node's library the microtasks run. */
    microtaskFrames: () => readonly CallSite[];
  },
): CallSite[] | null {
  const { compiler, release, captureLimit, microtaskFrames } = options;
  const owners = frames.map((frame) => ownerOf(frame, compiler));
  if (!owners.includes('guest')) return null;
  const isOurs = (_: CallSite, index: number): boolean =>
    owners[index] === 'guest' || (owners[index] === 'built-in' && calledByGuest(owners, index));
  const kept = frames.filter(isOurs).map((frame) => asGuestFrame(frame, compiler, release));
  const isMicrotask = !owners.includes('turn') && frames.length < captureLimit;
  if (!isMicrotask) return kept;
  const firstAsync = kept.findIndex((frame) => frame.isAsync());
  kept.splice(firstAsync === -1 ? kept.length : firstAsync, 0, ...microtaskFrames());
  return kept;
}
