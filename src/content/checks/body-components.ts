// Checks the body of every MDX page: no module statements, only the vocabulary's components, each with
// attributes that mean something.

import { factEntries } from '../fact-index.ts';
import type { FactFiles } from '../load-facts.ts';
import type { ContentPage, Pages } from '../load-pages.ts';
import type { ContentProblem } from '../problem.ts';
import type { MdxTag } from '../scan-mdx.ts';
import { layer } from '../schemas/text.ts';
import { type AttributeKind, authorComponent, vocabulary } from '../vocabulary.ts';
import { hasLab, noLab } from './page-references.ts';

/** What attribute values are looked up in. */
interface Known {
  readonly pages: Pages;
  readonly facts: FactFiles;
  readonly factIds: ReadonlySet<string>;
}

/** Every fault in the bodies of the pages. */
export function checkBodies(pages: Pages, facts: FactFiles): ContentProblem[] {
  const factIds = new Set(factEntries(facts).map(({ evidence }) => evidence.id));
  const known = { pages, facts, factIds };
  return [...pages.codes, ...pages.guides].flatMap((page) => [
    ...page.body.modules.map((line) => ({
      file: page.file,
      field: `line ${line}`,
      message: 'MDX here imports and exports nothing; use the components of the vocabulary',
    })),
    ...page.body.headings
      .filter(({ depth }) => depth === 1)
      .map(({ line }) => ({
        file: page.file,
        field: `line ${line}`,
        message: 'the title is the only heading of level 1; begin with ##',
      })),
    ...page.body.tags.flatMap((tag) => tagProblems(page, tag, known)),
    ...unclosed(page),
  ]);
}

function tagProblems(page: ContentPage<unknown>, tag: MdxTag, known: Known): ContentProblem[] {
  const problem = (message: string) => ({ file: page.file, field: `line ${tag.line}`, message });
  const component = authorComponent(tag.name);
  if (component === undefined) {
    const names = Object.keys(vocabulary).join(', ');
    return [problem(`<${tag.name}> is not in the vocabulary: ${names}`)];
  }
  const attributes = { ...component.required, ...component.optional };
  const messages = [
    ...Object.keys(component.required)
      .filter((name) => !tag.attributes.has(name))
      .map((name) => `<${tag.name}> needs the attribute ${name}`),
    ...[...tag.attributes].flatMap(([name, value]) => {
      const kind = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      if (kind === undefined) return [`<${tag.name}> has no attribute ${name}`];
      const wrong = wrongValue(kind, value, known);
      return wrong === undefined ? [] : [`<${tag.name}> ${name}: ${wrong}`];
    }),
    ...sandboxParts(tag, known.pages),
    ...(tag.selfClosing && component.children === 'required'
      ? [`<${tag.name}> must wrap something`]
      : []),
    ...(!tag.selfClosing && component.children === 'none'
      ? [`<${tag.name}> wraps nothing; end it with />`]
      : []),
  ];
  return messages.map(problem);
}

/** What is wrong with an attribute's value, if anything. */
function wrongValue(kind: AttributeKind, value: string, known: Known): string | undefined {
  if (typeof kind !== 'string') {
    return kind.includes(value) ? undefined : `must be one of ${kind.join(', ')}`;
  }
  switch (kind) {
    case 'expression':
      return value.startsWith('{') ? undefined : 'must be an expression in braces';
    case 'fact':
      return known.factIds.has(value) ? undefined : `there is no fact ${value} in content/facts`;
    case 'lab':
      return hasLab(known.pages, value) ? undefined : noLab(value);
    case 'code':
      return known.facts.codes.some(({ code, quote }) => String(code) === value && quote)
        ? undefined
        : `there is no quotation for ${value} in content/facts/codes`;
    case 'layer':
      return layer.safeParse(value).success
        ? undefined
        : `must be one of ${layer.options.join(', ')}`;
    case 'text':
      return value === '' ? 'must not be empty' : undefined;
  }
}

/** A sandbox's file must be one of the lab's, named in full or by its last part, and so its preset. */
function sandboxParts(tag: MdxTag, pages: Pages): string[] {
  const file = tag.attributes.get('file');
  const preset = tag.attributes.get('preset');
  const lab = pages.labs.find(({ slug }) => slug === tag.attributes.get('lab'));
  if (tag.name !== 'Sandbox' || lab === undefined) return [];
  const hasFile = (name: string) =>
    lab.files.some((one) => one === name || one.endsWith(`/${name}`));
  return [
    ...(file === undefined || hasFile(file)
      ? []
      : [`<Sandbox> file: the lab ${lab.slug} has no file ${file}`]),
    ...(preset === undefined || lab.presets.includes(preset)
      ? []
      : [`<Sandbox> preset: the lab ${lab.slug} has no preset ${preset}`]),
  ];
}

/** Tags that open and never close, or close and never open. MDX says so too, but with no line of ours. */
function unclosed(page: ContentPage<unknown>): ContentProblem[] {
  const { tags, closings } = page.body;
  const names = new Set([...tags, ...closings].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const open = tags.filter((tag) => tag.name === name && !tag.selfClosing);
    const close = closings.filter((closing) => closing.name === name);
    if (open.length === close.length) return [];
    const line = (open.length > close.length ? open : close).at(-1)?.line ?? 1;
    const message = `<${name}> is opened ${open.length} and closed ${close.length} times`;
    return [{ file: page.file, field: `line ${line}`, message }];
  });
}
