// nginx's own pages to the letter, with the padding for old browsers.

const TITLES: Readonly<Record<number, string>> = {
  301: '301 Moved Permanently',
  302: '302 Found',
  303: '303 See Other',
  307: '307 Temporary Redirect',
  308: '308 Permanent Redirect',
  400: '400 Bad Request',
  401: '401 Authorization Required',
  402: '402 Payment Required',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Not Allowed',
  406: '406 Not Acceptable',
  408: '408 Request Time-out',
  409: '409 Conflict',
  410: '410 Gone',
  411: '411 Length Required',
  412: '412 Precondition Failed',
  413: '413 Request Entity Too Large',
  414: '414 Request-URI Too Large',
  415: '415 Unsupported Media Type',
  416: '416 Requested Range Not Satisfiable',
  421: '421 Misdirected Request',
  429: '429 Too Many Requests',
  494: '400 Request Header Or Cookie Too Large',
  495: '400 The SSL certificate error',
  496: '400 No required SSL certificate was sent',
  497: '400 The plain HTTP request was sent to HTTPS port',
  500: '500 Internal Server Error',
  501: '501 Not Implemented',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
  505: '505 HTTP Version Not Supported',
  507: '507 Insufficient Storage',
};

/** Pages for what a client did wrong below HTTP: they say more than the status. */
const EXPLAINED: Readonly<Record<number, string>> = {
  494: 'Request Header Or Cookie Too Large',
  495: 'The SSL certificate error',
  496: 'No required SSL certificate was sent',
  497: 'The plain HTTP request was sent to HTTPS port',
};

const PADDING = '<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n';

/** Whether nginx has a page for a status; for others it sends none. */
export const hasPage = (status: number): boolean => status in TITLES;

/** The page of a status. `signature` is `nginx/1.22.1` or `nginx`. */
export const errorPageText = (
  status: number,
  options: { readonly signature: string; readonly isPadded: boolean },
): string => {
  const title = TITLES[status] ?? '';
  const explained = EXPLAINED[status];
  const heading = explained ? '400 Bad Request' : title;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${heading}</h1></center>`,
    ...(explained ? [`<center>${explained}</center>`] : []),
    `<hr><center>${options.signature}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  return lines.join('\r\n') + (options.isPadded ? PADDING.repeat(6) : '');
};
