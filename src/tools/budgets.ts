// Measures the built site against its budgets: bytes of script, HTML and style per kind of page, fonts
// preloaded, nothing from other hosts, no inline code, every link and anchor resolving.
// It reads files only; how fast a page is in a browser is measured elsewhere.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readTags, type Tag } from './budgets/html-tags.ts';
import { deadLinks, type LinkedPage, linkedPage } from './budgets/links.ts';
import { pageFaults, styleFaults } from './budgets/page-faults.ts';
import { pageResources } from './budgets/page-resources.ts';

/** The kinds of page, which have budgets of their own. */
export type PageKind = 'home' | 'code' | 'guide' | 'lab' | 'tool' | 'list';

/** What one page costs a reader before anything on it is touched. Bytes are gzip bytes. */
export interface PageReport {
  /** Its address: "/502/". */
  readonly path: string;
  readonly kind: PageKind;
  readonly htmlBytes: number;
  readonly scriptBytes: number;
  readonly styleBytes: number;
  /** Not compressed again: woff2 is. */
  readonly fontBytes: number;
  readonly preloadedFonts: number;
  /** What must not be there, in words. */
  readonly faults: readonly string[];
}

/** The largest sizes allowed, in gzip bytes (fonts: bytes). */
export interface Budget {
  readonly htmlBytes: number;
  readonly scriptBytes: number;
  readonly styleBytes: number;
  readonly fontBytes: number;
}

const KILO = 1024;

/**
 * The site's budgets. 15 kB of script is for pages with a sandbox that nobody has touched yet. Reference pages
 * may have 14 kB of style: what a guide has (3 kB of it the sandbox), and 1.8 kB for their own head, field
 * marks and table of causes.
 */
export const budgets: Readonly<Record<PageKind, Budget>> = {
  home: budget({ html: 12, script: 15, style: 12, font: 120 }),
  code: budget({ html: 40, script: 15, style: 14, font: 120 }),
  guide: budget({ html: 40, script: 15, style: 12, font: 120 }),
  lab: budget({ html: 40, script: 64, style: 16, font: 120 }),
  tool: budget({ html: 40, script: 15, style: 12, font: 120 }),
  list: budget({ html: 24, script: 4, style: 12, font: 120 }),
};

function budget(kilobytes: { html: number; script: number; style: number; font: number }): Budget {
  return {
    htmlBytes: kilobytes.html * KILO,
    scriptBytes: kilobytes.script * KILO,
    styleBytes: kilobytes.style * KILO,
    fontBytes: kilobytes.font * KILO,
  };
}

/** The kind of the page at an address. */
export function kindOf(path: string): PageKind {
  if (path === '/') return 'home';
  if (/^\/\d{3}\/$/.test(path)) return 'code';
  if (/^\/(?:guides|embed)\/.+/.test(path)) return 'guide';
  if (/^\/(?:labs\/.+|playground\/)/.test(path)) return 'lab';
  if (/^\/(?:matrix|timeouts)\//.test(path)) return 'tool';
  return 'list';
}

function filesOf(dist: string): string[] {
  return readdirSync(dist, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(dist, path)).isFile())
    .map((path) => `/${path.split(sep).join('/')}`)
    .toSorted();
}

/** "/502/index.html" is the page "/502/"; "/404.html" has no address without its name. */
function addressOf(file: string): string {
  return file.replace(/(^|\/)index\.html$/, '$1');
}

/** Frames that only ever run inside a sandbox, and have a policy of their own. */
function isPage(file: string): boolean {
  return file.endsWith('.html') && !file.startsWith('/sandbox/');
}

function sizes(dist: string): (paths: readonly string[], isCompressed: boolean) => number {
  const known = new Map<string, number>();
  return (paths, isCompressed) =>
    paths.reduce((sum, path) => {
      const file = join(dist, path);
      if (!existsSync(file)) return sum;
      const bytes = readFileSync(file);
      const size = known.get(path) ?? (isCompressed ? bytes.length : gzipSync(bytes).length);
      known.set(path, size);
      return sum + size;
    }, 0);
}

/** Measures every page of a built site. Throws when there is no site at `dist`. */
export function measureDist(dist: string): PageReport[] {
  if (!existsSync(join(dist, 'index.html'))) {
    throw new Error(`There is no built site at ${dist}: build it first (npm run build)`);
  }
  const files = filesOf(dist);
  const sizeOf = sizes(dist);
  const pages = files.filter(isPage).map((file) => {
    const html = readFileSync(join(dist, file), 'utf8');
    return { path: addressOf(file), html, tags: readTags(html) };
  });
  const linked = new Map<string, LinkedPage>(
    pages.map(({ path, tags }) => [path, linkedPage(path, tags)]),
  );
  const site = { pages: linked, files: new Set(files) };
  return pages.map(({ path, html, tags }) => {
    const { scripts, styles, preloadedFonts } = pageResources(dist, tags);
    const missing = [...scripts, ...styles, ...preloadedFonts].filter(
      (one) => !site.files.has(one),
    );
    const page = linked.get(path);
    return {
      path,
      kind: kindOf(path),
      htmlBytes: gzipSync(html).length,
      scriptBytes: sizeOf(scripts, false),
      styleBytes: sizeOf(styles, false),
      fontBytes: sizeOf(preloadedFonts, true),
      preloadedFonts: preloadedFonts.length,
      faults: [
        ...missing.map((one) => `a request for ${one}, which does not exist`),
        ...faultsOf(dist, tags, styles),
        ...(page ? deadLinks(page, site) : []),
      ],
    };
  });
}

function faultsOf(dist: string, tags: readonly Tag[], styles: readonly string[]): string[] {
  const css = styles.map((path) => join(dist, path)).filter((file) => existsSync(file));
  return [...pageFaults(tags), ...css.flatMap((file) => styleFaults(readFileSync(file, 'utf8')))];
}

/** Everything wrong with the measured pages, one line each; empty when all is within budget. */
export function overBudget(
  reports: readonly PageReport[],
  limits: Readonly<Record<PageKind, Budget>> = budgets,
): string[] {
  return reports.flatMap((report) => {
    const limit = limits[report.kind];
    const over = (Object.keys(limit) as (keyof Budget)[])
      .filter((key) => report[key] > limit[key])
      .map((key) => `${report.path}: ${key} is ${report[key]}, the budget is ${limit[key]}`);
    return [...over, ...report.faults.map((fault) => `${report.path}: ${fault}`)];
  });
}

/** The largest page of each kind, for a summary. */
export function summarise(reports: readonly PageReport[]): string {
  const kinds = [...new Set(reports.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const largest = (key: keyof Budget): number =>
      Math.max(...reports.filter((one) => one.kind === kind).map((one) => one[key]));
    const cells = [largest('htmlBytes'), largest('scriptBytes'), largest('styleBytes')];
    return [kind.padEnd(6), ...cells.map((bytes) => `${bytes}`.padStart(7))].join(' ');
  });
  return ['kind      html  script   style (gzip bytes, largest page)', ...rows].join('\n');
}
