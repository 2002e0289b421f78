// Writes a file for WebDAV: through a temporary name beside the target where the body lies on
// another file system, as nginx does, so that a full disk shows in the same words.

import { FileSystemError } from '../../files/file-system.ts';
import { describeFileError } from '../files/file-errors.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';

const PAGE_BYTES = 4096;

/** Puts bytes into a file. Answers the status to refuse with, or null. */
export const copyInto = (
  request: HttpRequest,
  file: { readonly path: string; readonly bytes: Uint8Array; readonly temp: string | null },
): number | null => {
  const { worker } = request;
  const { files } = worker.machine;
  const isForeign = file.temp !== null && files.deviceOf(file.temp) !== files.deviceOf(file.path);
  const target = isForeign ? worker.nextTempName(file.path) : file.path;
  try {
    worker.access.checkCreate(target);
    const room = Math.floor(files.freeBytesAt(target) / PAGE_BYTES) * PAGE_BYTES;
    if (file.bytes.length > room) {
      const counts = `${room} of ${file.bytes.length}`;
      logRequest(request, 'alert', `write() has written only ${counts} to ${target}`);
      return 500;
    }
    files.writeFile(file.path, file.bytes);
    worker.access.own(file.path);
    return null;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    const text = `open() "${target}" failed (${describeFileError(error.code)})`;
    logRequest(request, 'crit', text);
    return 500;
  }
};
