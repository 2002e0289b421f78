// What lies above the panels, one box at a time.
import type { JSX } from 'preact';
import { later } from '../Later.tsx';
import type { BenchDesk } from './bench-desk.ts';

const Palette = later('The list of commands', () =>
  import('./Palette.tsx').then((module) => module.Palette),
);
const ExportDialog = later('The export', () =>
  import('./ExportDialog.tsx').then((module) => module.ExportDialog),
);
const ShareDialog = later('The link', () =>
  import('./ShareDialog.tsx').then((module) => module.ShareDialog),
);
const SharedDialog = later('The link', () =>
  import('./SharedDialog.tsx').then((module) => module.SharedDialog),
);
const SolutionDialog = later('The solution', () =>
  import('./SolutionDialog.tsx').then((module) => module.SolutionDialog),
);
const PartsDialog = later('The choice of parts', () =>
  import('./playground/PartsDialog.tsx').then((module) => module.PartsDialog),
);

/** The open box, if one is. */
export function Dialogs(props: {
  readonly desk: BenchDesk;
  readonly uid: string;
}): JSX.Element | null {
  switch (props.desk.dialog.value) {
    case 'none':
      return null;
    case 'palette':
      return <Palette {...props} />;
    case 'share':
      return <ShareDialog {...props} />;
    case 'shared':
      return <SharedDialog {...props} />;
    case 'export':
      return <ExportDialog {...props} />;
    case 'parts':
      return <PartsDialog {...props} />;
    case 'solution':
      return <SolutionDialog {...props} />;
  }
}
