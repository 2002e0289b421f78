import { describe, expect, it } from 'vitest';
import { describeRoute } from './describe.ts';
import { routeFromLayers } from './route.ts';

const layers = ['client', 'edge', 'proxy', 'app', 'data'] as const;

describe('describeRoute', () => {
  it('says stations, notes, break, what was not reached, and who wrote the answer', () => {
    const route = routeFromLayers(
      {
        stations: layers,
        writer: 'proxy',
        break: { after: 'proxy', kind: 'gap' },
        notes: { app: 'never answered' },
      },
      502,
    );
    expect(describeRoute(route)).toBe(
      'A request passes Browser, CDN, Reverse proxy, App (never answered), Database. ' +
        'The line is broken between Reverse proxy and App. ' +
        'Database was not reached. ' +
        'Reverse proxy wrote the 502 response.',
    );
  });

  it('tells the three kinds of break apart', () => {
    const say = (kind: 'gap' | 'bar' | 'clock') =>
      describeRoute(routeFromLayers({ stations: layers, break: { after: 'edge', kind } }));
    expect(say('bar')).toContain('stopped in front of Reverse proxy');
    expect(say('clock')).toContain('CDN waited for Reverse proxy until the time ran out');
    expect(say('gap')).toContain('App and Database were not reached');
  });

  it('says the state of a station, which the picture shows by shape', () => {
    const route = {
      stations: [
        { id: 'you', layer: 'client', label: 'You' },
        { id: 'app', layer: 'app', label: 'my-app', state: 'stopped' },
      ],
    } as const;
    expect(describeRoute(route)).toBe('A request passes You, my-app. my-app is stopped.');
  });
});
