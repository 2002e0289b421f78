// What a page needs of a lab to show it before any script runs: its data, the recorded trace, the highlighted
// files, and the addresses of what wakes it. Used while the site is built.
import { codeToHtml } from 'shiki';
import type { TraceEvent } from '#sim';
import addresses from '../generated/lab-assets.json';
import { languageOf } from '../lab/session/file-problem.ts';
import type { LabData, LabRecording } from '../lab/session/lab-data.ts';
import type { PlaceData } from '../lab/ui/place.ts';
import { shikiOptions } from '../tools/astro/shiki-options.ts';

interface RecordedLab {
  readonly data: LabData;
  readonly recording: LabRecording;
}

const recorded = import.meta.glob<{ default: RecordedLab }>('../generated/labs/*.json', {
  eager: true,
});

const labAddresses: Readonly<Record<string, { lab: string; solution: string }>> = addresses;

/** What is shown of a lab, as an author or a page asks for it. */
export interface PlaceRequest {
  readonly lab: string;
  readonly preset?: string | undefined;
  readonly file?: string | undefined;
  readonly action?: string | undefined;
}

/** A lab in a place of a page. */
export interface LabPlace {
  readonly data: LabData;
  readonly place: PlaceData;
  /** The address of the lab's file, which wakes it. */
  readonly address: string;
  /** The address of the solution's files. */
  readonly solutionAddress: string;
}

function recordingOf(
  { recording, data }: RecordedLab,
  { action, preset }: PlaceRequest,
): readonly TraceEvent[] {
  const found =
    action === undefined
      ? recording.traces[preset ?? data.presets[0]?.id ?? '']
      : recording.actions[action];
  if (!found) throw new Error(`The lab ${data.slug} has no ${action ?? preset} to show`);
  return found;
}

/** Finds a lab and what was recorded of it. Throws, and so fails the build, where there is no such thing. */
export function labPlace(request: PlaceRequest): LabPlace {
  const { lab, preset, file, action } = request;
  const found = recorded[`../generated/labs/${lab}.json`]?.default;
  const published = labAddresses[lab];
  if (!found || !published) throw new Error(`There is no recorded lab ${lab}`);
  const { data } = found;
  return {
    data,
    place: {
      uid: ['sandbox', lab, action ?? preset].filter(Boolean).join('-'),
      presetId: preset ?? null,
      file: file ?? null,
      actionId: action ?? null,
      recorded: recordingOf(found, request),
    },
    address: published.lab,
    solutionAddress: published.solution,
  };
}

/** The highlighted lines of all files of a lab, by name. */
export async function highlightedFiles(
  data: LabData,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const files = data.files.map(
    async ({ name, text }) => [name, await highlightedLines(name, text)] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

/** A data island of a page: JSON that no text in it can end. */
export const islandJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c');

/** The HTML of each line of a lab's file, highlighted as the site's code blocks are. */
export async function highlightedLines(name: string, text: string): Promise<string[]> {
  const language = languageOf(name);
  const html = await codeToHtml(text.replace(/\n$/, ''), {
    ...shikiOptions,
    lang: language === 'text' ? 'txt' : language,
  });
  const code = /<code>([\s\S]*)<\/code>/.exec(html)?.[1];
  if (code === undefined) throw new Error(`${name} could not be highlighted`);
  return code
    .split('<span class="line">')
    .slice(1)
    .map((line) => line.replace(/<\/span>\s*$/, ''));
}
