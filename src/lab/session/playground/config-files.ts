// The configuration of a playground's other parts, as the files their programs read.

import type { PlaygroundParts } from './parts.ts';
import { APP_PORT, appNames } from './playground-system.ts';

/** nginx.conf: one upstream with every app in it. */
export function nginxText(parts: PlaygroundParts): string {
  const servers = appNames(parts).map((name) => `        server ${name}:${APP_PORT};`);
  return `worker_processes 1;
error_log /var/log/nginx/error.log warn;

events {
    worker_connections 512;
}

http {
    access_log /var/log/nginx/access.log;

    upstream my_app {
${servers.join('\n')}
    }

    server {
        listen 80;
        server_name shop.test;

        location / {
            proxy_pass http://my_app;
            proxy_set_header Host $host;
            proxy_connect_timeout 5s;
            proxy_read_timeout 30s;
        }
    }
}
`;
}

/** edge.json: in front of nginx, or of the app. */
export const edgeText = ({ nginx }: PlaygroundParts): string =>
  `${JSON.stringify(
    nginx
      ? { origin: 'nginx', ssl: 'off', readTimeoutS: 100 }
      : { origin: 'my-app', ssl: 'off', originPort: APP_PORT, readTimeoutS: 100 },
    null,
    2,
  )}\n`;

/** postgresql.conf. */
export const POSTGRES_CONF = `listen_addresses = '*'
max_connections = 50
log_min_duration_statement = 500
`;

/** pg_hba.conf: anybody from inside. */
export const POSTGRES_HBA = `# TYPE  DATABASE  USER  ADDRESS       METHOD
local   all       all                 trust
host    all       all   10.0.0.0/8    trust
`;

/** init.sql, run when the server starts for the first time. */
export const POSTGRES_INIT = `CREATE ROLE shop LOGIN;
CREATE DATABASE shop OWNER shop;
\\connect shop
CREATE TABLE orders (
  id serial PRIMARY KEY,
  item text NOT NULL,
  price integer NOT NULL CHECK (price >= 0)
);
INSERT INTO orders (item, price) VALUES ('cup', 14), ('pot', 32);
`;

/** redis.conf. */
export const REDIS_CONF = `bind 0.0.0.0
protected-mode no
maxmemory 64mb
maxmemory-policy allkeys-lru
save ""
`;

/** api.json: a payments service that takes its time. */
export const API_SCRIPT = `{
  "port": 80,
  "routes": [
    {
      "method": "POST",
      "path": "/charges",
      "answers": [{ "status": 201, "waitMs": 80, "json": { "charge": "ch_1", "state": "paid" } }]
    },
    {
      "method": "GET",
      "path": "/charges/:id",
      "answers": [{ "waitMs": 40, "json": { "charge": "{id}", "state": "paid" } }]
    }
  ]
}
`;
