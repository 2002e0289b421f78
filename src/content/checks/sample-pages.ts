// A small set of pages on which every check finds nothing, for the tests of the checks.
// It is not content: the words stand for nothing.
import type { ContentPage, LabFolder, Pages } from '../load-pages.ts';
import { scanMdx } from '../scan-mdx.ts';
import { type CodePage, codePageSchema } from '../schemas/code-page.ts';
import { type GuidePage, guidePageSchema } from '../schemas/guide-page.ts';

const cause = {
  id: 'app-not-listening',
  title: 'Nothing listens',
  says: 'Nothing listens.',
  confirm: { says: 'Look.', commands: ['ss -ltn'], expect: 'No line.' },
  refute: { says: 'Look.', expect: 'A line.' },
  fix: [{ says: 'Start it.', language: 'sh', code: 'npm start' }],
  sideEffect: 'None.',
  appSaw: { answer: 'no', says: 'It was not there.' },
  retry: { answer: 'yes', says: 'Nothing ran.' },
  sources: ['ngx_upstream_c'],
} as const;

/** The frontmatter of the sample reference page. */
export const samplePage: CodePage = codePageSchema.parse({
  code: 502,
  title: 'Bad Gateway',
  meaning: 'A gateway got no usable answer.',
  description: 'A gateway got no usable answer from the server behind it: causes, proofs, fixes.',
  visitor: 'Wait a minute.',
  list: 'registered',
  route: {
    stations: ['client', 'proxy', 'app'],
    writer: 'proxy',
    break: { after: 'proxy', kind: 'gap' },
    notes: { app: 'never answered' },
    caption: 'Route of a 502.',
  },
  summary: { sentBy: 'Proxy', retry: 'If idempotent', cached: 'No', retryAfter: 'Not defined' },
  fieldMarks: [
    {
      id: 'connection-refused',
      name: 'Nothing listening',
      platform: 'nginx',
      where: 'error.log',
      text: 'connect() failed (111: Connection refused)',
      means: 'Nothing listens on the port.',
      source: 'ngx_connect_c',
      cause: 'app-not-listening',
    },
  ],
  causes: [cause],
  confusedWith: [{ code: 504, says: 'That one waited.' }],
  sendIt: { says: 'As a gateway.', samples: [{ title: 'Plain', language: 'http', code: '502' }] },
  alerts: [{ title: 'Share', says: 'Too many.', language: 'promql', code: 'up', source: 'iana' }],
  effects: {
    search: { says: 'Slower.', sources: ['iana'] },
    caches: { says: 'Not kept.', sources: ['rfc9110'] },
    clients: { says: 'As a 500.', sources: ['rfc9110'] },
  },
  related: ['understanding-500'],
  updated: '2026-11-22',
});

/** The frontmatter of the sample guide. */
export const sampleGuide: GuidePage = guidePageSchema.parse({
  title: 'Understanding 500',
  description: 'What a 500 is, what causes it, how to find the cause and how to prevent the next.',
  lede: 'A request failed.',
  order: 1,
  group: 'app',
  codes: [502],
  labs: ['null-items'],
  minutes: 10,
  updated: '2026-11-22',
  youWillLearn: ['One.', 'Two.', 'Three.'],
});

/** The bodies of the sample pages. */
export const sampleBodies = {
  code: '\n## What it means\n\n<SpecQuote code="502" />\n\nSee [the mark](#connection-refused).\n',
  guide:
    '\n## Null\n\n<Sandbox lab="null-items" file="server.ts" />\n\n' +
    'So <Fact id="nginx.proxy-read-timeout">a minute</Fact>, as on [502](/502#app-not-listening).\n',
};

/** The sample lab. */
export const sampleLab: LabFolder = {
  slug: 'null-items',
  files: ['my-app/server.ts'],
  presets: ['order-null-items'],
  causes: ['app-not-listening'],
  guides: ['understanding-500'],
};

/** The sample pages, with some of their parts replaced. */
export function samplePages(
  changes: {
    readonly page?: Partial<CodePage>;
    readonly guide?: Partial<GuidePage>;
    readonly pageBody?: string;
    readonly guideBody?: string;
    readonly labs?: Pages['labs'];
  } = {},
): Pages {
  const code: ContentPage<CodePage> = {
    file: 'content/codes/502.mdx',
    slug: '502',
    data: { ...samplePage, ...changes.page },
    body: scanMdx(changes.pageBody ?? sampleBodies.code),
  };
  const guide: ContentPage<GuidePage> = {
    file: 'content/guides/understanding-500.mdx',
    slug: 'understanding-500',
    data: { ...sampleGuide, ...changes.guide },
    body: scanMdx(changes.guideBody ?? sampleBodies.guide),
  };
  return { codes: [code], guides: [guide], labs: changes.labs ?? [sampleLab] };
}
