import { expect, test } from 'vitest';
import { facts } from '../../content/facts.ts';
import { matrixOf } from './table.ts';

const { columns, rows, unusedTypes } = matrixOf(facts);

test('every answer of the facts has its place in the table', () => {
  const placed = rows.flatMap(({ cells }) => cells.flat().map(({ id }) => id));
  expect(placed.toSorted()).toEqual(facts.matrix.map(({ id }) => id).toSorted());
  for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
});

test('a refused connection is measured against the 502 that RFC 9209 recommends', () => {
  const row = rows.find(({ slug }) => slug === 'connection-refused');
  expect(row?.types.map(({ type }) => type)).toEqual(['connection_refused']);
  expect(row?.recommended).toEqual([502]);
});

test('the recommended codes agree with those the failures themselves name', () => {
  for (const failure of facts.failures) {
    const row = rows.find(({ slug }) => `failure.${slug}` === failure.id);
    if (typeof failure.rfc9209 === 'number') expect(row?.recommended).toEqual([failure.rfc9209]);
  }
});

test('every error type of RFC 9209 is used by a row or listed as unused', () => {
  const used = rows.flatMap(({ types }) => types);
  expect(new Set([...used, ...unusedTypes])).toEqual(new Set(facts.proxyStatus));
});
