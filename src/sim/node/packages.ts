// The packages programs may have in their node_modules: one list for the packs, the manifests of labs, the sandbox and
// the page that shows them.

/** A pack by the name manifests use, and what can be imported out of it. */
const PACK_ROOTS = {
  express: ['express'],
  hono: ['hono', '@hono/node-server'],
  ioredis: ['ioredis'],
  'local-sentry': ['local-sentry'],
  pg: ['pg'],
  pino: ['pino'],
  zod: ['zod'],
} as const;

export type PackageName = keyof typeof PACK_ROOTS;

export const PACKAGE_NAMES = Object.keys(PACK_ROOTS) as [PackageName, ...PackageName[]];

/** The packages a pack is made of, each with all it depends on. */
export const packRoots = (name: PackageName): readonly string[] => PACK_ROOTS[name];

/** Packages that all labs begin with: of these the sandbox has a pack with only what the labs use. */
export const FIRST_PACKAGES = ['express'] as const satisfies readonly PackageName[];

export type FirstPackage = (typeof FIRST_PACKAGES)[number];

export const hasFirstPart = (name: PackageName): name is FirstPackage =>
  FIRST_PACKAGES.some((first) => first === name);

/** Packages of this project's own, which no registry has. */
export const OWN_PACKAGES: ReadonlySet<string> = new Set(['local-sentry']);
