// How the panels of a workbench are laid out: sizes, what is open, what a phone shows. Kept in this browser for
// all labs, and carried by links as a short text.

/** The panels a phone shows one at a time. */
export const PANELS = ['brief', 'files', 'request', 'terminal', 'logs', 'load', 'time'] as const;

export type PanelId = (typeof PANELS)[number];

/** What the dock under the files shows. */
export const DOCKS = ['logs', 'terminal', 'load', 'time'] as const;

export type DockId = (typeof DOCKS)[number];

/** Sizes are in CSS pixels. */
export interface Layout {
  /** Width of the brief. */
  readonly side: number;
  /** Width of the column with route, request and response. */
  readonly flow: number;
  /** Height of the dock. */
  readonly dock: number;
  readonly isSideOpen: boolean;
  readonly dockTab: DockId;
  readonly panel: PanelId;
}

/** A size that can be changed. */
export type SizeId = 'side' | 'flow' | 'dock';

/** How small and how large each may be. */
export const LIMITS: Readonly<Record<SizeId, readonly [number, number]>> = {
  side: [200, 560],
  flow: [320, 900],
  dock: [96, 640],
};

export const firstLayout: Layout = {
  side: 272,
  flow: 452,
  dock: 252,
  isSideOpen: true,
  dockTab: 'logs',
  panel: 'brief',
};

/** A size within its limits. */
export const within = (id: SizeId, size: number): number =>
  Math.round(Math.min(LIMITS[id][1], Math.max(LIMITS[id][0], size)));

/** The layout in a few characters: `side=288;flow=470;dock=252;open=1;tab=logs`. */
export const writeLayout = ({ side, flow, dock, isSideOpen, dockTab }: Layout): string =>
  `side=${side};flow=${flow};dock=${dock};open=${isSideOpen ? 1 : 0};tab=${dockTab}`;

/** The layout such a text gives. What is missing or makes no sense stays as it was. */
export function readLayout(text: string, before: Layout = firstLayout): Layout {
  const said = new Map(
    text.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, value];
    }),
  );
  const size = (id: SizeId): number => {
    const value = Number(said.get(id) ?? Number.NaN);
    return Number.isFinite(value) ? within(id, value) : before[id];
  };
  const open = said.get('open');
  return {
    ...before,
    side: size('side'),
    flow: size('flow'),
    dock: size('dock'),
    isSideOpen: open === undefined ? before.isSideOpen : open !== '0',
    dockTab: DOCKS.find((tab) => tab === said.get('tab')) ?? before.dockTab,
  };
}
