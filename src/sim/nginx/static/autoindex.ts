// `autoindex`: a page that lists a directory.

import { monthName } from '../../http/http-date.ts';
import { latin1Bytes } from '../bytes.ts';
import { sendHeader } from '../http/header-filter.ts';
import type { Outcome } from '../http/outcome.ts';
import { sendBody } from '../http/output.ts';
import type { HttpRequest } from '../http/request.ts';
import { escapePath } from '../http/uri.ts';
import { fileNameOf } from './file-name.ts';
import { look, refuseFile } from './open-file.ts';

const NAME_WIDTH = 50;

const pad = (number: number): string => String(number).padStart(2, '0');

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (ch) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[ch]};`);

const dateText = (ms: number): string => {
  const date = new Date(ms);
  const day = `${pad(date.getUTCDate())}-${monthName(date.getUTCMonth())}-${date.getUTCFullYear()}`;
  return `${day} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
};

const line = (request: HttpRequest, directory: string, name: string): string => {
  const { worker } = request;
  const path = `${directory}/${name}`;
  const node = worker.machine.files.find(path);
  const isDirectory = node?.kind === 'directory';
  const shown = isDirectory ? `${name}/` : name;
  const cut =
    shown.length > NAME_WIDTH ? `${shown.slice(0, NAME_WIDTH - 3)}..&gt;` : escapeHtml(shown);
  const gap = ' '.repeat(Math.max(0, NAME_WIDTH - Math.min(shown.length, NAME_WIDTH)));
  const size = isDirectory ? '-' : String(worker.machine.files.status(path).sizeBytes);
  const date = dateText(node ? worker.fileTimeMs(node) : 0);
  return `<a href="${escapePath(shown)}">${cut}</a>${gap} ${date} ${size.padStart(19)}\r\n`;
};

/** The content handler of `autoindex`. */
export const autoindex = (request: HttpRequest): Outcome => {
  if (!request.settings.files.autoindex || !request.uri.endsWith('/')) return 'declined';
  if (request.method !== 'GET' && request.method !== 'HEAD') return 'declined';
  const directory = fileNameOf(request, request.uri).replace(/(.)\/$/, '$1');
  const found = look(request, directory);
  if (found.kind === 'error') return refuseFile(request, found.error, directory, 'opendir()');
  if (found.kind === 'file') return 'declined';
  const { files } = request.worker.machine;
  const entries = files
    .list(directory)
    .filter(({ name }) => !name.startsWith('.'))
    .map(({ name }) => ({
      name,
      isDirectory: files.find(`${directory}/${name}`)?.kind === 'directory',
    }))
    .sort((a, b) => Number(b.isDirectory) - Number(a.isDirectory) || (a.name < b.name ? -1 : 1));
  const title = `Index of ${escapeHtml(request.uri)}`;
  const text = [
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre>`,
    '<a href="../">../</a>\r\n',
    ...entries.map(({ name }) => line(request, directory, name)),
    '</pre><hr></body>\r\n</html>\r\n',
  ].join('');
  request.headersOut.status = 200;
  request.headersOut.contentType = 'text/html';
  request.headersOut.contentLength = -1;
  const sent = sendHeader(request);
  if (sent !== 'ok' || request.headerOnly) return sent;
  return sendBody(request, latin1Bytes(text), { isLast: true, flush: false });
};
