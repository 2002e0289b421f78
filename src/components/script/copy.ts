// Copies what a button or an anchor stands for, and says so on the button and to screen readers.
// One listener for the whole page; it knows nothing about what the text is.

const SAID_FOR_MS = 1600;

function announce(words: string): void {
  const live = document.querySelector('[data-announce]');
  if (live) live.textContent = words;
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or a page without https: the reader is told and can copy by hand.
    return false;
  }
}

function codeNear(button: Element): Element | null {
  return button.closest('[data-copy-scope]')?.querySelector('code') ?? null;
}

function say(button: HTMLElement, words: string): void {
  const label = button.querySelector('[data-copy-label]') ?? button;
  const before = button.dataset['copyWas'] ?? label.textContent ?? '';
  button.dataset['copyWas'] = before;
  button.dataset['copied'] = '';
  label.textContent = words;
  announce(words);
  // A press on a button of a sleeping sandbox wakes it, and what wakes writes its own words into the same button.
  const keeper = new MutationObserver(() => {
    if (label.textContent !== words) label.textContent = words;
  });
  keeper.observe(label, { childList: true, characterData: true, subtree: true });
  setTimeout(() => {
    keeper.disconnect();
    label.textContent = before;
    delete button.dataset['copied'];
  }, SAID_FOR_MS);
}

async function copyFrom(button: HTMLElement): Promise<void> {
  const code = codeNear(button);
  const text = button.dataset['copy'] || code?.textContent || '';
  if (await copyText(text)) return say(button, 'Copied');
  if (code) getSelection()?.selectAllChildren(code);
  return say(button, 'Press Ctrl+C');
}

/** The address to paste elsewhere: this page's without its last slash, and the anchor. */
export function shortAddress(page: { origin: string; pathname: string }, hash: string): string {
  const path = page.pathname === '/' ? '/' : page.pathname.replace(/\/$/, '');
  return `${page.origin}${path}${hash}`;
}

/** Starts listening. */
export function startCopying(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLElement>('[data-copy]');
    if (button) void copyFrom(button);
    const anchor = event.target.closest<HTMLAnchorElement>('a.anchor');
    if (anchor && !event.ctrlKey && !event.metaKey) {
      void copyText(shortAddress(location, anchor.hash)).then((done) => {
        if (done) announce('Link copied');
        anchor.dataset['copied'] = done ? '' : 'no';
        setTimeout(() => delete anchor.dataset['copied'], SAID_FOR_MS);
      });
    }
  });
}
