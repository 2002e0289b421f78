// PostgreSQL as a chunk of its own: loaded when a world has such a host. The build wraps it so that evaluating
// its text gives the factory.

import { createPostgres } from '../../../sim/postgres/postgres-service.ts';

export const peer = createPostgres;
