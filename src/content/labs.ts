// Reads labs from content/labs: the manifest, the files the reader starts with, the solution, the wrong
// fixes. Used while the site is built, and by tests and tools; pages get plain data.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { HostFile } from '#sim';
import { historyHosts, readHistory } from './lab-history.ts';
import { splitFrontmatter } from './load-pages.ts';
import { type LabManifest, labSchema } from './schemas/lab.ts';

/** A file of a lab: where it lies in the lab's folder, and on which host it ends up. */
export interface LabFile {
  /** `<host>/<path>`, as in the folder: what tabs and links call it. */
  readonly name: string;
  readonly host: string;
  /** Absolute path on the host. */
  readonly path: string;
  readonly text: string;
}

/** A set of files with a name, laid over the lab's own. */
export interface FileSet {
  readonly id: string;
  readonly files: readonly LabFile[];
}

export interface Lab {
  readonly slug: string;
  readonly manifest: LabManifest;
  /** The brief, as Markdown. */
  readonly brief: string;
  readonly files: readonly LabFile[];
  /** Only the files that differ. */
  readonly solution: readonly LabFile[];
  readonly wrongFixes: readonly FileSet[];
  /** Right fixes beside the solution. */
  readonly otherFixes: readonly FileSet[];
  /** Files of the repositories on hosts that have one: see lab-history.ts. No tabs show them. */
  readonly history: readonly HostFile[];
  /** Files that an action of a demo puts in place. */
  readonly variants: readonly FileSet[];
}

const LABS = join(process.cwd(), 'content', 'labs');

/** Where a host's files lie on it. */
function directoryOf(manifest: LabManifest, hostName: string): string {
  const host = manifest.system.hosts.find(({ name }) => name === hostName);
  if (host?.kind === 'nginx') return '/etc/nginx';
  if (host && host.kind !== 'client') return host.directory;
  throw new Error(`there are files for "${hostName}", which is no host that has files`);
}

function filesBelow(folder: string, prefix = ''): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(join(folder, prefix))
    .sort()
    .flatMap((entry) => {
      const path = prefix ? `${prefix}/${entry}` : entry;
      return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
    });
}

function readFiles(manifest: LabManifest, folder: string): LabFile[] {
  return filesBelow(folder).map((name) => {
    const slash = name.indexOf('/');
    const host = name.slice(0, slash);
    const path = `${directoryOf(manifest, host)}/${name.slice(slash + 1)}`;
    return { name, host, path, text: readFileSync(join(folder, name), 'utf8') };
  });
}

/** The repositories of a lab's hosts, and the files of their last commits that the lab does not have itself. */
function readHistories(
  manifest: LabManifest,
  folder: string,
  files: readonly LabFile[],
): HostFile[] {
  const own = new Set(files.map(({ host, path }) => `${host}:${path}`));
  return historyHosts(folder).flatMap((host) => {
    const { gitFiles, workTree } = readHistory(folder, host);
    const directory = directoryOf(manifest, host);
    return [...gitFiles, ...workTree]
      .map(([path, text]) => ({ host, path: `${directory}/${path}`, text }))
      .filter(({ path }) => !own.has(`${host}:${path}`));
  });
}

/** Problems of a manifest that its schema cannot see: ids and files that do not exist. */
function checkReferences(lab: Lab): string[] {
  const { manifest, files } = lab;
  const presets = new Set(manifest.presets.map(({ id }) => id));
  const objectives = new Set(manifest.objectives.map(({ id }) => id));
  const names = new Set(files.map(({ name }) => name));
  const problems: string[] = [];
  if (!names.has(manifest.open)) problems.push(`open: there is no file ${manifest.open}`);
  for (const { id, steps } of manifest.objectives) {
    for (const step of steps) {
      const preset = 'preset' in step ? step.preset : undefined;
      if (preset && !presets.has(preset)) problems.push(`objective ${id}: no preset ${preset}`);
    }
  }
  for (const { id, refused } of manifest.wrongFixes) {
    const found = lab.wrongFixes.find((fix) => fix.id === id);
    if (!found || found.files.length === 0) problems.push(`wrong fix ${id} has no files`);
    for (const objective of refused) {
      if (!objectives.has(objective)) problems.push(`wrong fix ${id}: no objective ${objective}`);
    }
  }
  for (const { id, files: changed } of lab.otherFixes) {
    if (changed.length === 0) problems.push(`other fix ${id} has no files`);
  }
  if (manifest.kind === 'lab' && lab.solution.length === 0) problems.push('there is no solution');
  for (const { id, preset, steps } of manifest.actions) {
    if (!presets.has(preset)) problems.push(`action ${id}: no preset ${preset}`);
    for (const step of steps) {
      if (step.do !== 'variant') continue;
      const found = lab.variants.find((variant) => variant.id === step.variant);
      if (!found?.files.length) problems.push(`action ${id}: variant ${step.variant} has no files`);
    }
  }
  return problems;
}

const variantNames = (manifest: LabManifest): string[] =>
  manifest.actions.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.do === 'variant' ? [step.variant] : [])),
  );

/** Reads one lab. Throws with the folder's name and everything that is wrong with it. */
export function readLab(slug: string, labs = LABS): Lab {
  const folder = join(labs, slug);
  const split = splitFrontmatter(readFileSync(join(folder, 'lab.md'), 'utf8'));
  if (!split) throw new Error(`content/labs/${slug}/lab.md does not begin with frontmatter`);
  const parsed = labSchema.safeParse(parse(split.frontmatter) as unknown);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`content/labs/${slug}/lab.md: ${lines.join('; ')}`);
  }
  const manifest = parsed.data;
  const files = readFiles(manifest, join(folder, 'files'));
  const lab: Lab = {
    slug,
    manifest,
    brief: split.body.trim(),
    files,
    history: readHistories(manifest, folder, files),
    solution: readFiles(manifest, join(folder, 'solution')),
    wrongFixes: manifest.wrongFixes.map(({ id }) => ({
      id,
      files: readFiles(manifest, join(folder, 'wrong-fixes', id)),
    })),
    otherFixes: manifest.otherFixes.map(({ id }) => ({
      id,
      files: readFiles(manifest, join(folder, 'other-fixes', id)),
    })),
    variants: variantNames(manifest).map((id) => ({
      id,
      files: readFiles(manifest, join(folder, 'variants', id)),
    })),
  };
  const problems = checkReferences(lab);
  if (problems.length > 0) throw new Error(`content/labs/${slug}: ${problems.join('; ')}`);
  return lab;
}

/** The slugs of all labs, in order of their folders' names. */
export function labSlugs(labs = LABS): string[] {
  if (!existsSync(labs)) return [];
  return readdirSync(labs).filter((slug) => existsSync(join(labs, slug, 'lab.md')));
}

/** All labs, in the order lists show them. */
export const readLabs = (labs = LABS): Lab[] =>
  labSlugs(labs)
    .map((slug) => readLab(slug, labs))
    .sort((a, b) => a.manifest.order - b.manifest.order);
