// A Preact hook: how travellers should be drawn for this reader, following the system's setting while
// the page is open. Rendering on the server answers `smooth`; nothing travels there.
import { useEffect, useState } from 'preact/hooks';
import type { RouteMotion } from './travel.ts';

const QUERY = '(prefers-reduced-motion: reduce)';

/** `step` when the reader asked for less motion, else `smooth`. */
export function useRouteMotion(): RouteMotion {
  const [motion, setMotion] = useState<RouteMotion>('smooth');
  useEffect(() => {
    const query = matchMedia(QUERY);
    const update = (): void => setMotion(query.matches ? 'step' : 'smooth');
    update();
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }, []);
  return motion;
}
