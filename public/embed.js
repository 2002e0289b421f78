// In a frame of somebody else's page: the theme the address asks for (?theme=dark), links that open beside the frame's
// page, and the height, told to the page around (src/lab/ui/bench/embed-snippet.ts listens).
(() => {
  const root = document.documentElement;
  const theme = new URLSearchParams(location.search).get('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  else delete root.dataset.theme;

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (link && !link.getAttribute('href').startsWith('#')) link.target = '_blank';
  });

  if (parent === window) return;
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // A height is no secret: whoever frames the lab may know it.
    parent.postMessage({ type: '5xx-lab-height', height }, '*');
  };
  addEventListener('DOMContentLoaded', () => {
    new ResizeObserver(tell).observe(document.body);
    tell();
  });
})();
