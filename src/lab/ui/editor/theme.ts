// The site's colours as Monaco's theme: read from the page's tokens, so that the editor looks like the code it
// stands in for, and follows when the reader changes the theme.
import { editor } from './monaco.ts';

const NAME = 'field-guide';

/** Monarch's tokens by the site's token roles. */
const TOKENS: Readonly<Record<string, string>> = {
  '': '--code-plain',
  identifier: '--code-plain',
  delimiter: '--code-plain',
  comment: '--code-comment',
  keyword: '--code-keyword',
  string: '--code-string',
  regexp: '--code-string',
  function: '--code-function',
  number: '--code-constant',
  constant: '--code-constant',
  type: '--code-type',
};

const COLORS: Readonly<Record<string, string>> = {
  'editor.background': '--raised',
  'editor.foreground': '--code-plain',
  'editorLineNumber.foreground': '--ink-3',
  'editorLineNumber.activeForeground': '--ink',
  'editorCursor.foreground': '--ink',
  'editorError.foreground': '--signal',
  'editorWarning.foreground': '--warn',
  'editorWidget.background': '--panel',
  'editorWidget.foreground': '--ink',
  'editorWidget.border': '--rule-strong',
  'editorHoverWidget.background': '--panel',
  'editorSuggestWidget.background': '--panel',
  'editorSuggestWidget.foreground': '--ink',
  'editorSuggestWidget.selectedBackground': '--rule',
  'editorSuggestWidget.selectedForeground': '--ink',
  'editorSuggestWidget.highlightForeground': '--data',
  'editorSuggestWidget.focusHighlightForeground': '--data',
  'input.background': '--paper',
  'input.foreground': '--ink',
  'input.border': '--field-rule',
  focusBorder: '--focus',
};

/** The colours of custom properties as the page shows them now. */
function readColors(host: HTMLElement): (name: string) => string {
  const probe = document.createElement('span');
  host.append(probe);
  const canvas = document.createElement('canvas').getContext('2d');
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    if (!canvas) return '#808080';
    // A canvas says every colour as #rrggbb.
    canvas.fillStyle = getComputedStyle(probe).color;
    return String(canvas.fillStyle);
  };
  // The probe is taken out when the caller's task is over.
  queueMicrotask(() => probe.remove());
  return read;
}

function define(host: HTMLElement): void {
  const read = readColors(host);
  const { colorScheme } = getComputedStyle(document.documentElement);
  const isDark =
    colorScheme === 'dark' ||
    (colorScheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  editor.defineTheme(NAME, {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: Object.entries(TOKENS).map(([token, name]) => ({
      token,
      foreground: read(name).slice(1),
    })),
    colors: Object.fromEntries(Object.entries(COLORS).map(([key, name]) => [key, read(name)])),
  });
  editor.setTheme(NAME);
}

/** Sets the theme, and again whenever the page's changes. Returns what ends that. */
export function followTheme(host: HTMLElement): () => void {
  const update = (): void => define(host);
  update();
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', update);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', update);
  };
}
