// What a page makes the browser fetch before anyone touches it: scripts with everything they import,
// stylesheets, preloaded fonts. Dynamic imports are not followed: they are what a touch loads.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Tag } from './html-tags.ts';

/** Paths from the site's root, with a leading slash. */
export interface PageResources {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  readonly preloadedFonts: readonly string[];
}

const STATIC_IMPORT = /\b(?:import|export)\b\s*(?:[\w*{}\s,$]+\s*from\s*)?["']([^"']+)["']/g;

/** What a module imports at once, as paths from the site's root. */
export function staticImports(path: string, source: string): string[] {
  return [...source.matchAll(STATIC_IMPORT)]
    .map((match) => match[1] ?? '')
    .filter((target) => target.startsWith('.') || target.startsWith('/'))
    .map((target) => posix.join(target.startsWith('/') ? '/' : posix.dirname(path), target));
}

/** Scripts and everything they import at once. */
export function withImports(dist: string, entries: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const file = join(dist, path);
    if (existsSync(file)) queue.push(...staticImports(path, readFileSync(file, 'utf8')));
  }
  return [...found];
}

function isLocal(address: string): boolean {
  return address.startsWith('/') && !address.startsWith('//');
}

function pathOf(address: string): string {
  return address.replace(/[?#].*$/, '');
}

/** The resources of a page, from its tags. `dist` is the folder of the built site. */
export function pageResources(dist: string, tags: readonly Tag[]): PageResources {
  const scripts: string[] = [];
  const styles: string[] = [];
  const preloadedFonts: string[] = [];
  const take = (list: string[], address: string | undefined): void => {
    if (address && isLocal(address)) list.push(pathOf(address));
  };
  for (const { name, attributes } of tags) {
    if (name === 'script') take(scripts, attributes.get('src'));
    // An island fetches its component and its renderer by itself.
    if (name === 'astro-island') {
      take(scripts, attributes.get('component-url'));
      take(scripts, attributes.get('renderer-url'));
      take(scripts, attributes.get('before-hydration-url'));
    }
    if (name !== 'link') continue;
    const rel = attributes.get('rel');
    if (rel === 'stylesheet') take(styles, attributes.get('href'));
    if (rel === 'modulepreload') take(scripts, attributes.get('href'));
    if (rel === 'preload' && attributes.get('as') === 'font') {
      take(preloadedFonts, attributes.get('href'));
    }
  }
  return { scripts: withImports(dist, scripts), styles, preloadedFonts };
}
