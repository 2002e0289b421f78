// A lab in the fragment of a link: data as JSON, deflated, in letters that survive chats and mail. Loaded when
// somebody shares, or opens such a link.
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { SharedLabError } from '../../session/share-lab.ts';

/** What the fragment of such a link begins with. */
export const SHARE_MARK = '#lab=';

/** No lab is larger than this when it is unpacked; what is larger was made to do harm. */
const UNPACKED_LIMIT = 4_000_000;
const PACKED_STEP = 1_024;

const toLetters = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

function fromLetters(letters: string): Uint8Array {
  const text = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function unpack(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((part) => {
    length += part.length;
    if (length > UNPACKED_LIMIT)
      throw new SharedLabError('The link unpacks to more than a lab is.');
    parts.push(part);
  });
  // A little at a time: what is packed tightest is a thousand times as long.
  for (let at = 0; at < bytes.length || at === 0; at += PACKED_STEP) {
    inflate.push(bytes.subarray(at, at + PACKED_STEP), at + PACKED_STEP >= bytes.length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The fragment that holds this data. */
export const toFragment = (data: unknown): string =>
  SHARE_MARK + toLetters(deflateSync(strToU8(JSON.stringify(data)), { level: 9 }));

/** The data of a fragment. Throws SharedLabError where it is damaged. */
export function fromFragment(fragment: string): unknown {
  try {
    return JSON.parse(strFromU8(unpack(fromLetters(fragment.slice(SHARE_MARK.length))))) as unknown;
  } catch (error) {
    if (error instanceof SharedLabError) throw error;
    throw new SharedLabError('The link is damaged: part of it is missing or was changed.');
  }
}
