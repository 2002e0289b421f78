// The script of the Diagnose page. It is small: the matcher and its knowledge are loaded when the box is first used.
import { pasteOf } from './share.ts';

type Ready = Awaited<ReturnType<typeof load>>;

async function load() {
  const [{ buildMatcher, diagnose }, { drawVerdict, sentenceOf }, data] = await Promise.all([
    import('../../diagnose/index.ts'),
    import('./draw.ts'),
    fetchData(),
  ]);
  return {
    matcher: buildMatcher(data.knowledge),
    data,
    diagnose,
    drawVerdict,
    sentenceOf,
  };
}

async function fetchData(): Promise<import('./data.ts').DiagnoseData> {
  const response = await fetch('/diagnose/knowledge.json');
  if (!response.ok) throw new Error(`the signatures answered ${response.status}`);
  return response.json();
}

let loading: Promise<Ready> | undefined;
const ready = (): Promise<Ready> => {
  loading ??= load();
  // A failed load may be tried again with the next press.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
};

function announce(text: string): void {
  const live = document.querySelector('[data-announce]');
  if (live) live.textContent = text;
}

async function run(box: HTMLTextAreaElement, result: HTMLElement): Promise<void> {
  const paste = box.value;
  if (paste.trim() === '') {
    result.replaceChildren('The box is empty. Paste a response or lines of a log.');
    announce('The box is empty.');
    return;
  }
  try {
    const { matcher, data, diagnose, drawVerdict, sentenceOf } = await ready();
    const verdict = diagnose(paste, matcher);
    result.replaceChildren(...drawVerdict(paste, verdict, data));
    announce(sentenceOf(verdict, data));
  } catch {
    const says =
      'The signatures could not be loaded. Check the connection and press Diagnose again.';
    result.replaceChildren(says);
    announce(says);
  }
}

/** Starts the page. */
export function startDiagnose(): void {
  const form = document.querySelector<HTMLFormElement>('[data-diagnose]');
  const box = form?.querySelector('textarea');
  const result = document.querySelector<HTMLElement>('[data-verdict]');
  const note = document.querySelector<HTMLElement>('[data-share-note]');
  if (!form || !box || !result || !note) return;
  box.addEventListener('focus', () => void ready().catch(() => undefined), { once: true });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(box, result);
  });
  // After the pasted text has arrived in the box.
  box.addEventListener('paste', () =>
    queueMicrotask(() => requestAnimationFrame(() => void run(box, result))),
  );
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.dataset['example'] !== undefined) {
      box.value = button.dataset['example'];
      void run(box, result);
    }
    if (button?.dataset['share'] !== undefined) {
      void import('./copy-link.ts').then(({ copyLink }) => copyLink(box.value, note));
    }
  });
  const shared = pasteOf(location.hash);
  if (shared === undefined) return;
  box.value = shared;
  void run(box, result);
}

startDiagnose();
