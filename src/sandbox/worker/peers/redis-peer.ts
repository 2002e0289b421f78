// Redis as a chunk of its own: loaded when a world has such a host. The build wraps it so that evaluating
// its text gives the factory.

import { createRedisService } from '../../../sim/redis/redis-service.ts';

export const peer = createRedisService;
