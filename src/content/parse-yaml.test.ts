import { z } from 'astro/zod';
import { describe, expect, test } from 'vitest';
import { parseYaml } from './parse-yaml.ts';

const schema = z.strictObject({ causes: z.array(z.strictObject({ source: z.string() })) });
const parse = (text: string) => parseYaml({ file: 'content/x.yaml', text, schema });

describe('parseYaml', () => {
  test('returns typed data', () => {
    expect(parse('causes:\n  - source: rfc9110\n').data).toEqual({
      causes: [{ source: 'rfc9110' }],
    });
  });

  test('names the file and the path of a misshapen field', () => {
    const { problems } = parse('causes:\n  - source: rfc9110\n  - source: 9110\n');
    expect(problems).toMatchObject([{ file: 'content/x.yaml', field: 'causes[1].source' }]);
  });

  test('refuses a field the schema does not know', () => {
    const { problems } = parse('causes: []\ncuases: []\n');
    expect(problems[0]?.message).toContain('cuases');
  });

  test('names the line of a syntax error', () => {
    const { problems } = parse('causes:\n  - source: "open\n');
    expect(problems[0]?.field).toMatch(/^line [23]$/);
    const text = 'a: "open\n';
    const later = parseYaml({ file: 'content/x.mdx', text, schema, firstLine: 10 });
    expect(later.problems[0]?.field).toMatch(/^line 1[01]$/);
  });

  test('keeps version numbers, months and section numbers as text', () => {
    const text = z.strictObject({ checked: z.string(), section: z.string() });
    const { data } = parseYaml({
      file: 'x',
      text: 'checked: 2026-11\nsection: 15.6.3\n',
      schema: text,
    });
    expect(data).toEqual({ checked: '2026-11', section: '15.6.3' });
  });
});
