// All settings that http, server and location blocks can have, module by module, and their
// defaults.

import { ACCESS_DEFAULTS, type AccessSettings } from '../settings/access.ts';
import { CONNECTION_DEFAULTS, type ConnectionSettings } from '../settings/connection.ts';
import { CORE_DEFAULTS, type CoreSettings } from '../settings/core.ts';
import { FILES_DEFAULTS, type FilesSettings } from '../settings/files.ts';
import { GZIP_DEFAULTS, type GzipSettings } from '../settings/gzip.ts';
import { PROXY_DEFAULTS, type ProxySettings } from '../settings/proxy.ts';
import { RESPONSE_DEFAULTS, type ResponseSettings } from '../settings/response.ts';

/** The settings of all modules. */
export interface LocationModules {
  connection: ConnectionSettings;
  core: CoreSettings;
  files: FilesSettings;
  access: AccessSettings;
  response: ResponseSettings;
  gzip: GzipSettings;
  proxy: ProxySettings;
}

/** What holds where a configuration says nothing. */
export const DEFAULTS: LocationModules = {
  connection: CONNECTION_DEFAULTS,
  core: CORE_DEFAULTS,
  files: FILES_DEFAULTS,
  access: ACCESS_DEFAULTS,
  response: RESPONSE_DEFAULTS,
  gzip: GZIP_DEFAULTS,
  proxy: PROXY_DEFAULTS,
};
