// Marks, in the list "On this page", the section one is reading: the last heading that has passed the
// upper third of the window.

/** Scrolls the list itself, never the page, so that the marked entry of a long list is seen. */
function keepInView(link: HTMLElement): void {
  const box = link.closest('.sticky');
  if (!box) return;
  const { top, bottom } = link.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  if (top < frame.top) box.scrollTop -= frame.top - top + 24;
  else if (bottom > frame.bottom) box.scrollTop += bottom - frame.bottom + 24;
}

/** Starts watching, if the page has such a list and it is shown. */
export function startOnThisPage(): void {
  const list = document.querySelector('[data-on-this-page]');
  if (!list) return;
  const links = [...list.querySelectorAll<HTMLAnchorElement>('a')];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
  let marked: HTMLAnchorElement | undefined;
  const mark = (): void => {
    const line = innerHeight / 3;
    // At the end of the page the last section is the one being read, however short it is.
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const passed = headings.filter((one) => one && one.getBoundingClientRect().top < line).length;
    const link = links[atEnd && scrollY > 0 ? links.length - 1 : Math.max(0, passed - 1)];
    if (link === marked) return;
    marked?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'location');
    marked = link;
    if (link) keepInView(link);
  };
  let isDue = false;
  const later = (): void => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      mark();
    });
  };
  addEventListener('scroll', later, { passive: true });
  addEventListener('resize', later, { passive: true });
  mark();
}
