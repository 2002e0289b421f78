// Records the Postgres corpus from a real server: node src/tools/record-postgres.ts [folder of its programs].
// Starts one of its own in a temporary folder, plays every group with the real driver, and writes what was
// printed beside the groups. The test suite needs none of this.

import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CORPUS, CORPUS_INIT } from '../platform/postgres-corpus.ts';
import { root } from './child.ts';

const programs = process.argv[2] ?? '/usr/lib/postgresql/15/bin';
const PORT = '54399';
const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
const data = join(folder, 'data');

/** PostgreSQL refuses to run as root: then it runs as the user its package made. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const number = (option: string): number =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

const user = owner();
if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);

function run(program: string, args: readonly string[], input?: string): string {
  const result = spawnSync(join(programs, program), args, {
    ...user,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', PGPASSWORD: 'postgres', LC_ALL: 'C.UTF-8' },
    ...(input !== undefined && { input }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (result.status !== 0) throw new Error(`${program} ended with ${result.status}`);
  return result.stdout;
}

writeFileSync(join(folder, 'password'), 'postgres\n', { mode: 0o644 });
run('initdb', [
  '-D',
  data,
  '-U',
  'postgres',
  `--pwfile=${join(folder, 'password')}`,
  '-A',
  'scram-sha-256',
  '-E',
  'UTF8',
  '--locale=C.UTF-8',
]);
const settings = [
  `port=${PORT}`,
  `unix_socket_directories='${folder}'`,
  "listen_addresses='127.0.0.1'",
  'fsync=off',
  "timezone='UTC'",
  "log_timezone='UTC'",
  "log_line_prefix='%m [%p] %q%u@%d '",
  'max_parallel_workers_per_gather=0',
  'jit=off',
];
writeFileSync(join(data, 'postgresql.conf'), `${settings.join('\n')}\n`, { flag: 'a' });
run('pg_ctl', ['-D', data, '-l', join(folder, 'server.log'), '-w', 'start']);
try {
  const psql = ['-h', '127.0.0.1', '-p', PORT, '-U', 'postgres', '-q', '-v', 'ON_ERROR_STOP=1'];
  run('psql', psql, `${CORPUS_INIT.join(';\n')};\n`);
  const fresh = 'DROP DATABASE shop;\nCREATE DATABASE shop OWNER app;\n';
  for (const name of readdirSync(join(CORPUS, 'corpus')).sort()) {
    run('psql', psql, fresh);
    const result = spawnSync(
      process.execPath,
      [join(CORPUS, 'client.cjs'), join(CORPUS, 'corpus', name)],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, TZ: 'UTC', PGHOST: '127.0.0.1', PGPORT: PORT },
      },
    );
    if (result.status !== 0)
      console.log(name, result.status, result.stderr, result.stdout.slice(-500));
    writeFileSync(join(CORPUS, 'recorded', name.replace('.json', '.jsonl')), result.stdout);
    console.log(`${name}: ${result.stdout.trim().split('\n').length} steps`);
  }
} finally {
  run('pg_ctl', ['-D', data, '-m', 'fast', 'stop']);
  rmSync(folder, { recursive: true, force: true });
}
