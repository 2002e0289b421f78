// Carries out redirections: a copy of the descriptors with the changes made, and what to close afterwards.

import type { Box } from '../box.ts';
import { describeError } from '../errors.ts';
import { type FileAccess, FileStream } from '../io/file-stream.ts';
import { BytesStream, NullStream, type Stream } from '../io/stream.ts';
import { resolvePath } from '../paths.ts';
import type { Task } from '../task.ts';
import type { Expander } from './expand.ts';
import { ShellError, type ShellState } from './state.ts';
import type { Redirect } from './syntax.ts';

/** Open descriptors by their number. */
export type Descriptors = Map<number, Stream>;

export interface RedirectionContext {
  readonly box: Box;
  readonly state: ShellState;
  readonly expander: Expander;
}

const ACCESS: Readonly<Record<string, FileAccess>> = {
  '<': 'read',
  '>': 'write',
  '>|': 'write',
  '&>': 'write',
  '>>': 'append',
  '&>>': 'append',
  '<>': 'both',
};

function openTarget(path: string, operator: string, { box, state }: RedirectionContext): Stream {
  const absolute = resolvePath(state.cwd, path);
  if (absolute === '/dev/null') return new NullStream();
  const access = ACCESS[operator] ?? 'read';
  if (operator === '>' && state.options.noclobber && box.files.find(absolute)?.kind === 'file') {
    throw new ShellError(`${path}: cannot overwrite existing file`);
  }
  try {
    return new FileStream({ files: box.files, path: absolute, access, codec: box.codec });
  } catch (error) {
    throw new ShellError(`${path}: ${describeError(error)}`);
  }
}

function duplicate(descriptors: Descriptors, target: string): Stream | null {
  if (target === '-') return null;
  const stream = /^\d+$/.test(target) ? descriptors.get(Number(target)) : undefined;
  if (!stream) throw new ShellError(`${target}: Bad file descriptor`);
  return stream.hold();
}

/**
 * Changes the descriptors of a map in place. Streams that are put in are the map's to close; those that they
 * replace are closed.
 */
export function* applyRedirects(
  redirects: readonly Redirect[],
  descriptors: Descriptors,
  context: RedirectionContext,
): Task {
  const put = (descriptor: number, stream: Stream | null): void => {
    descriptors.get(descriptor)?.close();
    if (stream) descriptors.set(descriptor, stream);
    else descriptors.delete(descriptor);
  };
  for (const { operator, descriptor, target } of redirects) {
    const isText = operator === '<<' || operator === '<<-' || operator === '<<<';
    const text = isText ? yield* context.expander.text(target) : '';
    if (isText) {
      const bytes = context.box.codec.encodeUtf8(operator === '<<<' ? `${text}\n` : text);
      put(descriptor, new BytesStream(bytes));
      continue;
    }
    const names = yield* context.expander.words([target]);
    const [name = ''] = names;
    if (names.length !== 1) throw new ShellError(`${target.source}: ambiguous redirect`);
    const isCopy = operator === '<&' || operator === '>&';
    if (isCopy && (/^\d+$/.test(name) || name === '-')) {
      put(descriptor, duplicate(descriptors, name));
    } else if (operator === '&>' || operator === '&>>' || operator === '>&') {
      const stream = openTarget(name, operator === '&>>' ? '&>>' : '&>', context);
      put(1, stream);
      put(2, stream.hold());
    } else {
      put(descriptor, openTarget(name, operator, context));
    }
  }
}

/** A copy that holds every stream once more. */
export const holdAll = (descriptors: Descriptors): Descriptors =>
  new Map([...descriptors].map(([number, stream]) => [number, stream.hold()]));

export function closeAll(descriptors: Descriptors): void {
  for (const stream of descriptors.values()) stream.close();
  descriptors.clear();
}
