// `try_files`: the first file that exists, else the last argument.

import { evaluate } from '../config/template.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { extensionOf } from '../http/uri.ts';
import { logRequest } from '../log/error-log.ts';
import type { TryFiles } from '../settings/files.ts';
import { fileNameOf } from './file-name.ts';
import { look } from './open-file.ts';

const fallBack = (request: HttpRequest, { fallback }: TryFiles): Outcome => {
  const { flow } = request.worker;
  const place = request.location.placeOf('files', 'tryFiles');
  request.worker.traceDecision(request, 'try_files', place);
  if (fallback.kind === 'status') return fallback.status;
  if (fallback.kind === 'named') {
    flow.namedLocation(request, fallback.name);
    flow.finalize(request, 'done');
    return 'done';
  }
  const target = evaluate(fallback.uri, request);
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const args = question < 0 ? '' : target.slice(question + 1);
  flow.internalRedirect(request, path, args);
  flow.finalize(request, 'done');
  return 'done';
};

/** The precontent handler of `try_files`. */
export const tryFiles = (request: HttpRequest): Outcome => {
  const rule = request.settings.files.tryFiles;
  if (!rule) return 'declined';
  const { root } = request.settings.core;
  for (const { name, isDirectory } of rule.candidates) {
    const uri = evaluate(name, request);
    const replaced = root?.replacedLength ?? 0;
    const path = fileNameOf(request, uri.length < replaced ? uri.padEnd(replaced) : uri);
    const found = look(request, path);
    if (found.kind === 'error') {
      if (found.error === 'EMFILE') {
        logRequest(request, 'crit', `stat() "${path}" failed (24: Too many open files)`);
      }
      continue;
    }
    if ((found.kind === 'directory') !== isDirectory) continue;
    request.uri = uri;
    request.extension = extensionOf(uri);
    return 'declined';
  }
  return fallBack(request, rule);
};
