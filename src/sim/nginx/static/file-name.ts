// Which file a URI stands for: `root` plus URI, or `alias` in place of the location's prefix.

import { evaluate } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';

/** The file name of a URI in the request's location. */
export const fileNameOf = (request: HttpRequest, uri: string): string => {
  const { root } = request.settings.core;
  const { worker } = request;
  if (!root) return `${worker.prefix}html${uri}`;
  const path = evaluate(root.path, request);
  const full = path.startsWith('/') ? path : worker.prefix + path;
  if (root.isWholePath) return uri === request.uri ? full : full + uri.slice(request.uri.length);
  if (root.replacedLength !== null) return full + uri.slice(root.replacedLength);
  return full + uri;
};
