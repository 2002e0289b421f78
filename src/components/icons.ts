// The icons in use, from Lucide (ISC licence), taken into the page at build: no request, no font.
// Only the shapes are kept; size and stroke come from Icon.astro.
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import monitor from 'lucide-static/icons/monitor.svg?raw';
import moon from 'lucide-static/icons/moon.svg?raw';
import sun from 'lucide-static/icons/sun.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const files = {
  'arrow-right': arrowRight,
  check,
  'chevron-down': chevronDown,
  'circle-x': circleX,
  copy,
  info,
  link,
  monitor,
  moon,
  sun,
  'triangle-alert': triangleAlert,
  x,
} as const;

/** The name of an icon, as Lucide calls it. */
export type IconName = keyof typeof files;

/** The shapes of an icon, without the <svg> around them. */
export function iconShapes(name: IconName): string {
  const shapes = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(files[name])?.[1];
  if (shapes === undefined) throw new Error(`Icon ${name}: no shapes in the file`);
  return shapes.replace(/\s*\n\s*/g, '');
}
