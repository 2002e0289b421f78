// The little world every case runs in: names and addresses, files, certificates, and an nginx
// machine that is also the client's.

import { FileSystem } from '../files/file-system.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Host } from '../net/host.ts';
import { Network } from '../net/network.ts';
import { MIME_TYPES } from '../nginx/mime-types.ts';
import { Machine } from '../process/machine.ts';
import { certificateText } from '../tls/messages.ts';
import type { Case, CaseFile, ZoneText } from './case.ts';
import { installPackages, type NodeServices } from './node-programs.ts';
import type { HarnessTools } from './tools.ts';

/** The hosts file of every case. */
export const NAMES: Readonly<Record<string, string>> = {
  nginx: '172.18.0.2',
  app1: '172.18.0.11',
  app2: '172.18.0.12',
  app3: '172.18.0.13',
  app4: '172.18.0.14',
  auth: '172.18.0.22',
  fallback: '172.18.0.23',
  maint: '172.18.0.24',
  black: '172.18.0.66',
  gone: '172.19.0.50',
};
const DNS_SERVER = '127.0.0.11';
/** When the cases happen, and the time all their files carry. */
const STARTED_AT_MS = Date.UTC(2025, 5, 1, 12, 0, 0);
const FILES_FROM_MS = Date.UTC(2024, 0, 1);
/** Directories that are file systems of their own. */
const MOUNTED = ['/etc/nginx', '/usr/share/nginx', '/var/log/nginx', '/var/cache', '/run', '/srv'];

/** Where the packages really lie. */
const MODULES = '/usr/local/lib/corpus/node_modules';
/** Programs that have the packages in a directory of their own. */
export const PROGRAMS = ['app', 'app1', 'app2', 'app3', 'app4', 'auth', 'fallback', 'maint'];

const textOf = (text: string | readonly string[]): string =>
  typeof text === 'string' ? text : `${text.join('\n')}\n`;

const sizeOf = (text: string): number => {
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  const factor = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match?.[2] ?? '').toLowerCase()] ?? 1;
  return Number(match?.[1] ?? 0) * factor;
};

/** The world of one case. */
export class CaseWorld {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly files: FileSystem;
  readonly machine: Machine;
  readonly #hosts = new Map<string, Host>();
  readonly #node: NodeServices;

  constructor(tools: HarnessTools) {
    this.#node = tools.node;
    this.kernel = new Kernel({ seed: 1, driver: tools.createDriver() });
    this.network = new Network(this.kernel);
    this.files = new FileSystem({
      now: () => this.kernel.nowUs,
      encodeUtf8: (text) => tools.encodeUtf8(text),
      decodeUtf8: (bytes) => tools.decodeUtf8(bytes),
    });
    const host = this.network.addHost('nginx', NAMES['nginx'] ?? '');
    this.machine = this.#machineOf(host);
    this.#widen(host);
    this.setHosts({});
    this.#makeFiles();
  }

  #machineOf(host: Host): Machine {
    return new Machine({
      kernel: this.kernel,
      network: this.network,
      host,
      files: this.files,
      startedAtMs: STARTED_AT_MS,
    });
  }

  /**
   * Loopback connections of Linux hold this much between a program that writes and one that does
   * not read.
   */
  #widen(host: Host): void {
    const buffers = { sendBufferBytes: 2_626_560, receiveBufferBytes: 1_048_576 };
    this.network.setConditions(this.machine.host, host, buffers);
  }

  /** A machine on a host of its own; all share one file system, as in the recordings. */
  machineAt(ip: string): Machine {
    if (ip === NAMES['nginx'] || ip.startsWith('127.') || ip === '0.0.0.0') return this.machine;
    return this.#machineOf(this.hostAt(ip));
  }

  /** The host of an address, made on first use. */
  hostAt(ip: string): Host {
    let host = this.#hosts.get(ip);
    if (!host) {
      const name = Object.keys(NAMES).find((one) => NAMES[one] === ip) ?? `host-${ip}`;
      host = this.network.addHost(name, ip);
      this.#hosts.set(ip, host);
      this.#widen(host);
    }
    return host;
  }

  /** Packets to an address vanish, or flow again. */
  setBlackhole(ip: string, blackhole: boolean): void {
    this.network.setConditions(this.machine.host, this.hostAt(ip), { blackhole });
  }

  /** Names whose machines are not part of a case lead nowhere. */
  blackholeAllBut(addresses: ReadonlySet<string>): void {
    for (const [name, ip] of Object.entries(NAMES)) {
      if (name === 'nginx' || name === 'gone' || addresses.has(ip)) continue;
      this.setBlackhole(ip, true);
    }
  }

  /** The hosts file: the fixed names and a case's own. */
  setHosts(extra: Readonly<Record<string, string | readonly string[] | null>>): void {
    for (const [name, ip] of Object.entries(NAMES)) this.network.setName(name, [ip]);
    for (const [name, ips] of Object.entries(extra)) {
      if (ips === null) this.network.setName(name, 'NXDOMAIN');
      else this.network.setName(name, typeof ips === 'string' ? [ips] : ips);
    }
  }

  setZone(zone: Readonly<Record<string, ZoneText>>): void {
    for (const [name, record] of Object.entries(zone)) {
      const known = typeof record !== 'string' || /^(NXDOMAIN|SERVFAIL|DROP|REFUSED)$/.test(record);
      const value = known ? (record as 'NXDOMAIN' | readonly string[]) : [record as string];
      this.network.dns.setRecord(DNS_SERVER, name, value);
    }
  }

  #makeFiles(): void {
    for (const path of MOUNTED) {
      this.files.makeDirectories(path);
      this.files.mount(path);
    }
    for (const path of ['/var/cache/nginx', '/usr/share/nginx/html', '/etc/nginx/certs']) {
      this.files.makeDirectories(path);
    }
    this.write('/etc/nginx/mime.types', MIME_TYPES);
    const inAMonth = STARTED_AT_MS + 30 * 86_400_000;
    const ca = 'Corpus CA';
    const make = (file: string, subject: string, issuer: string, notAfterMs: number): void => {
      const text = certificateText({ subject, names: [subject], issuer, notAfterMs });
      this.write(`/etc/nginx/certs/${file}.crt`, text);
      const key = '-----BEGIN PRIVATE KEY-----\nsimulated\n-----END PRIVATE KEY-----\n';
      this.write(`/etc/nginx/certs/${file}.key`, key);
    };
    make('ca', ca, ca, inAMonth);
    make('app1', 'app1', ca, inAMonth);
    make('shop.test', 'shop.test', ca, inAMonth);
    make('expired', 'expired', ca, STARTED_AT_MS - 1);
    make('selfsigned', 'app1', 'app1', inAMonth);
  }

  write(path: string, content: string | Uint8Array): void {
    this.files.writeFile(path, content);
    const node = this.files.find(path);
    if (node) node.modifiedUs = (FILES_FROM_MS - STARTED_AT_MS) * 1_000;
  }

  /** Puts the packages where programs look for them. */
  installNode(): void {
    if (this.files.exists(MODULES)) return;
    installPackages(this.files, this.#node, MODULES);
    for (const name of PROGRAMS) {
      this.files.makeDirectories(`/srv/${name}`);
      this.files.bind(MODULES, `/srv/${name}/node_modules`);
    }
  }

  /** Makes a file as a case describes it. */
  makeFile(path: string, file: CaseFile): void {
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    this.files.makeDirectories(directory);
    if (typeof file === 'string' || Array.isArray(file)) {
      this.write(path, textOf(file as string | readonly string[]));
      return;
    }
    const { symlink, dir, text, repeat, mode, owner } = file as Exclude<
      CaseFile,
      string | readonly string[]
    >;
    if (symlink !== undefined) {
      this.files.makeLink(path, symlink);
      return;
    }
    if (dir) this.files.makeDirectories(path);
    else this.write(path, repeat ? repeat[0].repeat(repeat[1]) : textOf(text ?? ''));
    if (mode !== undefined) this.files.setMode(path, Number.parseInt(mode, 8));
    const node = this.files.find(path);
    if (node && owner !== undefined) node.owner = owner;
  }

  /** What a case needs before anything starts. */
  prepare(c: Case): void {
    this.setHosts(c.hosts ?? {});
    for (const mount of c.mounts ?? []) {
      this.files.makeDirectories(mount.path);
      this.files.setMode(mount.path, Number.parseInt(mount.mode ?? '777', 8));
      this.files.mount(mount.path, {
        ...(mount.size ? { sizeBytes: sizeOf(mount.size) } : {}),
        ...(mount.nr_inodes ? { inodes: mount.nr_inodes } : {}),
      });
    }
    for (const [path, file] of Object.entries(c.files ?? {})) this.makeFile(path, file);
    for (const ip of c.ips ?? []) this.hostAt(ip);
    if (c.dns) {
      this.network.dns.start(DNS_SERVER);
      this.setZone(c.dns);
    }
  }

  readLog(path: string): string {
    return this.files.exists(path) ? this.files.readText(path) : '';
  }
}
