// `npm start`: builds the site if that has not been done for these files, and serves it.

import { join } from 'node:path';
import { build } from './build.ts';
import { isBuilt } from './build-stamp.ts';
import { root } from './child.ts';
import { serve } from './serve.ts';

const FIRST_PORT = 4321;

if (isBuilt()) console.log('The site is built already.');
else await build();

const { url } = await serve({
  folder: join(root, 'dist'),
  port: Number(process.env['PORT'] ?? FIRST_PORT),
  taken: (port) => console.log(`Port ${port} is taken, trying ${port + 1}.`),
});
console.log(`\nThe 5xx Field Guide is at ${url}\nStop it with Ctrl-C.`);
