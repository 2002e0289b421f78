// The Node programs of a host: installed packages, and a supervisor for each process that keeps it running.

import type { InstalledText } from '../files/file-system.ts';
import type { GuestRealm } from '../node/guest-realm.ts';
import type { ScriptPreparer } from '../node/prepare/prepared.ts';
import { startNode } from '../node/start-node.ts';
import type { Machine } from '../process/machine.ts';
import { Supervisor } from '../process/supervisor.ts';
import type { HostService } from './host-service.ts';
import { NodeFleet } from './node-fleet.ts';
import type { NodeHost, NodeServiceSpec } from './system.ts';
import { watchTrackedErrors } from './tracked-errors.ts';

/** The files of an installed package by their path below node_modules. */
export type PackageFiles = (
  name: string,
  /** What runs them; it is told how they were prepared. */
  realm: GuestRealm,
) => Iterable<readonly [path: string, text: InstalledText]>;

export interface NodeServiceOptions {
  readonly spec: NodeHost;
  readonly machine: Machine;
  readonly realm: GuestRealm;
  readonly preparer: ScriptPreparer;
  readonly packageFiles: PackageFiles;
}

/** Installs a host's packages and returns its service, which has not been started yet. */
export function createNodeService(options: NodeServiceOptions): HostService {
  const { spec, machine, realm, packageFiles } = options;
  for (const name of spec.packages) {
    for (const [path, text] of packageFiles(name, realm)) {
      machine.files.install(`${spec.directory}/node_modules/${path}`, text);
    }
  }
  if (spec.packages.includes('local-sentry')) watchTrackedErrors(machine, spec.directory);
  const programs: readonly NodeServiceSpec[] = [spec, ...(spec.services ?? [])];
  const instances = programs.flatMap((program) => instancesOf(program));
  const isOnlyOne = instances.length === 1;
  const supervisors = instances.map(({ program, environment }, id) => ({
    name: program.name,
    supervisor: supervise(options, { program, environment, id: isOnlyOne ? null : id }),
  }));
  const [first] = supervisors;
  return first && isOnlyOne ? first.supervisor : new NodeFleet(supervisors);
}

interface Instance {
  readonly program: NodeServiceSpec;
  readonly environment: Readonly<Record<string, string>>;
}

/** The processes of a program, each with what sets it apart from the others. */
function instancesOf(program: NodeServiceSpec): Instance[] {
  const { environment, instances } = program;
  if (!instances) return [{ program, environment }];
  const { count, incrementVariable } = instances;
  return Array.from({ length: count }, (_, number) => {
    const base = Number(incrementVariable === undefined ? 0 : environment[incrementVariable]);
    const counted =
      incrementVariable === undefined ? {} : { [incrementVariable]: String(base + number) };
    return {
      program,
      environment: { ...environment, ...counted, NODE_APP_INSTANCE: String(number) },
    };
  });
}

function supervise(
  { spec, machine, realm, preparer }: NodeServiceOptions,
  { program, environment, id }: Instance & { readonly id: number | null },
): Supervisor {
  const { name, main, environmentFile, nodeOptions = [], restart } = program;
  const { directory } = spec;
  const files = environmentFile === undefined ? [] : [`--env-file=${environmentFile}`];
  return new Supervisor({
    kernel: machine.kernel,
    host: machine.host.name,
    name,
    ...(id !== null && { id }),
    ...(restart && { restart }),
    start: () =>
      startNode({
        machine,
        realm,
        preparer,
        name,
        words: [...files, ...nodeOptions, `${directory}/${main}`],
        workingDirectory: directory,
        environmentVariables: {
          HOME: '/home/node',
          PATH: '/usr/local/bin:/usr/bin:/bin',
          PWD: directory,
          ...environment,
        },
      }),
  });
}
