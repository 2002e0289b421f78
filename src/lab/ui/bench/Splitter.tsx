// The line between two panels: dragged by pointer, moved by arrow keys, back to where it was by a double click.
import type { JSX } from 'preact';
import type { BenchDesk } from './bench-desk.ts';
import { firstLayout, LIMITS, type SizeId } from './layout-state.ts';

interface SplitterProps {
  readonly desk: BenchDesk;
  readonly size: SizeId;
  readonly label: string;
  /** `x` lies between columns. */
  readonly axis: 'x' | 'y';
  /** Whether the sized panel comes before the line; else a drag to the right makes it smaller. */
  readonly isBefore: boolean;
}

const STEP = 16;
const LARGE_STEP = 64;

/** The line. */
export function Splitter({ desk, size, label, axis, isBefore }: SplitterProps): JSX.Element {
  const now = desk.layout.value[size];
  const [min, max] = LIMITS[size];
  const sign = isBefore ? 1 : -1;
  const drag = (event: PointerEvent): void => {
    const line = event.currentTarget;
    if (event.button !== 0 || !(line instanceof HTMLElement)) return;
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
    const from = axis === 'x' ? event.clientX : event.clientY;
    const begin = desk.layout.peek()[size];
    const move = (moved: PointerEvent): void => {
      const at = axis === 'x' ? moved.clientX : moved.clientY;
      desk.resize(size, begin + sign * (at - from));
    };
    line.addEventListener('pointermove', move);
    line.addEventListener(
      'lostpointercapture',
      () => line.removeEventListener('pointermove', move),
      {
        once: true,
      },
    );
  };
  const press = (event: KeyboardEvent): void => {
    const [less, more] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const to = {
      [less ?? '']: now - sign * step,
      [more ?? '']: now + sign * step,
      Home: min,
      End: max,
      Enter: firstLayout[size],
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    desk.resize(size, to);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>
    <div
      class={`bench-split bench-split-${axis}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={now}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={drag}
      onKeyDown={press}
      onDblClick={() => desk.resize(size, firstLayout[size])}
    />
  );
}
