// A CDN's edge as a chunk of its own: loaded when a world has such a host. The build wraps it so that evaluating
// its text gives the factory.

import { createEdge } from '../../../sim/edge/edge-service.ts';

export const peer = createEdge;
