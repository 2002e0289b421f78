// A lab as files that run the same system on real nginx and Node, under Docker Compose: the reader's own files, a
// docker-compose.yml, and a README with the requests. What has no real counterpart here is named there.

import type { HostSpec, SystemSpec } from '#sim';
import { curlCommand } from './curl-text.ts';
import { type LabSession, presentFiles, textOf } from './lab-session.ts';

/** Texts by path, for an archive. */
export type ExportFiles = Readonly<Record<string, string>>;

const PUBLISHED_PORT = 8080;

/** Versions of packages where a lab has no package.json of its own. */
const PACKAGE_VERSIONS: Readonly<Record<string, string>> = { express: '^5.3.0', pg: '^8.23.1' };

type Service = Exclude<HostSpec, { kind: 'client' }>;

const services = (system: SystemSpec): Service[] =>
  system.hosts.filter((host): host is Service => host.kind !== 'client');

/** Kinds that an image exists for. */
const isReal = ({ kind }: Service): boolean => kind !== 'api' && kind !== 'edge';

/** A value as YAML: JSON is a part of it. */
const yaml = (value: unknown): string => JSON.stringify(value);

const directoryOf = (host: Service): string =>
  host.kind === 'nginx' ? '/etc/nginx' : host.directory;

function fileMounts(session: LabSession, host: Service): string[] {
  return presentFiles(session)
    .filter((file) => file.host === host.name)
    .map(({ name, path }) => `      - ${yaml(`./${name}:${path}:ro`)}`);
}

function serviceLines(session: LabSession, host: Service): string[] {
  const { entry } = session.data.system;
  const isEntry = entry.host === host.name;
  const ports = isEntry ? ['    ports:', `      - ${yaml(`${PUBLISHED_PORT}:${entry.port}`)}`] : [];
  const others = services(session.data.system).filter((one) => isReal(one) && one !== host);
  switch (host.kind) {
    case 'nginx':
      return [
        `    image: ${yaml(`nginx:${host.version}`)}`,
        ...ports,
        // nginx looks names up once, when it starts: they have to be there.
        `    depends_on: ${yaml(others.map(({ name }) => name))}`,
        '    volumes:',
        ...fileMounts(session, host),
      ];
    case 'node':
      return [
        '    image: "node:24"',
        ...ports,
        `    working_dir: ${yaml(host.directory)}`,
        `    volumes: ${yaml([`./${host.name}:${host.directory}`])}`,
        `    environment: ${yaml(host.environment)}`,
        `    command: ${yaml(['sh', '-c', `npm install --no-audit --no-fund && exec node ${host.main}`])}`,
        '    restart: unless-stopped',
      ];
    case 'postgres':
      return [
        '    image: "postgres:15"',
        ...ports,
        '    environment: { "POSTGRES_HOST_AUTH_METHOD": "trust" }',
      ];
    case 'redis':
      return ['    image: "redis:7"', ...ports];
    default:
      return [];
  }
}

function compose(session: LabSession): string {
  const hosts = services(session.data.system).filter(isReal);
  const parts = hosts.map((host) =>
    [`  ${host.name}:`, `    hostname: ${yaml(host.name)}`, ...serviceLines(session, host)].join(
      '\n',
    ),
  );
  return `services:\n${parts.join('\n')}\n`;
}

function missingPackages(session: LabSession): ExportFiles {
  const files: Record<string, string> = {};
  for (const host of session.data.system.hosts) {
    if (host.kind !== 'node') continue;
    const path = `${host.name}/package.json`;
    if (session.data.files.some(({ name }) => name === path)) continue;
    const dependencies = Object.fromEntries(
      host.packages.map((name) => [name, PACKAGE_VERSIONS[name] ?? '*']),
    );
    const manifest = { name: host.name, private: true, type: 'module', dependencies };
    files[path] = `${JSON.stringify(manifest, null, 2)}\n`;
  }
  return files;
}

function requestText(session: LabSession): string {
  const { presets, system } = session.data;
  return presets
    .map(({ title, request }) => {
      const { publicName } = system.entry;
      const fields = [['Host', publicName] as const, ...request.fields];
      const command = curlCommand({ ...request, fields }, `localhost:${PUBLISHED_PORT}`);
      return `${title}:\n\n\`\`\`sh\n${command}\n\`\`\`\n`;
    })
    .join('\n');
}

function readme(session: LabSession, brief: string): string {
  const { title, objectives, system } = session.data;
  const left = services(system).filter((host) => !isReal(host));
  const missing = left.length
    ? `\nNot in here, because only the simulator has it: ${left.map(({ label }) => label).join(', ')}.\n`
    : '';
  const places = services(system)
    .filter(isReal)
    .map((host) => `- \`${host.name}/\` lies in \`${directoryOf(host)}\` of ${host.label}`)
    .join('\n');
  return `# ${title}

${brief}

The same system as in the lab, on real servers. It needs Docker with Compose.

\`\`\`sh
docker compose up
\`\`\`

It answers on http://localhost:${PUBLISHED_PORT}. The files are the ones you had in the lab:

${places}

After a change: \`docker compose restart\` and the name of the service; for nginx also
\`docker compose exec ${system.entry.host} nginx -t\` first.
${missing}
## Requests

${requestText(session)}
## What has to hold in the end

${objectives.map((one) => `- ${one.title}. ${one.proves}`).join('\n')}
`;
}

/** The files of the archive, by path. */
export function exportFiles(session: LabSession, brief: string): ExportFiles {
  const own = presentFiles(session).map(({ name }) => [name, textOf(session, name)] as const);
  return {
    ...Object.fromEntries(own),
    ...missingPackages(session),
    'docker-compose.yml': compose(session),
    'README.md': readme(session, brief),
  };
}
