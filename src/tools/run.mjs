// Runs a command of this project on a new enough Node, after installing what package-lock.json names.
// It is the one file that must work on an old Node (16 and up) with nothing installed: no packages,
// no syntax newer than that. Everything it starts may rely on the Node of `optionalDependencies`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The simulator's library text is Node 24's, so its tools run on exactly that major version. */
const NEEDED_MAJOR = 24;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
const platform = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node-${platform}-${process.arch}`;
const nodeFile = join(nodePackage, 'bin', platform === 'win' ? 'node.exe' : 'node');
const isNeededNode = Number(process.versions.node.split('.')[0]) === NEEDED_MAJOR;

const readJson = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

function fail(text, code = 1) {
  console.error(text);
  process.exit(code);
}

/** Whether every package the lock file names for this machine is there, in that version. */
function isInstalled() {
  if (!existsSync(join(modules, '.package-lock.json'))) return false;
  const have = readJson('node_modules', '.package-lock.json').packages;
  const libc =
    process.platform === 'linux' &&
    (process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl');
  const fits = (allowed, own) => !allowed || [].concat(allowed).includes(own);
  // npm leaves out native packages without a word when it runs on a Node they refuse, so a lock
  // file that was installed "successfully" by an old npm is not proof: look for each of them.
  return Object.entries(readJson('package-lock.json').packages).every(([path, entry]) => {
    if (path === '') return true;
    const wanted =
      !entry.optional ||
      (entry.os &&
        fits(entry.os, process.platform) &&
        fits(entry.cpu, process.arch) &&
        fits(entry.libc, libc));
    return !wanted || (have[path] && have[path].version === entry.version);
  });
}

function npm(node, ...args) {
  const ownNpm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const allArgs = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const done =
    ownNpm && /\.[cm]?js$/.test(ownNpm)
      ? spawnSync(node, [ownNpm, ...allArgs], options)
      : spawnSync('npm', allArgs, { ...options, shell: platform === 'win' });
  if (done.status !== 0) fail(`npm ${args[0]} failed: see above.`, done.status || 1);
}

function install() {
  console.error('Installing the packages of package-lock.json: about a minute ...');
  const version = readJson('package.json').optionalDependencies[nodePackage];
  const ci = ['ci', '--include=dev', '--include=optional'];
  if (isNeededNode || !version) return npm(process.execPath, ...ci);
  // npm itself has to run on the new Node: see isInstalled().
  const at = mkdtempSync(join(tmpdir(), 'node-'));
  const spec = `${nodePackage}@${version}`;
  npm(process.execPath, 'install', '--no-save', '--no-package-lock', `--prefix=${at}`, spec);
  npm(join(at, 'node_modules', nodeFile), ...ci);
  return rmSync(at, { recursive: true, force: true });
}

function findCommand(command) {
  for (const name of [
    command,
    `@${command}/test`,
    `@${command}js/${command}`,
    `@biomejs/${command}`,
  ]) {
    if (!existsSync(join(modules, name, 'package.json'))) continue;
    const { bin } = readJson('node_modules', name, 'package.json');
    const path = typeof bin === 'string' ? bin : bin?.[command];
    if (path) return join(modules, name, path);
  }
  return fail(`No package has a command "${command}".`);
}

const [command, ...args] = process.argv.slice(2);
if (!isInstalled()) install();
const node = isNeededNode ? process.execPath : join(modules, nodeFile);
if (!existsSync(node)) {
  fail(
    `Node ${NEEDED_MAJOR} is needed, and npm has no package of it for ${process.platform}-${process.arch}.\n` +
      `Install Node ${NEEDED_MAJOR} and run the same command again.`,
  );
}
const child = spawn(node, command === 'node' ? args : [findCommand(command), ...args], {
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE: node,
    npm_node_execpath: node,
    ASTRO_TELEMETRY_DISABLED: '1',
    PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter),
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
