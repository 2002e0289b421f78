// Where the sandbox's files are on the site, and fetching them. Names carry a hash of the content, so a file
// may be kept for ever.

import manifest from '../../generated/sandbox-assets.json';
import type { AssetName, DatabasePart, FirstPart, PackageName } from '../protocol.ts';

interface AssetManifest {
  readonly frame: string;
  readonly supervisor: string;
  readonly worker: string;
  readonly assets: Readonly<Record<AssetName, string>>;
  /** What PGlite weighs: on the way, compressed, and all its files as they are. */
  readonly database: { readonly transferBytes: number; readonly rawBytes: number };
}

const files: AssetManifest = manifest;

const FIRST_ASSETS: readonly AssetName[] = ['constants', 'llhttp', 'node-first'];

/** Of which packages there is a first part, and its name. */
const FIRST_PARTS: Partial<Record<PackageName, FirstPart>> = { express: 'express-first' };

/** Whether the sandbox has a pack of this name. */
export const isPackage = (name: string): name is PackageName => name in files.assets;

/** Files a world with these packages needs before its first program runs. */
export const firstAssets = (packages: readonly PackageName[]): readonly AssetName[] => [
  ...FIRST_ASSETS,
  ...packages.map((name) => FIRST_PARTS[name] ?? name),
];

/** The frame's address. */
export const frameUrl = (): string => files.frame;

const BINARY: ReadonlySet<AssetName> = new Set(['llhttp', 'pglite-program', 'pglite-disk']);

/** The files of PGlite, all of them needed at once. */
export const DATABASE_PARTS: readonly DatabasePart[] = ['pglite', 'pglite-program', 'pglite-disk'];

export const isDatabasePart = (name: AssetName): name is DatabasePart =>
  (DATABASE_PARTS as readonly AssetName[]).includes(name);

/** What PGlite weighs. */
export const databaseSize = files.database;

async function fetchOk(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

async function fetchFile(url: string, isBinary: boolean): Promise<string | ArrayBuffer> {
  const response = await fetchOk(url);
  return isBinary ? response.arrayBuffer() : response.text();
}

/** The body of an answer, with a word for each part that comes in. */
async function readBody(
  response: Response,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    parts.push(part.value);
    onBytes(part.value.length);
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A part of PGlite; `onBytes` hears of each piece of it, in bytes as they are unpacked. */
export async function fetchDatabasePart(
  name: DatabasePart,
  onBytes: (bytes: number) => void,
): Promise<string | ArrayBuffer> {
  const bytes = await readBody(await fetchOk(files.assets[name]), onBytes);
  return BINARY.has(name) ? bytes.buffer : new TextDecoder().decode(bytes);
}

/** Files on their way before they are needed, by address. */
const early = new Map<string, Promise<string | ArrayBuffer>>();

/** A file: the one that is on its way already, once, or a new one. */
function takeFile(url: string, isBinary = false): Promise<string | ArrayBuffer> {
  const found = early.get(url);
  early.delete(url);
  return found ?? fetchFile(url, isBinary);
}

/** The text of one of the rings. */
export async function fetchRing(ring: 'supervisor' | 'worker'): Promise<string> {
  return String(await takeFile(files[ring]));
}

/** A file for the run worker. */
export const fetchAsset = (name: AssetName): Promise<string | ArrayBuffer> =>
  takeFile(files.assets[name], BINARY.has(name));

/** Begins to load what a first world needs: when the reader comes near a sandbox. */
export function fetchEarly(packages: readonly PackageName[]): void {
  const begin = (url: string, isBinary: boolean): void => {
    const file = fetchFile(url, isBinary);
    // Whoever needs it meets the failure, and by then may try again.
    file.catch(() => early.delete(url));
    early.set(url, file);
  };
  begin(files.supervisor, false);
  begin(files.worker, false);
  for (const name of firstAssets(packages)) begin(files.assets[name], BINARY.has(name));
}
