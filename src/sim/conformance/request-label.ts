// How a recording names a request.

import type { CaseRequest } from './case.ts';

const firstText = (raw: CaseRequest['raw']): string => {
  const [first] = [raw].flat();
  if (typeof first === 'string') return first;
  if (
    !first ||
    typeof first !== 'object' ||
    !('text' in first || 'repeat' in first || 'hex' in first)
  ) {
    return '';
  }
  return first.text ?? first.repeat?.[0] ?? `hex ${first.hex?.slice(0, 20)}`;
};

/** The name of a request. */
export const labelOf = (request: CaseRequest): string => {
  if (request.label !== undefined) return request.label;
  if (request.raw !== undefined) {
    return `raw: ${(firstText(request.raw).split('\r\n')[0] ?? '').slice(0, 100)}`;
  }
  const path = request.path ?? '/';
  return `${request.method ?? 'GET'} ${path.length > 120 ? `${path.slice(0, 60)}…` : path}`;
};
