// Two texts of one file side by side, in Monaco. Loaded with the editor, when somebody asks for a comparison.
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import type { FileLanguage } from '../../session/file-problem.ts';
import { registerLanguages, SHOWN_TYPESCRIPT } from './languages.ts';
import { editor } from './monaco.ts';
import { followTheme } from './theme.ts';

export interface DiffOptions {
  readonly host: HTMLElement;
  readonly language: FileLanguage;
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

const LANGUAGES: Readonly<Record<FileLanguage, string>> = {
  typescript: SHOWN_TYPESCRIPT,
  javascript: SHOWN_TYPESCRIPT,
  json: 'json',
  nginx: 'nginx',
  text: 'plaintext',
};

/** An open comparison. */
export interface DiffHandle {
  dispose(): void;
}

/** Opens a comparison; neither side can be edited. Throws where the browser cannot. */
export function openDiff(options: DiffOptions): DiffHandle {
  Object.assign(self, { MonacoEnvironment: { getWorker: () => new EditorWorker() } });
  registerLanguages();
  const { host, before, after, label } = options;
  const style = getComputedStyle(host);
  const diff = editor.createDiffEditor(host, {
    readOnly: true,
    originalEditable: false,
    renderSideBySide: true,
    useInlineViewWhenSpaceIsLimited: true,
    renderOverviewRuler: false,
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize),
    fontLigatures: false,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    automaticLayout: true,
    originalAriaLabel: `${label}, as you have it`,
    modifiedAriaLabel: `${label}, in the solution`,
    scrollbar: { alwaysConsumeMouseWheel: false },
  });
  const language = LANGUAGES[options.language];
  const original = editor.createModel(before, language);
  const modified = editor.createModel(after, language);
  diff.setModel({ original, modified });
  const unfollow = followTheme(host);
  return {
    dispose: () => {
      unfollow();
      diff.dispose();
      original.dispose();
      modified.dispose();
    },
  };
}
