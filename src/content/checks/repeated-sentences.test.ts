import { describe, expect, test } from 'vitest';
import { sentencesIn, sentencesOf } from '../sentences.ts';
import { checkRepeatedSentences } from './repeated-sentences.ts';

const LONG = 'Look at the log of the proxy before you change anything.';

const pages = (one: string, other: string) => [
  { file: 'content/codes/502.mdx', sentences: sentencesOf(one, 'body') },
  { file: 'content/codes/504.mdx', sentences: sentencesOf(other, 'body') },
];

describe('checkRepeatedSentences', () => {
  test('names both files', () => {
    expect(checkRepeatedSentences(pages(`First. ${LONG}`, `${LONG} Then go on.`))).toEqual([
      {
        file: 'content/codes/504.mdx',
        field: 'body',
        message: `the same sentence stands in content/codes/502.mdx: "${LONG}"`,
      },
    ]);
  });

  test('sees through marks, line breaks and links', () => {
    const marked = 'Look at the *log* of the\n[proxy](/502) before you change anything!';
    expect(checkRepeatedSentences(pages(LONG, marked))).toHaveLength(1);
  });

  test('lets short sentences, code, quotations and log lines be', () => {
    const short = 'Look at the log of the proxy.';
    const foreign = `\`\`\`text\n${LONG}\n\`\`\`\n\n> ${LONG}\n\n<LogLines from="x">${LONG}</LogLines>`;
    expect(checkRepeatedSentences(pages(short, short))).toEqual([]);
    expect(checkRepeatedSentences(pages(foreign, LONG))).toEqual([]);
  });

  test('lets a page say a thing twice', () => {
    const sentences = sentencesOf(`${LONG}\n\n${LONG}`, 'body');
    expect(checkRepeatedSentences([{ file: 'content/codes/502.mdx', sentences }])).toEqual([]);
  });
});

test('sentencesIn names the field, and leaves literal fields out', () => {
  expect(sentencesIn({ causes: [{ says: LONG, code: LONG }] })).toMatchObject([
    { field: 'causes[0].says' },
  ]);
});
