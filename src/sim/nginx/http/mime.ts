// The type of a response by the extension of its URI: `types`, else `default_type`.

import type { HttpRequest } from './request.ts';

/** Sets the Content-Type unless there is one already. */
export const setContentTypeByName = (request: HttpRequest): void => {
  if (request.headersOut.contentType !== '') return;
  const { types, defaultType } = request.settings.core;
  const known = types.get(request.extension.toLowerCase());
  request.headersOut.contentType = known ?? defaultType;
};
