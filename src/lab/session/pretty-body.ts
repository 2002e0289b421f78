// A body as people like to read it: JSON laid out, everything else as it came.

/** The body laid out; null where there is nothing to lay out. */
export function prettyBody(
  fields: readonly (readonly [name: string, value: string])[],
  body: string,
): string | null {
  const type = fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (!/\bjson\b/i.test(type)) return null;
  try {
    const pretty = JSON.stringify(JSON.parse(body) as unknown, null, 2);
    return pretty === body ? null : pretty;
  } catch {
    return null;
  }
}
