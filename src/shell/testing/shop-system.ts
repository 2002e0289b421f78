// A small shop for tests: a client, nginx, and a Node app behind it.

import type { SystemSpec, WorldSource } from '#sim';

export const SHOP: SystemSpec = {
  seed: 7,
  startedAt: '2026-11-27T10:00:00Z',
  hosts: [
    { kind: 'client', name: 'you', label: 'You' },
    { kind: 'nginx', name: 'web', label: 'nginx', ip: '10.0.0.2', version: '1.22.1' },
    {
      kind: 'node',
      name: 'my-app',
      label: 'App',
      ip: '10.0.0.3',
      directory: '/srv/app',
      main: 'server.js',
      environment: {},
      packages: [],
    },
  ],
  entry: { host: 'web', port: 80, publicName: 'shop.test' },
};

const SERVER = `
const http = require('node:http');
http.createServer((request, response) => {
  console.log(request.method, request.url);
  if (request.url === '/crash') process.exit(3);
  if (request.url === '/slow') return;
  if (request.url === '/bad') {
    console.error('Error: bad order');
    response.statusCode = 500;
  }
  if (request.url === '/moved') {
    response.statusCode = 302;
    response.setHeader('Location', '/there');
  }
  response.end('hello ' + request.url + '\\n');
}).listen(3000, () => console.log('listening'));
`;

export const SHOP_FILES: WorldSource['files'] = [
  {
    host: 'web',
    path: '/etc/nginx/nginx.conf',
    text: 'events {}\nhttp { server { listen 80; location / { proxy_pass http://my-app:3000; } } }\n',
  },
  { host: 'my-app', path: '/srv/app/server.js', text: SERVER },
];
