import { describe, expect, it } from 'vitest';
import { type Explanation, explain, TraceIndex } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import { codeMark } from '../../lab/session/code-marks.ts';
import { sayWhy } from '../../lab/session/say-why.ts';
import { runLab } from './run-lab.ts';

const lab = readLab('null-items');
const request = labData(lab).presets[0]?.request;
if (!request) throw new Error('null-items has no preset');

/** The places that led to the write of the response, in the order of the stack. */
const writersOf = (explanation: Explanation | null) => {
  const decision = explanation?.decision;
  return decision && 'writtenBy' in decision ? decision.writtenBy : [];
};

async function explained(changed = lab.files) {
  const { trace } = await runLab(lab, [request as NonNullable<typeof request>], changed);
  const index = new TraceIndex();
  for (const event of trace) index.add(event);
  return { trace, explanation: explain(index, index.requests[0]?.request.request ?? -1) };
}

describe('an answer explained from the trace', () => {
  it('names the error and the line it was thrown at, not only that the app answered', async () => {
    const { explanation } = await explained();
    expect(explanation?.decision).toMatchObject({
      kind: 'app-error',
      error: { name: 'TypeError', message: "Cannot read properties of null (reading 'reduce')" },
      thrownAt: { file: 'file:///srv/app/server.ts', line: 10, column: 23 },
    });
    expect(writersOf(explanation).some(({ file }) => file.includes('/finalhandler/'))).toBe(true);
  });

  it('marks the line that threw', async () => {
    const { trace } = await explained();
    expect(trace.flatMap((event) => codeMark(event) ?? [])).toEqual([
      {
        host: 'my-app',
        path: '/srv/app/server.ts',
        line: 10,
        column: 23,
        kind: 'thrown',
        message: "TypeError: Cannot read properties of null (reading 'reduce')",
      },
    ]);
  });

  it('names the line of the app that chose a status itself', async () => {
    const { explanation } = await explained(lab.solution);
    expect(explanation?.status).toBe(400);
    expect(explanation?.hops.at(-1)).toMatchObject({ kind: 'app', status: 400 });
    const own = writersOf(explanation).find(({ file }) => !file.includes('/node_modules/'));
    expect(own).toMatchObject({ file: 'file:///srv/app/server.ts', line: 18 });
  });

  it('finds the error behind the response of a handler that logs one line of JSON', async () => {
    const handler = `
app.use((error, req, res, next) => {
  console.log(JSON.stringify({ stack: error.stack, url: req.originalUrl }));
  res.status(500).json({ error: 'internal' });
});

app.listen(`;
    const changed = lab.files.map((file) =>
      file.path === '/srv/app/server.ts'
        ? { ...file, text: file.text.replace('\napp.listen(', handler) }
        : file,
    );
    const { explanation } = await explained(changed);
    expect(explanation?.decision).toMatchObject({
      kind: 'app-error',
      error: { name: 'TypeError' },
      thrownAt: { line: 10 },
    });
    expect(writersOf(explanation)).toContainEqual(
      expect.objectContaining({ file: 'file:///srv/app/server.ts', line: 21 }),
    );
  });

  it('does not advise against repeating a request that was refused as it is', async () => {
    const { explanation } = await explained(lab.solution);
    expect(explanation && sayWhy(explanation).aftermath).toContain('change it first');
  });
});
