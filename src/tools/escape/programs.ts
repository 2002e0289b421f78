// Reads a folder of hostile programs: a manifest and one script for each. The format is described beside the
// samples the project keeps (src/e2e/escape-sample/README.md).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What has to happen when a program runs. */
export type Expected = 'ok' | 'blocked' | 'stopped' | 'stopped-or-error' | 'stopped-or-ran';

export interface HostileProgram {
  readonly id: string;
  readonly category: string;
  /** `worker`: where reader code runs. `frame`: a document, which no reader code gets here. */
  readonly realm: 'worker' | 'frame';
  readonly title: string;
  readonly expect: Expected;
  readonly file: string;
  readonly mustPrint?: string;
  readonly maxMs?: number;
  readonly maxGapMs?: number;
  readonly heavy?: boolean;
}

/** What the placeholders in the programs' texts stand for. */
export interface Placeholders {
  readonly canary: string;
  readonly webSocket: string;
  readonly udp: string;
  readonly site: string;
}

export interface ProgramFolder {
  readonly programs: readonly HostileProgram[];
  /** A program's text with its placeholders replaced. */
  text(program: HostileProgram, places: Placeholders): string;
}

export function readPrograms(folder: string): ProgramFolder {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    programs: HostileProgram[];
  };
  return {
    programs: manifest.programs,
    text: (program, places) =>
      readFileSync(join(folder, program.file), 'utf8')
        .replaceAll('__CANARY__', places.canary)
        .replaceAll('__WS__', places.webSocket)
        .replaceAll('__UDP__', places.udp)
        .replaceAll('__SITE__', places.site)
        .replaceAll('__ID__', program.id),
  };
}
