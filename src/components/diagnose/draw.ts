// Draws a verdict as elements. It decides nothing: what is sure and what is a guess comes from src/diagnose.
import type { DiagnosisCause } from '../../content/schemas/signature.ts';
import type { Diagnosis, Span } from '../../diagnose/index.ts';
import { type DiagnoseData, PHASE_NAMES } from './data.ts';

/** Below this a verdict is called a guess. */
const SURE = 0.5;
const LONGEST_SHOWN = 20_000;

type Child = Node | string;

function make(
  tag: string,
  props: Readonly<Record<string, string>>,
  ...children: Child[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Words with `code` in back-quotes. */
const words = (text: string): Child[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));

/** One sentence for the heading and for screen readers. */
export function sentenceOf(verdict: Diagnosis, data: DiagnoseData): string {
  const cause = verdict.cause === null ? undefined : data.causes[verdict.cause];
  const number = verdict.status === null ? '' : ` The status is ${verdict.status}.`;
  if (verdict.hop === null || cause === undefined) {
    return verdict.parts.length === 0 && verdict.status === null
      ? 'Nothing in this is known here.'
      : `No cause is known for this.${number}`;
  }
  const guess = verdict.confidence < SURE ? 'Perhaps: ' : '';
  return `${guess}${cause.title}.`;
}

/** The whole verdict. */
export function drawVerdict(paste: string, verdict: Diagnosis, data: DiagnoseData): Node[] {
  const drawn: Node[] = [
    make('h2', { id: 'verdict', tabindex: '-1' }, sentenceOf(verdict, data)),
    drawFacts(verdict, data),
  ];
  const first = verdict.cause === null ? undefined : data.causes[verdict.cause];
  if (first === undefined) drawn.push(drawUnknown(verdict));
  else drawn.push(...drawCause(first));
  drawn.push(make('h3', {}, 'What was recognised'), drawPaste(paste, verdict.spans));
  const rest = verdict.causes.slice(1).flatMap(({ cause, because }) => {
    const known = data.causes[cause];
    return known === undefined ? [] : [drawOther(known, because.length > 0)];
  });
  if (rest.length > 0) {
    drawn.push(make('h3', {}, 'Also possible'), make('ol', { class: 'other-causes' }, ...rest));
  }
  if (verdict.cut) drawn.push(make('p', {}, 'The end of the paste was too much and was not read.'));
  return drawn;
}

function drawFacts(verdict: Diagnosis, data: DiagnoseData): HTMLElement {
  const list = make('dl', { class: 'verdict-facts' });
  const add = (name: string, ...value: Child[]): void => {
    list.append(make('div', {}, make('dt', {}, name), make('dd', {}, ...value)));
  };
  if (verdict.hop !== null) {
    const hop = data.hops[verdict.hop] ?? { name: verdict.hop, layer: 'proxy' };
    add('Written by', make('span', { class: 'hop', 'data-layer': hop.layer }, hop.name));
  }
  if (verdict.status !== null) add('Status', drawStatus(verdict.status, data));
  if (verdict.phase !== null) add('It failed', PHASE_NAMES[verdict.phase] ?? verdict.phase);
  const share = Math.round(verdict.confidence * 100);
  const how = share >= 90 ? 'proven by the words' : share >= SURE * 100 ? 'likely' : 'a guess';
  add('How sure', `${how} (${share}\u00a0%)`);
  if (verdict.parts.length > 0) add('Made of', verdict.parts.join(', '));
  return list;
}

/** The number; as a link where a cause leads to its page, for then the page exists. */
function drawStatus(status: number, data: DiagnoseData): Child {
  const path = `/${status}`;
  const isPage = Object.values(data.causes).some(({ links }) =>
    links.some((link) => link === path || link.startsWith(`${path}#`)),
  );
  return isPage ? make('a', { href: `${path}/` }, String(status)) : String(status);
}

function drawCause({ says, look, links }: DiagnosisCause): Node[] {
  const steps = look.map(({ says: step, command }) =>
    make(
      'li',
      {},
      make('p', {}, ...words(step)),
      ...(command === undefined ? [] : [drawCommand(command)]),
    ),
  );
  const drawn: Node[] = [
    make('p', {}, ...words(says)),
    make('h3', {}, 'What to look at next'),
    make('ol', { class: 'next-looks' }, ...steps),
  ];
  if (links.length > 0) {
    const items = links.map((link) =>
      make('li', {}, make('a', { href: addressOf(link) }, nameOf(link))),
    );
    drawn.push(make('h3', {}, 'Read on'), make('ul', {}, ...items));
  }
  return drawn;
}

const addressOf = (link: string): string => link.replace(/^(\/\d{3})(#|$)/, '$1/$2');

/** `/502#app-died` as "502: app died". */
const nameOf = (link: string): string => {
  const [page = '', anchor] = link.slice(1).split('#');
  return anchor === undefined ? page : `${page}: ${anchor.replaceAll('-', ' ')}`;
};

function drawCommand(command: string): HTMLElement {
  const label = make('span', { 'data-copy-label': '' }, 'Copy');
  const button = make(
    'button',
    { type: 'button', class: 'btn ghost small', 'data-copy': command },
    label,
  );
  button.setAttribute('aria-label', `Copy the command ${command}`);
  const code = make('pre', { tabindex: '0' }, make('code', {}, command));
  return make('div', { class: 'next-command', 'data-copy-scope': '' }, code, button);
}

const drawOther = (cause: DiagnosisCause, matched: boolean): HTMLElement =>
  make(
    'li',
    {},
    make('strong', {}, cause.title),
    `. `,
    ...words(cause.says),
    matched ? ' The paste speaks for it too.' : '',
  );

function drawUnknown(verdict: Diagnosis): HTMLElement {
  const says =
    verdict.parts.length > 0
      ? 'Its form is known, but no words in it that prove a cause. Add the error log of the gateway, or of the app, at the same second.'
      : 'Paste the response with its header, the error page, or lines of a log. A single sentence from a chat is seldom enough.';
  return make('p', {}, says);
}

function drawPaste(paste: string, spans: readonly Span[]): HTMLElement {
  const code = make('code', {});
  let at = 0;
  for (const { from, to } of spans) {
    if (to > LONGEST_SHOWN) break;
    code.append(paste.slice(at, from), make('mark', {}, paste.slice(from, to)));
    at = to;
  }
  code.append(paste.slice(at, LONGEST_SHOWN));
  return make('pre', { class: 'verdict-paste', tabindex: '0', 'aria-label': 'The paste' }, code);
}
