import { describe, expect, it } from 'vitest';
import { glyphFile } from './glyph-file.ts';
import { routeFromLayers } from './route.ts';

const layers = ['client', 'edge', 'proxy', 'app', 'data'] as const;

describe('glyphFile', () => {
  it('is a whole SVG file with the colours of both themes in it', () => {
    const file = glyphFile(routeFromLayers({ stations: layers, writer: 'app' }, 500));
    expect(file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 16 16"/);
    expect(file).toContain('prefers-color-scheme:dark');
    expect(file.trim()).toMatch(/<\/svg>$/);
  });

  it('draws every kind of break', () => {
    for (const kind of ['gap', 'bar', 'clock'] as const) {
      const route = routeFromLayers({ stations: layers, break: { after: 'proxy', kind } });
      expect(glyphFile(route)).toContain(kind === 'clock' ? 'class="clock"' : 'class="mark"');
    }
  });
});
