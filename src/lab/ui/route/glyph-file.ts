// A route's square glyph as an SVG file of its own, for the page's icon. The file cannot see the site's
// stylesheet, so it brings the few colours it needs, for both themes.
import { type GlyphPart, glyphOf } from './glyph.ts';
import type { RouteData } from './route.ts';

const STYLE = `
.reached{stroke:#50545c}.beyond{stroke:#b9b6ac}.signal,.clock{stroke:#c8321f}.mark{fill:#c8321f}
@media(prefers-color-scheme:dark){
.reached{stroke:#c3c6cc}.beyond{stroke:#5b616b}.signal,.clock{stroke:#ff6b57}.mark{fill:#ff6b57}}
`.replaceAll('\n', '');

function partSvg(part: GlyphPart, y: number): string {
  switch (part.shape) {
    case 'line':
      return `<path class="${part.tone}" d="M${part.x1} ${y}H${part.x2}"/>`;
    case 'dot':
      return `<circle class="mark" cx="${part.x}" cy="${y}" r="${part.radius}"/>`;
    case 'bar':
      return `<path class="mark" d="M${part.x - part.width / 2} ${y - part.height / 2}h${part.width}v${part.height}h-${part.width}z"/>`;
    case 'clock': {
      const hands = `M${part.x} ${y - part.radius * 0.55}V${y}H${part.x + part.radius * 0.45}`;
      return `<g class="clock"><circle cx="${part.x}" cy="${y}" r="${part.radius}"/><path d="${hands}"/></g>`;
    }
  }
}

/** The whole file. */
export function glyphFile(route: RouteData): string {
  const glyph = glyphOf(route, 'square');
  const parts = glyph.parts.map((part) => partSvg(part, glyph.height / 2)).join('');
  const box = `viewBox="0 0 ${glyph.width} ${glyph.height}" width="32" height="32"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} fill="none" stroke-width="${glyph.strokeWidth}"><style>${STYLE}</style>${parts}</svg>\n`;
}
