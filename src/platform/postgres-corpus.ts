// Plays a file of the Postgres corpus in a world: a Node process with the real driver on one machine, the
// simulated server on another. What is printed is what the same program prints against a real server.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from '../sim/files/file-system.ts';
import { Pack } from '../sim/files/pack.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { Network } from '../sim/net/network.ts';
import { algorithms } from '../sim/node/algorithms.ts';
import { GuestRealm } from '../sim/node/guest-realm.ts';
import { type LibraryConstants, libraryFromPacks } from '../sim/node/library.ts';
import { NodeProcess } from '../sim/node/node-process.ts';
import { LIBRARY_PACKS } from '../sim/node/packs.ts';
import { scriptPreparer } from '../sim/node/prepare/script-preparer.ts';
import { createPostgres } from '../sim/postgres/postgres-service.ts';
import { Machine } from '../sim/process/machine.ts';
import type { HostService } from '../sim/scenario/host-service.ts';
import { openDatabases } from './node-databases.ts';
import { NodeDriver } from './node-driver.ts';
import { createNodePlatform } from './node-platform.ts';

const packs = join(import.meta.dirname, '../generated/packs');
const read = (name: string): string => readFileSync(join(packs, name), 'utf8');

export const CORPUS = join(import.meta.dirname, '../sim/postgres/fixtures');

/** Roles and the database that the corpus expects, on a real server as well. */
export const CORPUS_INIT = [
  "CREATE ROLE app LOGIN PASSWORD 'secret'",
  "CREATE ROLE nologin NOLOGIN PASSWORD 'x'",
  "CREATE ROLE limited LOGIN PASSWORD 'limited' CONNECTION LIMIT 1",
  'CREATE DATABASE shop OWNER app',
];

let realm: GuestRealm | null = null;
let driver: Pack | null = null;

function getRealm(): GuestRealm {
  if (realm) return realm;
  const library = LIBRARY_PACKS.map((name) => new Pack(read(`${name}.txt`)));
  const constants = JSON.parse(read('node-constants.json')) as LibraryConstants;
  realm = new GuestRealm(
    createNodePlatform(),
    libraryFromPacks(
      constants,
      () => library,
      () => algorithms,
    ),
  );
  driver = new Pack(read('pg.txt'));
  realm.addPackage(driver);
  return realm;
}

export interface CorpusRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly serverLog: string;
  /** What went wrong in the simulator itself. */
  readonly failures: readonly string[];
}

export interface CorpusOptions {
  /** The server's postgresql.conf. */
  readonly config?: string;
  /** Statements that init.sql has beside those for the corpus. */
  readonly init?: string;
  /** What runs the SQL; the small engine where nothing is said. */
  readonly engine?: 'small' | 'pglite';
  /** What is done to the service, so long after the program has begun. */
  readonly schedule?: readonly {
    readonly afterMs: number;
    readonly act: (service: HostService) => void;
  }[];
}

/** Plays one group. */
export async function playCorpus(group: string, options: CorpusOptions = {}): Promise<CorpusRun> {
  const { config = '', init = '', schedule = [], engine = 'small' } = options;
  const takeDatabase = engine === 'pglite' ? await openDatabases(1) : undefined;
  const guestRealm = getRealm();
  const kernel = new Kernel({ seed: 1, driver: new NodeDriver() });
  const network = new Network(kernel);
  const machine = (name: string, ip: string): Machine =>
    new Machine({
      kernel,
      network,
      host: network.addHost(name, ip),
      files: new FileSystem({ now: () => kernel.nowUs, ...guestRealm.platform }),
      startedAtMs: Date.UTC(2026, 10, 27, 9),
    });
  const app = machine('app', '10.0.0.12');
  const database = machine('db', '10.0.0.13');
  const directory = '/var/lib/postgresql/15/main';
  database.files.makeDirectories(directory);
  database.files.writeFile(`${directory}/init.sql`, `${CORPUS_INIT.join(';\n')};\n${init}`);
  database.files.writeFile(`${directory}/postgresql.conf`, config);
  const run = { stdout: '', stderr: '', serverLog: '', failures: [] as string[] };
  kernel.trace.subscribe((event) => {
    if (event.kind === 'simulator-failed') run.failures.push(event.detail);
    if (event.kind !== 'process-output') return;
    if (event.host === 'db') run.serverLog += event.text;
    else run[event.stream] += event.text;
  });
  const service = createPostgres({
    spec: { kind: 'postgres', name: 'db', label: 'Postgres', ip: '10.0.0.13', directory, engine },
    machine: database,
    platform: guestRealm.platform,
    takeDatabase,
  });
  service.start();
  await kernel.run(1_000_000);
  for (const name of driver?.names ?? []) {
    app.files.writeFile(`/srv/app/node_modules/${name}`, driver?.get(name) ?? '');
  }
  app.files.writeFile('/srv/app/client.cjs', readFileSync(join(CORPUS, 'client.cjs'), 'utf8'));
  app.files.writeFile('/srv/app/group.json', group);
  const process = new NodeProcess({
    machine: app,
    realm: guestRealm,
    preparer: scriptPreparer,
    name: 'app',
    argv: ['/srv/app/client.cjs', '/srv/app/group.json'],
    workingDirectory: '/srv/app',
    environmentVariables: {
      PATH: '/usr/bin:/bin',
      HOME: '/root',
      TZ: 'UTC',
      PGHOST: '10.0.0.13',
      PGPORT: '5432',
    },
  });
  for (const { afterMs, act } of schedule) kernel.after(afterMs * 1_000, () => act(service));
  await kernel.run(kernel.nowUs + 120_000_000);
  if (!process.isDead) process.signal('SIGKILL');
  return run;
}

const NUMBERS = /(Process|process|transaction|relation|database|PID) \d+/g;

/** Takes out of an answer what differs from run to run: process numbers, transactions, addresses. */
export function normalised(line: string): unknown {
  const masked = line
    .replace(NUMBERS, '$1 N')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+00/g, 'NOW')
    .replace(/base\/\d+\/\d+/g, 'base/N/N')
    .replace(/\b(?:127\.0\.0\.1|10\.0\.0\.1\d)\b/g, 'IP')
    .replace(/\b\d+\.\d+ ms\b/g, 'T ms');
  return JSON.parse(masked) as unknown;
}
