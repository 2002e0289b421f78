import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import { exportFiles } from './export-files.ts';
import { edited, openLab } from './lab-session.ts';

const lab = readLab('wrong-port');
const session = edited(openLab(labData(lab)), 'my-app/settings.json', '{ "port": 3000 }\n');
const files = exportFiles(session, 'A ticket.');

describe('a lab as files for real servers', () => {
  it("holds the reader's own files as they are now", () => {
    expect(files['my-app/settings.json']).toBe('{ "port": 3000 }\n');
    expect(files['nginx/nginx.conf']).toContain('server my-app:3000;');
  });

  it('has a Compose file with the same hosts, names, versions and places', () => {
    expect(parse(files['docker-compose.yml'] ?? '')).toMatchObject({
      services: {
        nginx: {
          image: 'nginx:1.22.1',
          hostname: 'nginx',
          ports: ['8080:80'],
          depends_on: ['my-app'],
          volumes: ['./nginx/nginx.conf:/etc/nginx/nginx.conf:ro'],
        },
        'my-app': {
          image: 'node:24',
          hostname: 'my-app',
          working_dir: '/srv/app',
          volumes: ['./my-app:/srv/app'],
        },
      },
    });
  });

  it('says in its README how to run it, what to send and what has to hold', () => {
    const readme = files['README.md'] ?? '';
    expect(readme).toContain('docker compose up');
    expect(readme).toContain("-H 'Host: shop.test'");
    expect(readme).toContain('http://localhost:8080/api/orders/1002');
    for (const { title } of lab.manifest.objectives) expect(readme).toContain(title);
  });
});
