// What a playground is made of: which parts a reader chose. Read back from links and storage, which are not believed.

export interface PlaygroundParts {
  readonly edge: boolean;
  readonly nginx: boolean;
  /** 1 to 5. */
  readonly apps: number;
  readonly postgres: boolean;
  readonly redis: boolean;
  readonly api: boolean;
}

export const APPS_MOST = 5;

/** Places to start from. */
export interface PlaygroundTemplate {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly parts: PlaygroundParts;
}

const PLAIN: PlaygroundParts = {
  edge: false,
  nginx: true,
  apps: 1,
  postgres: false,
  redis: false,
  api: false,
};

export const TEMPLATES: readonly PlaygroundTemplate[] = [
  {
    id: 'one-app',
    title: 'One app behind nginx',
    about: 'The smallest box that can answer 502, 503 and 504.',
    parts: PLAIN,
  },
  {
    id: 'two-apps',
    title: 'Two apps, balanced',
    about: 'Kill one, and see what nginx does with the other.',
    parts: { ...PLAIN, apps: 2 },
  },
  {
    id: 'with-database',
    title: 'App with Postgres and Redis',
    about: 'A pool that runs dry, a cache that is gone.',
    parts: { ...PLAIN, postgres: true, redis: true },
  },
  {
    id: 'third-party',
    title: 'App that calls a third party',
    about: 'Their outage becomes yours, or not.',
    parts: { ...PLAIN, api: true },
  },
  {
    id: 'everything',
    title: 'Everything, behind a CDN edge',
    about: 'Edge, nginx, three apps, both stores and a third party.',
    parts: { edge: true, nginx: true, apps: 3, postgres: true, redis: true, api: true },
  },
  {
    id: 'bare',
    title: 'One app alone',
    about: 'Nothing in front of it: what does the client see?',
    parts: { ...PLAIN, nginx: false },
  },
];

export const firstParts: PlaygroundParts = PLAIN;

/** Several apps need something that spreads requests over them: more than one brings nginx along. */
export const withNeeds = (parts: PlaygroundParts): PlaygroundParts =>
  parts.apps > 1 ? { ...parts, nginx: true } : parts;

/** Parts from something that was kept or sent; null where it holds none. */
export function readParts(value: unknown): PlaygroundParts | null {
  if (typeof value !== 'object' || value === null) return null;
  const { edge, nginx, apps, postgres, redis, api } = value as Record<string, unknown>;
  if (typeof apps !== 'number' || !Number.isInteger(apps) || apps < 1 || apps > APPS_MOST) {
    return null;
  }
  const flag = (one: unknown): boolean => one === true;
  return withNeeds({
    edge: flag(edge),
    nginx: flag(nginx),
    apps,
    postgres: flag(postgres),
    redis: flag(redis),
    api: flag(api),
  });
}
