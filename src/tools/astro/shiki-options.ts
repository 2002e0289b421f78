// The one set of Shiki options: used by Markdown (astro.config.mjs) and by <CodeBlock>, so that a
// block looks the same wherever its text comes from.
import { darkTheme, lightTheme } from './code-themes.ts';
import { shikiClasses } from './shiki-classes.ts';
import { shikiLines } from './shiki-lines.ts';

/** Both themes, no default (the stylesheet chooses), our two transformers in their order. */
export const shikiOptions = {
  themes: { light: lightTheme, dark: darkTheme },
  defaultColor: false as const,
  transformers: [shikiLines(), shikiClasses()],
};
