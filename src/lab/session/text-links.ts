// Finds the reader's own files in text that programs wrote (stack traces, log lines, error pages), so that
// the places can be links into the editor. The text itself is never changed.

import type { LabFileData } from './lab-data.ts';

/** A place in a file of the lab. */
export interface FilePlace {
  /** The file's name, as its tab has it. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** A piece of text; with a place it is a link. */
export interface TextPiece {
  readonly text: string;
  readonly place: FilePlace | null;
}

/** `file:///srv/app/server.ts:9:23`, `/srv/app/server.ts:9`, `/etc/nginx/nginx.conf:12` */
const PLACE = /(?:file:\/\/)?(\/[\w./@-]+):(\d+)(?::(\d+))?/g;

/** The text in pieces, in order: joined together they are the text again. */
export function linkPieces(text: string, files: readonly LabFileData[]): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    const file = files.find(({ path }) => path === match[1]);
    if (!file) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), place: null });
    const place = { name: file.name, line: Number(match[2]), column: Number(match[3] ?? 1) };
    pieces.push({ text: match[0], place });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), place: null });
  return pieces;
}
