// Settings about files on disk: index, try_files, autoindex, WebDAV.

import type { Template } from '../config/template.ts';

/** The last argument of `try_files`, or one of those before it. */
export interface TriedFile {
  readonly name: Template;
  /** Ends in `/`: a directory is asked for. */
  readonly isDirectory: boolean;
}

/** What a `try_files` directive says. */
export interface TryFiles {
  readonly candidates: readonly TriedFile[];
  /** What happens when none exists. */
  readonly fallback:
    | { readonly kind: 'status'; readonly status: number }
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'uri'; readonly uri: Template };
}

/** Methods WebDAV adds. */
export type DavMethod = 'PUT' | 'DELETE' | 'MKCOL' | 'COPY' | 'MOVE';

/** The settings about files. */
export interface FilesSettings {
  readonly index: readonly Template[];
  readonly tryFiles: TryFiles | null;
  readonly autoindex: boolean;
  readonly davMethods: readonly DavMethod[];
  readonly createFullPutPath: boolean;
  readonly minDeleteDepth: number;
  /** Mode bits for what WebDAV makes. */
  readonly davAccess: number;
}

const INDEX_HTML: Template = {
  source: 'index.html',
  parts: ['index.html'],
  constant: 'index.html',
};

/** Their defaults. */
export const FILES_DEFAULTS: FilesSettings = {
  index: [INDEX_HTML],
  tryFiles: null,
  autoindex: false,
  davMethods: [],
  createFullPutPath: false,
  minDeleteDepth: 0,
  davAccess: 0o600,
};
