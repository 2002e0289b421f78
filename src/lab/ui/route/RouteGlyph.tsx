// Draws a route's glyph: the strip on cards and lists, the square as an icon. Decoration beside the
// number it belongs to, so it is hidden from screen readers; describe.ts has the words where needed.
import type { JSX } from 'preact';
import { type Glyph, type GlyphPart, glyphOf } from './glyph.ts';
import type { RouteData } from './route.ts';

interface PartProps {
  readonly part: GlyphPart;
  readonly glyph: Glyph;
}

function Part({ part, glyph }: PartProps): JSX.Element {
  const y = glyph.height / 2;
  switch (part.shape) {
    case 'line':
      return <path class={`glyph-${part.tone}`} d={`M${part.x1} ${y}H${part.x2}`} />;
    case 'dot':
      return <circle class="glyph-mark" cx={part.x} cy={y} r={part.radius} />;
    case 'bar': {
      const { x, width, height } = part;
      return (
        <rect
          class="glyph-mark"
          x={x - width / 2}
          y={y - height / 2}
          width={width}
          height={height}
        />
      );
    }
    case 'clock': {
      const { x, radius } = part;
      const hands = `M${x} ${y - radius * 0.55}V${y}H${x + radius * 0.45}`;
      return (
        <g class="glyph-clock">
          <circle cx={x} cy={y} r={radius} />
          <path d={hands} />
        </g>
      );
    }
  }
}

/** What a glyph shows and how. */
export interface RouteGlyphProps {
  readonly route: RouteData;
  readonly shape?: 'strip' | 'square';
}

/** A route as a small sign. */
export function RouteGlyph({ route, shape = 'strip' }: RouteGlyphProps): JSX.Element {
  const glyph = glyphOf(route, shape);
  return (
    <svg
      class={`route-glyph route-glyph-${shape}`}
      viewBox={`0 0 ${glyph.width} ${glyph.height}`}
      width={glyph.width}
      height={glyph.height}
      stroke-width={glyph.strokeWidth}
      aria-hidden="true"
    >
      {glyph.parts.map((part, index) => (
        <Part key={`${part.shape}${index}`} part={part} glyph={glyph} />
      ))}
    </svg>
  );
}
