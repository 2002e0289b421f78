// internalBinding('modules'): reading package.json files (src/node_modules.cc).

import { FileSystemError } from '../../files/file-system.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';

/** What the library wants to know of a package.json: name, main, type, imports, exports, path. */
type PackageRecord = readonly [
  name: string | undefined,
  main: string | undefined,
  type: string,
  imports: string | undefined | null,
  exports: string | undefined | null,
  path: string,
];

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** Strings stay strings, objects and lists travel as JSON, as the library expects. */
const serialise = (value: unknown): string | null => {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

export function createModules(environment: NodeEnvironment): Binding {
  const { files } = environment.machine;
  const known = new Map<string, { text: string; record: PackageRecord }>();

  const read = (path: string): PackageRecord | undefined => {
    let text: string;
    try {
      text = files.readText(path);
    } catch (error) {
      if (error instanceof FileSystemError) return undefined;
      throw error;
    }
    const cached = known.get(path);
    if (cached?.text === text) return cached.record;
    const record = parsePackage(path, text);
    known.set(path, { text, record });
    return record;
  };

  const nearest = (path: string): PackageRecord | undefined => {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const record = folder.endsWith('/node_modules') ? undefined : read(`${folder}/package.json`);
      if (record || folder === '') return record;
    }
  };
  const pathOf = (url: string): string =>
    decodeURIComponent(environment.platform.parseUrl(url)?.pathname ?? url);

  return {
    readPackageJSON: (path: string) => read(path),
    getNearestParentPackageJSON: nearest,
    getNearestParentPackageJSONType: (path: string) => nearest(path)?.[2] ?? 'none',
    getPackageScopeConfig: (url: string) => nearest(pathOf(url)) ?? '/package.json',
    getPackageType: (url: string) => nearest(pathOf(url))?.[2],
    getPackageJSONScripts: () => undefined,
    enableCompileCache: () => [0],
    getCompileCacheDir: () => undefined,
    getCompileCacheEntry: () => undefined,
    saveCompileCacheEntry() {},
    flushCompileCache() {},
    compileCacheStatus: ['FAILED', 'ENABLED', 'ALREADY_ENABLED', 'DISABLED'],
    cachedCodeTypes: {
      kStrippedTypeScript: 0,
      kTransformedTypeScript: 1,
      kTransformedTypeScriptWithSourceMaps: 2,
    },
    setLazyPathHelpers(meta: object, url: string) {
      const filename = pathOf(url);
      Object.assign(meta, { dirname: parentOf(filename) || '/', filename });
    },
  };
}

function parsePackage(path: string, text: string): PackageRecord {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const invalid = new Error(`Invalid package config ${path}.`);
    throw Object.assign(invalid, { code: 'ERR_INVALID_PACKAGE_CONFIG' });
  }
  const { name, main, type } = json;
  return [
    typeof name === 'string' ? name : undefined,
    typeof main === 'string' ? main : undefined,
    type === 'module' || type === 'commonjs' ? type : 'none',
    serialise(json['imports']),
    serialise(json['exports']),
    path,
  ];
}
