// ss, netstat, ping, dig, host, getent: the network as this host sees it.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { parseOptions, UsageError } from '../options.ts';
import { formatDate } from './date.ts';

const address = (ip: string, port: number | string): string =>
  ip === '::' || ip === '' ? `*:${port}` : ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;

interface Owner {
  readonly name: string;
  readonly pid: number;
  readonly command: string;
}

/** Who listens: the process that takes the connections. */
function ownerOf(executor: object): Owner | null {
  const { name, pid, command } = executor as Partial<Owner>;
  if (name === undefined || pid === undefined) return null;
  return { name: command?.startsWith('node ') ? 'node' : name, pid, command: command ?? name };
}

function* ss(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'tulnpaxsH4',
    long: { tcp: 't', udp: 'u', listening: 'l', numeric: 'n', processes: 'p', all: 'a' },
  });
  if (options.has('s')) {
    yield* run.print(
      `Total: ${run.box.machine.host.listeners.length}\nTCP:   ${run.box.machine.host.listeners.length}\n`,
    );
    return 0;
  }
  if (!options.has('l') && !options.has('a')) {
    run.note('Only listening sockets are listed here: ss -ltn');
  }
  const rows = run.box.machine.host.listeners.map((listener) => {
    const owner = options.has('p') ? ownerOf(listener.executor) : null;
    const users = owner ? `users:(("${owner.name}",pid=${owner.pid},fd=18))` : '';
    const local = address(listener.address.ip, listener.address.port);
    const peer = listener.address.ip.includes(':') ? '*:*' : '0.0.0.0:*';
    return `LISTEN ${String(listener.queueLength).padEnd(6)} 511    ${local.padStart(22)} ${peer.padStart(16)} ${users}`.trimEnd();
  });
  yield* run.print('State  Recv-Q Send-Q      Local Address:Port  Peer Address:Port Process\n');
  if (options.has('l') || options.has('a'))
    yield* run.print(rows.map((row) => `${row}\n`).join(''));
  return 0;
}

function* netstat(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'tulnpae',
    long: { listening: 'l', numeric: 'n', tcp: 't', programs: 'p' },
  });
  yield* run.print(
    'Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n',
  );
  for (const listener of run.box.machine.host.listeners) {
    const owner = options.has('p') ? ownerOf(listener.executor) : null;
    const { ip, port } = listener.address;
    const isV6 = ip.includes(':') || ip === '';
    const local = isV6 ? `${ip || '::'}:${port}` : `${ip}:${port}`;
    const cells = [
      (isV6 ? 'tcp6' : 'tcp').padEnd(5),
      String(listener.queueLength).padStart(6),
      '     0',
      local.padEnd(23),
      (isV6 ? ':::*' : '0.0.0.0:*').padEnd(23),
      'LISTEN     ',
      owner ? `${owner.pid}/${owner.name}` : '-',
    ];
    yield* run.print(`${cells.join(' ').trimEnd()}\n`);
  }
  return 0;
}

function* ping(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'c:i:W:qn4', status: 2 });
  const [name] = options.operands;
  if (name === undefined)
    throw new UsageError('usage error: Destination address required', {
      status: 1,
      hasHint: false,
    });
  const { network } = run.box.world;
  const record = network.resolve(name);
  if (typeof record === 'string' || record[0] === undefined) {
    yield* run.printError(
      `ping: ${name}: ${record === 'NXDOMAIN' ? 'Name or service not known' : 'Temporary failure in name resolution'}\n`,
    );
    return 2;
  }
  const [ip] = record;
  const from = run.box.machine.host;
  const target = network.hostAt(ip, from);
  const count = Number(options.value('c') ?? Number.POSITIVE_INFINITY);
  yield* run.print(`PING ${name} (${ip}) 56(84) bytes of data.\n`);
  let received = 0;
  const startedUs = run.kernel.nowUs;
  const times: number[] = [];
  const sum = function* (sent: number): Task {
    const loss = sent === 0 ? 0 : Math.round(((sent - received) / sent) * 100);
    yield* run.print(
      `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} received, ${loss}% packet loss, time ${Math.round((run.kernel.nowUs - startedUs) / 1_000)}ms\n`,
    );
    if (times.length === 0) return;
    const mean = times.reduce((total, time) => total + time, 0) / times.length;
    yield* run.print(
      `rtt min/avg/max/mdev = ${Math.min(...times).toFixed(3)}/${mean.toFixed(3)}/${Math.max(...times).toFixed(3)}/0.010 ms\n`,
    );
  };
  let sent = 0;
  let isInterrupted = false;
  run.process.handlers.set('SIGINT', () => {
    isInterrupted = true;
    run.process.handlers.delete('SIGINT');
  });
  for (; sent < count && !isInterrupted; ) {
    sent++;
    const there = target && network.link(from, target).pass(84, run.kernel.nowUs);
    const back = target && network.link(target, from).pass(84, run.kernel.nowUs);
    if (there && back && !there.lost && !back.lost) {
      const us = there.delayUs + back.delayUs;
      yield* run.sleep(us);
      received++;
      times.push(us / 1_000);
      yield* run.print(
        `64 bytes from ${ip}: icmp_seq=${sent} ttl=64 time=${(us / 1_000).toFixed(3)} ms\n`,
      );
    }
    if (sent === 3 && count > 10) run.follow();
    if (sent < count) yield* run.sleep(1e6);
  }
  yield* sum(sent);
  return received > 0 ? 0 : 1;
}

function* dig(run: Invocation): Task<number> {
  const words = run.args.filter(
    (arg) => !arg.startsWith('@') && !/^(A|AAAA|ANY|CNAME|MX|TXT|NS|IN)$/.test(arg),
  );
  const isShort = words.includes('+short');
  const [name = '.'] = words.filter((word) => !word.startsWith('+') && !word.startsWith('-'));
  const record = run.box.world.network.resolve(name);
  const isOther = run.args.some((arg) => /^(AAAA|CNAME|MX|TXT|NS)$/.test(arg));
  yield* run.sleep(400);
  if (record === 'TIMEOUT') {
    yield* run.sleep(15e6);
    yield* run.print(
      ';; communications error to 127.0.0.53#53: timed out\n;; no servers could be reached\n',
    );
    return 9;
  }
  const addresses = typeof record === 'string' || isOther ? [] : record;
  if (isShort) {
    yield* run.print(addresses.map((ip) => `${ip}\n`).join(''));
    return 0;
  }
  const status = typeof record === 'string' ? record : 'NOERROR';
  const question = `${name}.`;
  yield* run.print(
    [
      '',
      `; <<>> DiG 9.18.24-1-Debian <<>> ${run.args.join(' ')}`,
      ';; global options: +cmd',
      ';; Got answer:',
      `;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${1_000 + (run.process.pid % 60_000)}`,
      `;; flags: qr rd ra; QUERY: 1, ANSWER: ${addresses.length}, AUTHORITY: 0, ADDITIONAL: 1`,
      '',
      ';; QUESTION SECTION:',
      `;${question.padEnd(30)} IN\tA`,
      '',
      ...(addresses.length > 0
        ? [
            ';; ANSWER SECTION:',
            ...addresses.map((ip) => `${question.padEnd(23)} 30 IN\tA\t${ip}`),
            '',
          ]
        : []),
      ';; Query time: 0 msec',
      ';; SERVER: 127.0.0.53#53(127.0.0.53) (UDP)',
      `;; WHEN: ${formatDate('%a %b %d %H:%M:%S UTC %Y', run.box.timeMs)}`,
      '',
      '',
    ].join('\n'),
  );
  return 0;
}

function* host(run: Invocation): Task<number> {
  const [name] = run.name === 'getent' ? run.args.slice(1) : run.args;
  if (name === undefined) throw new UsageError('a name is needed', { hasHint: false });
  const record = run.box.world.network.resolve(name);
  if (typeof record === 'string') {
    if (run.name === 'host')
      yield* run.print(
        `Host ${name} not found: ${record === 'NXDOMAIN' ? '3(NXDOMAIN)' : '2(SERVFAIL)'}\n`,
      );
    return run.name === 'getent' ? 2 : 1;
  }
  for (const ip of record) {
    yield* run.print(
      run.name === 'getent' ? `${ip.padEnd(15)} ${name}\n` : `${name} has address ${ip}\n`,
    );
  }
  return 0;
}

export const networkCommands = [
  define('dig', {
    summary: 'ask for the address of a name',
    usage: 'dig [+short] NAME',
    program: dig,
  }),
  define('getent', {
    summary: 'look a name up as programs do',
    usage: 'getent hosts NAME',
    program: host,
  }),
  define('host', { summary: 'the address of a name', usage: 'host NAME', program: host }),
  define('netstat', {
    summary: 'who listens on which port',
    usage: 'netstat -tlnp',
    program: netstat,
  }),
  define('ping', {
    summary: 'see whether a host answers',
    usage: 'ping [-c COUNT] HOST',
    program: ping,
  }),
  define('ss', { summary: 'who listens on which port', usage: 'ss -ltnp', program: ss }),
];
