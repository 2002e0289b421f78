// The brief of a lab as HTML: paragraphs of inline Markdown, and nothing more. A ticket needs no headings.
import { inlineMarkdown } from './inline-markdown.ts';

/** The HTML of a brief. */
export const renderBrief = (body: string): string =>
  body
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${inlineMarkdown(paragraph.replace(/\s*\n\s*/g, ' '))}</p>`)
    .join('');
