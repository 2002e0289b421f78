// Checks that what a page's frontmatter names exists: causes, sources, platforms, labs, codes, guides.
// What its body names is checked in body-components.ts.
import type { FactFiles } from '../load-facts.ts';
import type { ContentPage, LabFolder, Pages } from '../load-pages.ts';
import type { ContentProblem } from '../problem.ts';
import type { CodePage } from '../schemas/code-page.ts';
import type { GuidePage } from '../schemas/guide-page.ts';

/** Every name in a frontmatter that stands for nothing. */
export function checkPageReferences(pages: Pages, facts: FactFiles): ContentProblem[] {
  return [
    ...pages.codes.flatMap((page) => codeProblems(page, pages, facts)),
    ...pages.guides.flatMap((page) => guideProblems(page, pages)),
    ...pages.labs.flatMap((lab) => labProblems(lab, pages)),
  ];
}

function labProblems({ slug, causes, guides }: LabFolder, pages: Pages): ContentProblem[] {
  const file = `content/labs/${slug}/lab.md`;
  const known = pages.codes.flatMap(({ data }) => data.causes.map(({ id }) => id));
  return [
    ...causes
      .filter((cause) => !known.includes(cause))
      .map((cause) => ({
        file,
        field: 'causes',
        message: `no page in content/codes has a cause ${cause}`,
      })),
    ...guides
      .filter((guide) => !pages.guides.some((page) => page.slug === guide))
      .map((guide) => ({
        file,
        field: 'guides',
        message: `there is no page content/guides/${guide}.mdx`,
      })),
  ];
}

function codeProblems(
  page: ContentPage<CodePage>,
  pages: Pages,
  facts: FactFiles,
): ContentProblem[] {
  const problem = (field: string, message: string) => ({ file: page.file, field, message });
  return [
    ...identityProblems(page, facts),
    ...routeProblems(page),
    ...markProblems(page, facts),
    ...page.data.causes.flatMap((cause, index) => [
      ...cause.sources
        .filter((id) => !facts.sources.some((source) => source.id === id))
        .map((id) => problem(`causes[${index}].sources`, noSource(id))),
      ...(cause.lab === undefined ? [] : [cause.lab])
        .filter((lab) => !hasLab(pages, lab))
        .map((lab) => problem(`causes[${index}].lab`, noLab(lab))),
      ...(page.data.fieldMarks.some((mark) => mark.cause === cause.id)
        ? []
        : [problem(`causes[${index}].id`, `no field mark points to the cause ${cause.id}`)]),
    ]),
    ...page.data.alerts
      .filter(({ source }) => !facts.sources.some(({ id }) => id === source))
      .map(({ source }) => problem('alerts', noSource(source))),
    ...Object.entries(page.data.effects).flatMap(([name, { sources }]) =>
      sources
        .filter((id) => !facts.sources.some((source) => source.id === id))
        .map((id) => problem(`effects.${name}`, noSource(id))),
    ),
    ...page.data.confusedWith
      .filter(({ code }) => code === page.data.code || !isKnownCode(facts, code))
      .map(({ code }) => problem('confusedWith', `${code} is this page or no code of the facts`)),
    ...page.data.related.flatMap((one, index) => {
      const exists =
        typeof one === 'number'
          ? pages.codes.some(({ data }) => data.code === one && one !== page.data.code)
          : pages.guides.some(({ slug }) => slug === one);
      return exists ? [] : [problem(`related[${index}]`, `there is no other page ${one}`)];
    }),
  ];
}

function identityProblems(page: ContentPage<CodePage>, facts: FactFiles): ContentProblem[] {
  const { code, title } = page.data;
  const known = facts.codes.find((one) => one.code === code);
  const problems: ContentProblem[] = [];
  if (page.slug !== String(code)) {
    const message = `is ${code}, so the file must be named ${code}.mdx`;
    problems.push({ file: page.file, field: 'code', message });
  }
  if (known === undefined) {
    const message = `there is no content/facts/codes/${code}.yaml`;
    problems.push({ file: page.file, field: 'code', message });
  } else if (known.name !== title) {
    const message = `must be the name in content/facts/codes/${code}.yaml: ${known.name}`;
    problems.push({ file: page.file, field: 'title', message });
  }
  return problems;
}

function routeProblems({ file, data }: ContentPage<CodePage>): ContentProblem[] {
  const { stations, writer, notes, labels } = data.route;
  const after = data.route.break?.after;
  const problems = [
    ...(writer === undefined ? [] : [writer]),
    ...Object.keys({ ...labels, ...notes }),
    ...(after === undefined ? [] : [after]),
  ]
    .filter((station) => !stations.some((one) => one === station))
    .map((station) => ({
      file,
      field: 'route',
      message: `names the station ${station}, which is not among its stations`,
    }));
  if (after !== undefined && stations.at(-1) === after) {
    const message = `nothing comes after ${after}, so nothing can break there`;
    problems.push({ file, field: 'route.break.after', message });
  }
  return problems;
}

function markProblems({ file, data }: ContentPage<CodePage>, facts: FactFiles): ContentProblem[] {
  return data.fieldMarks.flatMap((mark, index) => {
    const problems: ContentProblem[] = [];
    const field = (name: string) => `fieldMarks[${index}].${name}`;
    if (!data.causes.some(({ id }) => id === mark.cause)) {
      const message = `there is no cause ${mark.cause} on this page`;
      problems.push({ file, field: field('cause'), message });
    }
    if (!facts.sources.some(({ id }) => id === mark.source)) {
      problems.push({ file, field: field('source'), message: noSource(mark.source) });
    }
    if (!facts.platforms.some(({ id }) => id === mark.platform)) {
      const message = `there is no content/facts/platforms/${mark.platform}.yaml`;
      problems.push({ file, field: field('platform'), message });
    }
    return problems;
  });
}

function guideProblems(
  { file, data, body }: ContentPage<GuidePage>,
  pages: Pages,
): ContentProblem[] {
  const embedded = body.tags.flatMap(({ name, attributes }) =>
    name === 'Sandbox' ? [attributes.get('lab')] : [],
  );
  return [
    ...data.labs
      .filter((lab) => !hasLab(pages, lab))
      .map((lab) => ({ file, field: 'labs', message: noLab(lab) })),
    ...data.labs
      .filter((lab) => !embedded.includes(lab))
      .map((lab) => ({ file, field: 'labs', message: `no <Sandbox lab="${lab}"> in the body` })),
    ...embedded
      .filter((lab) => lab !== undefined && !data.labs.includes(lab))
      .map((lab) => ({ file, field: 'labs', message: `must list ${lab}, which the body embeds` })),
    ...data.codes
      .filter((code) => !pages.codes.some((page) => page.data.code === code))
      .map((code) => ({
        file,
        field: 'codes',
        message: `there is no page content/codes/${code}.mdx`,
      })),
  ];
}

function isKnownCode(facts: FactFiles, code: number): boolean {
  return [...facts.codes, ...facts.neighbours].some((one) => one.code === code);
}

/** Whether there is a lab of this slug. */
export function hasLab(pages: Pages, slug: string): boolean {
  return pages.labs.some((lab) => lab.slug === slug);
}

/** The message for a lab that does not exist. */
export function noLab(slug: string): string {
  return `there is no lab content/labs/${slug}/lab.md`;
}

function noSource(id: string): string {
  return `there is no source ${id} in content/facts/sources.yaml`;
}
