// What readers do with a lab before they edit anything: send its requests and some of their own, press its
// buttons, restart services. The first packs hold what this uses.

import { type Command, type RequestSpec, World, type WorldServices } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { labWorld } from '../../content/lab-world.ts';
import { type Lab, readLabs } from '../../content/labs.ts';

/**
 * Labs of clients, nginx and the usual Node: what else a system has comes with more of the library than first packs
 * hold, and older releases with a library of their own.
 */
const isPlain = ({ manifest }: Lab): boolean =>
  manifest.system.hosts.every(
    (host) =>
      ['client', 'nginx', 'node'].includes(host.kind) &&
      !(host.kind === 'node' && host.nodeVersion !== undefined),
  );

/** More than body parsers take. */
const LARGE_BODY = 'x'.repeat(200_000);

/** A request, and what readers make of it. */
const variants = (request: RequestSpec): readonly RequestSpec[] => [
  request,
  ...(request.body ? ['', `${request.body.slice(0, -1)},`, 'x', 'null', '[]', LARGE_BODY] : []).map(
    (body) => ({ ...request, body }),
  ),
  ...(request.body ? [{ ...request, fields: [] }] : []),
  { ...request, target: '/nowhere' },
  { ...request, target: '/%zz' },
  ...['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'].map((method) => ({
    ...request,
    method,
    body: '',
  })),
];

async function runCommands(
  lab: Lab,
  services: WorldServices,
  commands: readonly Command[],
): Promise<void> {
  const world = new World(labWorld(lab), services);
  await world.boot();
  for (const command of commands) await world.execute(command);
}

/** Runs all labs that the first packs are made for. */
export async function runFirstLabs(services: WorldServices): Promise<void> {
  for (const lab of readLabs().filter(isPlain)) {
    const requests = lab.manifest.presets.flatMap(({ request }) => variants(request));
    const hosts = lab.manifest.system.hosts.filter(({ kind }) => kind !== 'client');
    await runCommands(lab, services, [
      ...requests.map((request) => ({ type: 'request', request }) as const),
      ...hosts.map(({ name }) => ({ type: 'apply', host: name }) as const),
      ...requests.slice(0, 1).map((request) => ({ type: 'request', request }) as const),
    ]);
    for (const { commands, request } of labData(lab).actions) {
      await runCommands(lab, services, [...commands, { type: 'request', request }]);
    }
  }
}
