// Text that programs wrote, with the reader's own files in it as links into the editor.
import type { JSX } from 'preact';
import type { LabFileData } from '../../session/lab-data.ts';
import { type FilePlace, linkPieces } from '../../session/text-links.ts';

interface LinkedTextProps {
  readonly text: string;
  readonly files: readonly LabFileData[];
  readonly onPlace: (place: FilePlace) => void;
}

/** The text, to the letter; places in the lab's files can be pressed. */
export function LinkedText({ text, files, onPlace }: LinkedTextProps): JSX.Element {
  const pieces = linkPieces(text, files);
  return (
    <>
      {pieces.map(({ text: piece, place }, index) =>
        place ? (
          <button key={index} type="button" class="link-btn" onClick={() => onPlace(place)}>
            {piece}
          </button>
        ) : (
          piece
        ),
      )}
    </>
  );
}
