// A network and a file system of the recording's own, inside `unshare --net --mount`: loopback with the
// addresses of the cases, a link into nowhere, and fresh file systems where nginx and the programs look.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Case, CaseFile } from '../../sim/conformance/case.ts';
import { NAMES, PROGRAMS } from '../../sim/conformance/world.ts';

const MOUNTED = ['/etc/nginx', '/usr/share/nginx', '/var/log/nginx', '/var/cache', '/run', '/srv'];
const CLEANED = ['/etc/nginx', '/usr/share/nginx', '/var/log/nginx', '/var/cache'];
const OWN = '/run/recorder';
const FILES_FROM = new Date('2024-01-01T00:00:00Z');
const WWW_DATA = 33;

const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};
const tryRun = (command: string, ...args: string[]): void => {
  try {
    run(command, ...args);
  } catch {
    // It was not there.
  }
};

const textOf = (text: string | readonly string[]): string =>
  typeof text === 'string' ? text : `${text.join('\n')}\n`;

export class PrivateWorld {
  readonly #mimeTypes = readFileSync('/etc/nginx/mime.types');
  readonly #present = new Set<string>();
  readonly #unreachable = new Set<string>();
  readonly #mounts: string[] = [];

  constructor(options: { readonly certificates: string; readonly modules: string }) {
    this.#makeNetwork();
    const kept = readdirSync(options.certificates).map(
      (name) => [name, readFileSync(path.join(options.certificates, name))] as const,
    );
    for (const folder of MOUNTED) run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', folder);
    mkdirSync(`${OWN}/certs`, { recursive: true });
    for (const [name, bytes] of kept) writeFileSync(`${OWN}/certs/${name}`, bytes);
    for (const name of PROGRAMS) {
      mkdirSync(`/srv/${name}/node_modules`, { recursive: true });
      run('mount', '--bind', options.modules, `/srv/${name}/node_modules`);
    }
    this.#replaceResolver();
  }

  #makeNetwork(): void {
    run('ip', 'link', 'set', 'lo', 'up');
    run('ip', 'addr', 'add', `${NAMES['nginx']}/32`, 'dev', 'lo');
    // A network that swallows packets, and one whose hosts nobody answers for.
    run('ip', 'link', 'add', 'hole0', 'type', 'ifb');
    run('ip', 'addr', 'add', '172.18.0.1/16', 'dev', 'hole0');
    run('ip', 'link', 'set', 'hole0', 'up');
    run('ip', 'link', 'add', 'gone0', 'type', 'veth', 'peer', 'name', 'gone1');
    run('ip', 'addr', 'add', '172.19.0.1/16', 'dev', 'gone0');
    run('ip', 'link', 'set', 'gone1', 'up');
    run('ip', 'link', 'set', 'gone0', 'up');
  }

  #replaceResolver(): void {
    writeFileSync(`${OWN}/hosts`, '');
    writeFileSync(`${OWN}/nsswitch.conf`, 'passwd: files\ngroup: files\nhosts: files\n');
    writeFileSync(`${OWN}/resolv.conf`, 'nameserver 127.0.0.11\n');
    run('mount', '--bind', `${OWN}/hosts`, '/etc/hosts');
    run('mount', '--bind', `${OWN}/nsswitch.conf`, '/etc/nsswitch.conf');
    tryRun('mount', '--bind', `${OWN}/resolv.conf`, realpathSync('/etc/resolv.conf'));
  }

  /** Makes the world as a case expects it. */
  prepare(c: Case): void {
    this.#clean();
    this.setHosts(c.hosts ?? {});
    for (const { path: at, size, nr_inodes: inodes, mode = '777' } of c.mounts ?? []) {
      mkdirSync(at, { recursive: true });
      const limits = [`mode=${mode}`, size && `size=${size}`, inodes && `nr_inodes=${inodes}`];
      run('mount', '-t', 'tmpfs', '-o', limits.filter(Boolean).join(','), 'tmpfs', at);
      this.#mounts.push(at);
    }
    for (const [at, file] of Object.entries(c.files ?? {})) this.makeFile(at, file);
    for (const ip of c.ips ?? []) this.addAddress(ip);
  }

  #clean(): void {
    for (const at of this.#mounts.splice(0).reverse()) tryRun('umount', at);
    for (const ip of [...this.#present]) this.removeAddress(ip);
    for (const ip of this.#unreachable) tryRun('ip', 'route', 'del', 'unreachable', ip);
    this.#unreachable.clear();
    const empty = (folder: string, kept: (name: string) => boolean = () => false): void => {
      for (const name of readdirSync(folder).filter((one) => !kept(one))) {
        rmSync(path.join(folder, name), { recursive: true, force: true });
      }
    };
    for (const folder of CLEANED) empty(folder);
    empty('/run', (name) => name === path.basename(OWN));
    empty('/srv', (name) => existsSync(`/srv/${name}/node_modules`));
    for (const name of readdirSync('/srv')) empty(`/srv/${name}`, (one) => one === 'node_modules');
    for (const folder of ['/var/cache/nginx', '/usr/share/nginx/html']) {
      mkdirSync(folder, { recursive: true });
    }
    cpSync(`${OWN}/certs`, '/etc/nginx/certs', { recursive: true });
    writeFileSync('/etc/nginx/mime.types', this.#mimeTypes);
  }

  /** The hosts file: the fixed names and a case's own. */
  setHosts(extra: Readonly<Record<string, string | readonly string[] | null>>): void {
    const lines = ['127.0.0.1 localhost', '::1 localhost'];
    for (const [name, ips] of Object.entries({ ...NAMES, ...extra })) {
      for (const ip of [ips ?? []].flat()) lines.push(`${ip} ${name}`);
    }
    writeFileSync(`${OWN}/hosts`, `${lines.join('\n')}\n`);
  }

  addAddress(ip: string): void {
    if (ip.startsWith('127.') || ip.includes(':') || ip === '0.0.0.0') return;
    if (this.#present.has(ip)) return;
    run('ip', 'addr', 'add', `${ip}/32`, 'dev', 'lo');
    const source = NAMES['nginx'] ?? '';
    run('ip', 'route', 'replace', 'local', ip, 'dev', 'lo', 'table', 'local', 'src', source);
    this.#present.add(ip);
  }

  removeAddress(ip: string): void {
    if (!this.#present.delete(ip)) return;
    run('ip', 'addr', 'del', `${ip}/32`, 'dev', 'lo');
    tryRun('ip', 'route', 'del', 'local', ip, 'dev', 'lo', 'table', 'local');
  }

  /** The routing table refuses an address at once. */
  reject(ip: string): void {
    run('ip', 'route', 'add', 'unreachable', ip);
    this.#unreachable.add(ip);
  }

  makeFile(at: string, file: CaseFile): void {
    mkdirSync(path.dirname(at), { recursive: true });
    if (typeof file === 'string' || Array.isArray(file)) {
      this.#write(at, textOf(file as string | readonly string[]));
      return;
    }
    const given = file as Exclude<CaseFile, string | readonly string[]>;
    if (given.symlink !== undefined) {
      symlinkSync(given.symlink, at);
      return;
    }
    if (given.dir) mkdirSync(at, { recursive: true });
    else if (given.repeat) this.#write(at, given.repeat[0].repeat(given.repeat[1]));
    else this.#write(at, textOf(given.text ?? ''));
    if (given.mode !== undefined) chmodSync(at, Number.parseInt(given.mode, 8));
    if (given.owner === 'www-data') chownSync(at, WWW_DATA, WWW_DATA);
  }

  #write(at: string, text: string): void {
    writeFileSync(at, text);
    utimesSync(at, FILES_FROM, FILES_FROM);
  }
}

/** Whether something listens at an address; asked of the system, so that no program sees a connection. */
export function isListening(host: string | null, port: number): boolean {
  const wantedPort = port.toString(16).toUpperCase().padStart(4, '0');
  const octets = host !== null && !host.includes(':') ? host.split('.').map(Number) : null;
  const wanted = octets
    ?.toReversed()
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  return ['tcp', 'tcp6'].some((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .some((row) => {
        const [, local = '', , state] = row.trim().split(/\s+/);
        const [address = '', at] = local.split(':');
        if (state !== '0A' || at !== wantedPort) return false;
        return wanted === undefined || address.endsWith(wanted) || /^0+$/.test(address);
      }),
  );
}
