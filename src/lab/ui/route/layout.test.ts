import { describe, expect, it } from 'vitest';
import { pointOnCurve, wrapWords } from './drawing.ts';
import { type RouteData, routeFromLayers } from './route.ts';
import { layTall } from './tall.ts';
import { layWide } from './wide.ts';

const badGateway: RouteData = routeFromLayers(
  {
    stations: ['client', 'edge', 'proxy', 'app', 'data'],
    writer: 'proxy',
    break: { after: 'proxy', kind: 'gap' },
    notes: { edge: 'passes it on', proxy: 'writes the response', app: 'never answered' },
  },
  502,
);

function ends(drawing: ReturnType<typeof layWide>): { x: number; y: number }[] {
  return drawing.stations.map((placed) => ({ x: placed.at.x, y: placed.at.y }));
}

describe('layWide', () => {
  it('puts the stations on one level line, equally far apart', () => {
    const points = ends(layWide(badGateway, 'hero', '502 answered here'));
    expect(new Set(points.map((point) => point.y)).size).toBe(1);
    const steps = points.slice(1).map((point, i) => point.x - (points[i]?.x ?? 0));
    expect(new Set(steps)).toEqual(new Set([158]));
  });

  it('draws the line in the layers’ colours up to the break and faint beyond it', () => {
    const tones = layWide(badGateway, 'hero', '').tracks.map((track) => track.tone);
    expect(tones).toEqual(['client', 'edge', 'proxy', 'signal', 'faint', 'faint']);
  });

  it('puts the sign of the break between the two stations it parts', () => {
    const drawing = layWide(badGateway, 'hero', '');
    const [, , proxy, app] = drawing.stations;
    expect(drawing.mark?.kind).toBe('gap');
    expect(drawing.mark?.at.x).toBeGreaterThan(proxy?.at.x ?? Number.NaN);
    expect(drawing.mark?.at.x).toBeLessThan(app?.at.x ?? Number.NaN);
  });

  it('makes the writer’s ring larger than the others', () => {
    const drawing = layWide(badGateway, 'inline', '');
    const writer = drawing.stations.find((placed) => placed.isWriter);
    const others = drawing.stations.filter((placed) => !placed.isWriter);
    expect(writer?.station.id).toBe('proxy');
    for (const other of others) expect(writer?.radius).toBeGreaterThan(other.radius);
  });

  it('leads the answer from the writer back to the first station, above the line', () => {
    const drawing = layWide(badGateway, 'hero', '502 answered here');
    const [start, , , end] = drawing.answer?.curve ?? [];
    expect(start?.x).toBeCloseTo((drawing.stations[2]?.at.x ?? 0) - 9);
    expect(end?.x).toBeCloseTo((drawing.stations[0]?.at.x ?? 0) + 6);
    expect(drawing.answer?.label?.at.y).toBeGreaterThan(8);
    expect(drawing.answer?.label?.at.y).toBeLessThan(start?.y ?? 0);
  });

  it('keeps all words inside the drawing', () => {
    for (const size of ['hero', 'inline'] as const) {
      const drawing = layWide(badGateway, size, '502 answered here');
      for (const line of drawing.stations.flatMap((placed) => placed.lines)) {
        expect(line.at.y).toBeLessThan(drawing.height);
      }
    }
  });

  it('has no arc and needs less height when nobody answered', () => {
    const silent: RouteData = { ...badGateway, writer: undefined };
    const drawing = layWide(silent, 'hero', '');
    expect(drawing.answer).toBeUndefined();
    expect(drawing.height).toBeLessThan(layWide(badGateway, 'hero', 'x').height);
  });

  it('leaves the line faint behind a writer that broke by itself', () => {
    const app: RouteData = routeFromLayers(
      { stations: ['client', 'proxy', 'app', 'data'], writer: 'app' },
      500,
    );
    const tones = layWide(app, 'hero', '').tracks.map((track) => track.tone);
    expect(tones).toEqual(['client', 'proxy', 'faint']);
    expect(layWide(app, 'hero', '').mark).toBeUndefined();
  });

  it('names the station that does not exist', () => {
    expect(() => layWide({ ...badGateway, writer: 'cache' }, 'hero', '')).toThrow(
      /no station "cache" among client, edge/,
    );
  });
});

describe('layTall', () => {
  it('runs down one line, with more room where the sign of the break sits', () => {
    const drawing = layTall(badGateway, 'hero', '502 answered here');
    const points = ends(drawing);
    expect(new Set(points.map((point) => point.x)).size).toBe(1);
    const steps = points.slice(1).map((point, i) => point.y - (points[i]?.y ?? 0));
    expect(steps[2]).toBeGreaterThan(steps[0] ?? Number.NaN);
    expect(drawing.mark?.isUpright).toBe(false);
  });

  it('keeps arc and status left of the line and inside the drawing', () => {
    const drawing = layTall(badGateway, 'hero', '502 answered here');
    const curve = drawing.answer?.curve;
    if (!curve) throw new Error('no curve');
    const middle = pointOnCurve(curve, 0.5);
    expect(middle.x).toBeGreaterThan(0);
    expect(middle.x).toBeLessThan(drawing.stations[0]?.at.x ?? 0);
    expect(drawing.answer?.label?.text).toBe('502');
  });

  it('makes room for a note of two lines', () => {
    const long = {
      ...badGateway,
      stations: badGateway.stations.map((station) => ({
        ...station,
        note: 'a note with so many words that it cannot stay on one single line',
      })),
    };
    const drawing = layTall(long, 'inline', '');
    for (const [index, placed] of drawing.stations.entries()) {
      const lowest = placed.lines.at(-1)?.at.y ?? 0;
      const next = drawing.stations[index + 1]?.lines[0]?.at.y ?? drawing.height;
      expect(lowest).toBeLessThan(next);
    }
  });
});

describe('wrapWords', () => {
  it('breaks at spaces and leaves a word that is too long whole', () => {
    expect(wrapWords('writes the response', 10)).toEqual(['writes the', 'response']);
    expect(wrapWords('proxy_read_timeout now', 5)).toEqual(['proxy_read_timeout', 'now']);
    expect(wrapWords('  ', 5)).toEqual([]);
  });
});
