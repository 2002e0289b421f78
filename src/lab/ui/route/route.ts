// A route as data: the stations a request passes, who wrote the response, where the line breaks, and
// what travels on it. Values only; wide.ts and tall.ts place them, RouteDiagram.tsx draws them.
// Written once for pages (from frontmatter) and for the live sandbox (from the trace).

/** A layer of a system. It decides the station's colour, which is the same on the whole site. */
export type RouteLayer = 'client' | 'edge' | 'proxy' | 'app' | 'data';

/**
 * How a station is doing. Each is drawn as a shape, not only a colour: `stopped` is a dashed ring,
 * `busy` a ring with a bar in it, `failed` a red ring with a cross.
 */
export type StationState = 'normal' | 'stopped' | 'busy' | 'failed';

/** One stop on the line. */
export interface RouteStation {
  /** Unique within the route; `writer`, `break.after` and travellers name stations by it. */
  readonly id: string;
  readonly layer: RouteLayer;
  /** The name under the station: "Reverse proxy", "my-app". */
  readonly label: string;
  /** A few words under the name: "writes the response". */
  readonly note?: string | undefined;
  readonly state?: StationState | undefined;
}

/**
 * How the line breaks after a station. `gap`: nothing usable came back (502). `bar`: requests are
 * stopped in front of the next station (503). `clock`: the wait ran out (504).
 */
export type BreakKind = 'gap' | 'bar' | 'clock';

/** Where the line breaks: between the station `after` and the one behind it. */
export interface RouteBreak {
  readonly after: string;
  readonly kind: BreakKind;
}

/** A whole route, as drawn at one moment. */
export interface RouteData {
  /** In the order a request passes them; at least two. */
  readonly stations: readonly RouteStation[];
  /** Id of the station that wrote the response; it gets the red mark and the arc back. */
  readonly writer?: string | undefined;
  /** The status of that response. */
  readonly status?: number | undefined;
  readonly break?: RouteBreak | undefined;
  readonly caption?: string | undefined;
  /** Leaves room for the answer's arc before there is an answer, so that nothing moves when it comes. */
  readonly keepsArcRoom?: boolean | undefined;
  /** More sentences for people who do not see the picture: what an overlay shows. */
  readonly notes?: readonly string[] | undefined;
}

/** A station, or the way between two, that somebody broke on purpose. */
export interface BrokenMark {
  /** Ids of one station, or of both ends of a way. */
  readonly at: readonly [string] | readonly [string, string];
  /** What is wrong, in a few words. */
  readonly words: string;
}

/** Requests that flow to a station from the one before it. */
export interface RouteFlow {
  readonly to: string;
  /** The rate: "48/s". */
  readonly words: string;
}

/** A station, or the way between two, that somebody broke on purpose. */
export interface BrokenMark {
  /** Ids of one station, or of both ends of a way. */
  readonly at: readonly [string] | readonly [string, string];
  /** What is wrong, in a few words. */
  readonly words: string;
}

/**
 * Something on its way between two stations at this moment. When `to` lies before `from` it is a
 * response and takes the arc; otherwise it is a request and stays on the line.
 */
export interface RouteTraveller {
  /** Stable while it travels, so that one element moves and is not made anew. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** 0 at `from`, 1 at `to`. */
  readonly progress: number;
  /** Status of a response; 400 and up is drawn in red. */
  readonly status?: number | undefined;
}

/** The names stations have where a page does not give its own. */
export const layerLabels: Readonly<Record<RouteLayer, string>> = {
  client: 'Browser',
  edge: 'CDN',
  proxy: 'Reverse proxy',
  app: 'App',
  data: 'Database',
};

/** The route of a content page: layers instead of stations, because each occurs once. */
export interface LayerRoute {
  readonly stations: readonly RouteLayer[];
  readonly writer?: RouteLayer | undefined;
  readonly break?: { readonly after: RouteLayer; readonly kind: BreakKind } | undefined;
  readonly notes?: Partial<Record<RouteLayer, string | undefined>> | undefined;
  readonly labels?: Partial<Record<RouteLayer, string | undefined>> | undefined;
  readonly caption?: string | undefined;
}

/** Turns the route of a content page into the data the diagram draws. Ids are the layer names. */
export function routeFromLayers(route: LayerRoute, status?: number): RouteData {
  const stations = route.stations.map((layer) => ({
    id: layer,
    layer,
    label: route.labels?.[layer] ?? layerLabels[layer],
    note: route.notes?.[layer],
  }));
  return { stations, writer: route.writer, status, break: route.break, caption: route.caption };
}

/** Position of a station in its route. Throws when the route has no such station. */
export function stationIndex(route: RouteData, id: string): number {
  const index = route.stations.findIndex((station) => station.id === id);
  if (index < 0) {
    const known = route.stations.map((station) => station.id).join(', ');
    throw new Error(`Route: no station "${id}" among ${known}`);
  }
  return index;
}

/**
 * Index of the last station the request reached in full: the one before the break, else the writer,
 * else the last one. The line is drawn in colour up to here and faint beyond.
 */
export function reachedIndex(route: RouteData): number {
  if (route.break) return stationIndex(route, route.break.after);
  if (route.writer) return stationIndex(route, route.writer);
  return route.stations.length - 1;
}
