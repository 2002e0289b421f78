// Serves the built site for the browser tests.

import { serve } from '../tools/serve.ts';

await serve({ folder: 'dist', port: Number(process.argv[2]) });
