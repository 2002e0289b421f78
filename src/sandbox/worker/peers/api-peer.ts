// A third party's API as a chunk of its own: loaded when a world has such a host. The build wraps it so that evaluating
// its text gives the factory.

import { createApiService } from '../../../sim/api/api-service.ts';

export const peer = createApiService;
