// Opens the closed part of a page that an address leads to: /502#on-caddy.

function openTarget(): void {
  // Not `:target`: when this first runs the browser may not have looked for the target yet.
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

/** Opens it now, and when the address changes within the page. */
export function startOpeningTargets(): void {
  openTarget();
  addEventListener('hashchange', openTarget);
}
