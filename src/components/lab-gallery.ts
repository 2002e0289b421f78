// What the gallery of labs filters by: the parts of a system a reader has to do with, and the causes in words.
import { type CollectionEntry, getCollection } from 'astro:content';

type Lab = CollectionEntry<'labs'>;

/** The parts a lab's system can have, in the order a request meets them. */
const LAYERS = [
  { kind: 'edge', id: 'edge', title: 'CDN edge' },
  { kind: 'nginx', id: 'nginx', title: 'nginx' },
  { kind: 'node', id: 'app', title: 'App' },
  { kind: 'postgres', id: 'postgres', title: 'PostgreSQL' },
  { kind: 'redis', id: 'redis', title: 'Redis' },
  { kind: 'api', id: 'api', title: 'Third-party API' },
] as const;

export interface Choice {
  readonly id: string;
  readonly title: string;
}

/**
 * The layer a lab is about: the host its first file lies on, or the store or API behind the app where there is one, since the
 * app's code is then what reacts to it.
 */
export function layerOf({ data }: Lab): Choice {
  const { hosts } = data.system;
  const opened = hosts.find(({ name }) => data.open.startsWith(`${name}/`))?.kind;
  const behind = LAYERS.find(
    ({ kind }) =>
      kind !== 'edge' &&
      kind !== 'nginx' &&
      kind !== 'node' &&
      hosts.some((host) => host.kind === kind),
  );
  const own = LAYERS.find(({ kind }) => kind === opened) ?? LAYERS[2];
  return own.kind === 'node' ? (behind ?? own) : own;
}

const inWords = (id: string): string => {
  const words = id.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** Everything some of these labs can be filtered by. */
export async function galleryChoices(labs: readonly Lab[]): Promise<{
  readonly codes: readonly number[];
  readonly layers: readonly Choice[];
  readonly causes: readonly Choice[];
  readonly minutes: readonly number[];
}> {
  const pages = await getCollection('codes');
  const titles = new Map(
    pages.flatMap(({ data }) => data.causes.map(({ id, title }) => [id, title] as const)),
  );
  const layers = new Set(labs.map((lab) => layerOf(lab).id));
  const causes = [...new Set(labs.flatMap(({ data }) => data.causes))]
    .map((id) => ({ id, title: titles.get(id) ?? inWords(id) }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
  const longest = Math.max(...labs.map(({ data }) => data.minutes));
  return {
    codes: [...new Set(labs.flatMap(({ data }) => data.codes))].toSorted((a, b) => a - b),
    layers: LAYERS.filter(({ id }) => layers.has(id)),
    causes,
    minutes: [5, 10, 15, 20].filter((most) => most < longest),
  };
}
