// Whether anything on a page moved: what the browser counts as layout shifts, and where things stand.

import type { Locator, Page } from '@playwright/test';

/** Begins to add up layout shifts; read the sum with `layoutShift`. */
export async function watchLayout(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    Object.assign(window, { layoutShift: 0 });
    const total = window as unknown as { layoutShift: number };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // WICG Layout Instability; the DOM's own types lack it.
        total.layoutShift += (entry as PerformanceEntry & { readonly value: number }).value;
      }
    }).observe({ type: 'layout-shift' });
  });
}

/** Every shift since `watchLayout` as one score, those right after a click or a key included. */
export async function layoutShift(page: Page): Promise<number> {
  // The observer is told of a frame's shifts after that frame.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
  );
  return page.evaluate(() => (window as unknown as { layoutShift: number }).layoutShift);
}

/** Where the frame of a sandbox ends, and what stands in it and below it in the page begins. */
export const topsBelow = (frame: Locator): Promise<number[]> =>
  frame.evaluate((element) => {
    const followers = [
      ...document.querySelectorAll('main :is(h2, h3)[id]:not(.sticky *), footer'),
    ].filter((one) => element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    return [...element.children, ...followers].map((one) =>
      Math.round(one.getBoundingClientRect().top + scrollY),
    );
  });

/** Where the text of an element begins, within the page. */
export const textPlace = (element: Locator): Promise<{ left: number; top: number }> =>
  element.evaluate((one) => {
    const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode() ?? one;
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, top } = range.getBoundingClientRect();
    return { left, top: top + scrollY };
  });

/** How far a page can be scrolled sideways, in pixels. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
