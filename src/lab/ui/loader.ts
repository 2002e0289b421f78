// The only script of a sandbox that a page loads by itself. When the reader comes near, it asks for the files;
// when they do something, it brings the sandbox to life and hands on what they did meanwhile.

type Waking = typeof import('./wake.tsx');

const NEAR = ['pointerenter', 'focusin', 'touchstart'] as const;
const DOING = ['pointerdown', 'keydown', 'click', 'input', 'change', 'submit'] as const;

const load = (): Promise<Waking> => import('./wake.tsx');

/** Does again, on the living sandbox, what was done to the sleeping one. */
function redo(event: Event): void {
  const { target } = event;
  if (event.type === 'submit') (target as HTMLFormElement).requestSubmit();
  else if (event instanceof KeyboardEvent)
    target?.dispatchEvent(new KeyboardEvent('keydown', event));
  else if (event instanceof MouseEvent) target?.dispatchEvent(new MouseEvent('click', event));
}

/** What a click does without us: the browser's own controls, and the page's copy buttons. */
const OTHERS = 'select, input, textarea, summary, a, [type=submit], [data-copy]';

const isForOthers = ({ target }: Event): boolean =>
  target instanceof Element && target.closest(OTHERS) !== null;

/** Says that nothing could be loaded, where the sandbox says what it does. */
function sayFailure(place: HTMLElement): void {
  const line = place.querySelector('[data-message]');
  if (line)
    line.textContent = 'The sandbox could not be loaded. Check the connection and try again.';
}

function watch(place: HTMLElement): void {
  const kept: Event[] = [];
  let isWaking = false;

  const wake = async (begins: boolean): Promise<void> => {
    if (isWaking) return;
    isWaking = true;
    place.dataset['waking'] = '';
    try {
      await (await load()).wake(place, { begins });
      for (const type of DOING) place.removeEventListener(type, act, true);
      for (const event of kept.splice(0)) redo(event);
    } catch {
      // The page stays as it was, and the next touch tries again.
      isWaking = false;
      kept.length = 0;
      sayFailure(place);
    }
    delete place.dataset['waking'];
  };
  const act = (event: Event): void => {
    if (event.type === 'keydown' && (event as KeyboardEvent).key !== 'Enter') {
      if ((event as KeyboardEvent).key !== 'Tab') void wake(true);
      return;
    }
    if (event.type === 'submit') event.preventDefault();
    const isKept = ['submit', 'click', 'keydown'].includes(event.type) && !isForOthers(event);
    // A button that is pressed by Enter is clicked as well: the click is enough.
    const isDouble = event.type === 'keydown' && event.target instanceof HTMLButtonElement;
    if (event.type === 'submit' || (isKept && !isDouble)) kept.push(event);
    void wake(true);
  };

  const near = (): void => {
    load().then(
      ({ comeNear }) => comeNear(place),
      () => {},
    );
  };
  for (const type of NEAR) place.addEventListener(type, near, { once: true });
  for (const type of DOING) place.addEventListener(type, act, true);

  let hasWork = false;
  try {
    hasWork = localStorage.getItem(`lab:${place.dataset['sandbox']}`) !== null;
  } catch {
    // Storage may be blocked: then there is no work to show.
  }
  if (!hasWork) return;
  // What the reader left here is shown again when they come to it; the servers wait for a touch.
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    void wake(false);
  });
  seen.observe(place);
}

for (const place of document.querySelectorAll<HTMLElement>('[data-sandbox]')) watch(place);
