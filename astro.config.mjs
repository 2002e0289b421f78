// The site's build: static pages with short addresses (/502/), MDX, Preact, code blocks coloured by
// classes. It holds settings only; each integration of ours is a file under src/tools/astro.
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { contentCheck } from './src/tools/astro/check-content.ts';
import { errorCodePage, errorCodePages } from './src/tools/astro/error-code-pages.ts';
import { externalInline } from './src/tools/astro/external-inline.ts';
import { lazyCss } from './src/tools/astro/lazy-css.ts';
import { markdownTwins } from './src/tools/astro/markdown-twins.ts';
import { pureSimulator } from './src/tools/astro/pure-simulator.ts';
import { shikiOptions } from './src/tools/astro/shiki-options.ts';
import { slimEditor } from './src/tools/astro/slim-editor.ts';

process.env.ASTRO_TELEMETRY_DISABLED = '1';

const site = 'https://5xx.example';

export default defineConfig({
  site,
  output: 'static',
  // Links of ours end in a slash; "ignore" lets the short form (/502) work in `astro dev` as well.
  trailingSlash: 'ignore',
  // One stylesheet file per group of pages and no <style> element: style-src 'self' needs no hashes.
  build: { format: 'directory', inlineStylesheets: 'never' },
  integrations: [
    contentCheck(),
    mdx(),
    preact(),
    errorCodePages(),
    sitemap({ customPages: [new URL(errorCodePage, site).href] }),
    lazyCss((moduleId) => moduleId.includes('/monaco-editor/')),
    externalInline(),
    markdownTwins(),
  ],
  markdown: { shikiConfig: shikiOptions },
  devToolbar: { enabled: false },
  vite: {
    plugins: [slimEditor(), pureSimulator()],
    worker: { format: 'es' },
    // 0: no script, font or picture is inlined, so that the content security policy can be strict.
    build: {
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10000,
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  },
});
