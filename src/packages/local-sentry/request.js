// What an event tells about the request: without cookies and credentials, unless sendDefaultPii asks for them. The body
// is taken as it was parsed: scrubbing it is the business of beforeSend.
'use strict';

const PRIVATE =
  /^(?:cookie|authorization|proxy-authorization|x-api-key|x-forwarded-for|x-real-ip)$/i;

function describeRequest(request, withPii) {
  const { method, headers = {}, body } = request;
  const target = request.originalUrl ?? request.url ?? '';
  const [path, query] = target.split('?');
  const shown = Object.entries(headers).filter(([name]) => withPii || !PRIVATE.test(name));
  return {
    method,
    url: `${request.protocol ?? 'http'}://${headers.host ?? ''}${path}`,
    headers: Object.fromEntries(shown),
    ...(query !== undefined && { query_string: query }),
    ...(body !== undefined && { data: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

module.exports = { describeRequest };
