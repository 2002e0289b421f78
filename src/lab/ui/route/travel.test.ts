import { describe, expect, it } from 'vitest';
import { routeFromLayers } from './route.ts';
import { placeTraveller } from './travel.ts';
import { layWide, wideCurve } from './wide.ts';

const route = routeFromLayers({ stations: ['client', 'proxy', 'app'], writer: 'app' }, 500);
const drawing = layWide(route, 'inline', '');
const smooth = { curveOf: wideCurve, motion: 'smooth' } as const;
const step = { curveOf: wideCurve, motion: 'step' } as const;
const request = { id: 'r1', from: 'client', to: 'proxy' } as const;

describe('placeTraveller', () => {
  it('moves a request along the line', () => {
    const [client, proxy] = drawing.stations;
    const { at, isResponse } = placeTraveller(drawing, { ...request, progress: 0.5 }, smooth);
    expect(at.x).toBe(((client?.at.x ?? 0) + (proxy?.at.x ?? 0)) / 2);
    expect(at.y).toBe(client?.at.y);
    expect(isResponse).toBe(false);
  });

  it('leads a response back over the arc and says whether it is an error', () => {
    const back = { id: 'r1', from: 'app', to: 'client', progress: 0.5, status: 500 };
    const placed = placeTraveller(drawing, back, smooth);
    expect(placed.at.y).toBeLessThan(drawing.stations[0]?.at.y ?? 0);
    expect(placed).toMatchObject({ isResponse: true, isError: true });
    expect(placeTraveller(drawing, { ...back, status: 201 }, smooth).isError).toBe(false);
  });

  it('only stands at stations when motion is reduced', () => {
    const at = (progress: number) => placeTraveller(drawing, { ...request, progress }, step).at.x;
    expect(at(0.49)).toBe(drawing.stations[0]?.at.x);
    expect(at(0.51)).toBe(drawing.stations[1]?.at.x);
  });

  it('holds a progress outside 0 to 1 at the ends', () => {
    const placed = placeTraveller(drawing, { ...request, progress: 3 }, smooth);
    expect(placed.at.x).toBe(drawing.stations[1]?.at.x);
  });

  it('refuses a station the route does not have', () => {
    const lost = { id: 'r1', from: 'client', to: 'redis', progress: 0 };
    expect(() => placeTraveller(drawing, lost, smooth)).toThrow(/unknown station "redis"/);
  });
});
