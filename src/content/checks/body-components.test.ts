import { describe, expect, test } from 'vitest';
import { loadFacts } from '../load-facts.ts';
import { checkBodies } from './body-components.ts';
import { samplePages } from './sample-pages.ts';

const facts = loadFacts(process.cwd());
const found = (guideBody: string) =>
  checkBodies(samplePages({ guideBody }), facts).map(
    ({ field, message }) => `${field}: ${message}`,
  );

describe('checkBodies', () => {
  test('finds nothing in the sample', () => {
    expect(checkBodies(samplePages(), facts)).toEqual([]);
  });

  test('refuses import and export statements', () => {
    const message = 'MDX here imports and exports nothing; use the components of the vocabulary';
    expect(found("import X from './x.ts';\n\nexport const y = 1;\n")).toEqual([
      `line 1: ${message}`,
      `line 3: ${message}`,
    ]);
  });

  test('refuses components and elements outside the vocabulary', () => {
    const [first, second] = found('<Widget />\n<div>x</div>');
    expect(first).toMatch(/^line 1: <Widget> is not in the vocabulary: Sandbox, Route, /);
    expect(second).toMatch(/^line 2: <div> is not in the vocabulary/);
  });

  test('refuses a fact that does not exist', () => {
    expect(found('<Fact id="nginx.no-such-fact" />')).toEqual([
      'line 1: <Fact> id: there is no fact nginx.no-such-fact in content/facts',
    ]);
  });

  test('accepts a file of a lab by its last part, and a preset of it', () => {
    const body = '<Sandbox lab="null-items" file="server.ts" preset="order-null-items" />';
    expect(found(body)).toEqual([]);
    expect(found('<Sandbox lab="null-items" file="my-app/server.ts" />')).toEqual([]);
  });

  test('refuses a preset the lab does not offer', () => {
    expect(found('<Sandbox lab="null-items" preset="order-nothing" />')).toEqual([
      'line 1: <Sandbox> preset: the lab null-items has no preset order-nothing',
    ]);
  });

  test('refuses a lab, and a file of a lab, that do not exist', () => {
    expect(
      found('<Sandbox lab="wrong-port" />\n<Sandbox lab="null-items" file="app.ts" />'),
    ).toEqual([
      'line 1: <Sandbox> lab: there is no lab content/labs/wrong-port/lab.md',
      'line 2: <Sandbox> file: the lab null-items has no file app.ts',
    ]);
  });

  test('refuses a quotation the facts do not hold', () => {
    expect(found('<SpecQuote code="520" />')).toEqual([
      'line 1: <SpecQuote> code: there is no quotation for 520 in content/facts/codes',
    ]);
  });

  test('refuses missing and unknown attributes and wrong values', () => {
    expect(found('<Fact />')).toEqual(['line 1: <Fact> needs the attribute id']);
    expect(found('<Layer of="proxy" color="red" />')).toEqual([
      'line 1: <Layer> has no attribute color',
    ]);
    expect(found('<Layer of="browser" />')).toEqual([
      'line 1: <Layer> of: must be one of client, edge, proxy, app, data',
    ]);
    expect(found('<Aside kind="tip">x</Aside>')).toEqual([
      'line 1: <Aside> kind: must be one of note, warning, wrong-advice',
    ]);
    expect(found('<Route of="none" stations="client" />')).toEqual([
      'line 1: <Route> stations: must be an expression in braces',
    ]);
  });

  test('refuses components that wrap nothing, or wrap what they cannot', () => {
    expect(found('<Steps />')).toEqual(['line 1: <Steps> must wrap something']);
    expect(found('<Layer of="proxy">x</Layer>')).toEqual([
      'line 1: <Layer> wraps nothing; end it with />',
    ]);
  });

  test('refuses a component that is never closed', () => {
    expect(found('<Steps>\n\n1. One\n')).toEqual([
      'line 1: <Steps> is opened 1 and closed 0 times',
    ]);
  });

  test('refuses a heading of level 1', () => {
    expect(found('# Title\n')).toEqual([
      'line 1: the title is the only heading of level 1; begin with ##',
    ]);
  });
});
