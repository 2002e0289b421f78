// Programs that use ioredis, in the form of the conformance suite with a redis.conf beside: on the simulated Node with
// the simulated Redis as its neighbour.

import { FileSystem } from '../../sim/files/file-system.ts';
import { Machine } from '../../sim/process/machine.ts';
import { createRedisService } from '../../sim/redis/redis-service.ts';
import { createNodePlatform } from '../node-platform.ts';
import { maskOutcome, type Outcome } from './outcome.ts';
import type { Program } from './program.ts';
import type { ProgramPlace } from './real-node.ts';
import { runOnSimulatedNode, type SimulatedMachine } from './simulated-node.ts';

/** The program with where Redis is in its environment, and without Redis' own file. */
export function withRedis(program: Program, host: string, port: number): Program {
  const files = new Map(program.files);
  files.delete('redis.conf');
  const env = { ...program.run.env, REDIS_HOST: host, REDIS_PORT: String(port) };
  return { ...program, files, run: { ...program.run, main: 'main.mjs', env } };
}

/** What is compared of an outcome: addresses and ports of Redis are not. */
export function comparableOutcome(outcome: Outcome, host: string, port: number): Outcome {
  const hide = (text: string): string =>
    text.replaceAll(String(port), '<redis port>').replaceAll(host, '<redis>');
  return { ...outcome, stdout: hide(outcome.stdout), stderr: hide(outcome.stderr) };
}

/** Runs the program beside a simulated Redis. */
export async function playRedisProgram(
  program: Program,
  place: ProgramPlace,
  machine: SimulatedMachine,
): Promise<Outcome> {
  const platform = createNodePlatform();
  const configuration = program.files.get('redis.conf') ?? '';
  const ip = '10.0.0.31';
  const { outcome, masks } = await runOnSimulatedNode(withRedis(program, ip, 6379), place, {
    ...machine,
    addNeighbours(network, kernel) {
      const neighbour = new Machine({
        kernel,
        network,
        host: network.addHost('redis', ip),
        files: new FileSystem({ now: () => kernel.nowUs, ...platform }),
        startedAtMs: Date.UTC(2026, 10, 22),
      });
      const text = `protected-mode no\ndir /var/lib/redis\n${configuration}`;
      neighbour.files.writeFile('/etc/redis/redis.conf', text);
      const spec = {
        kind: 'redis',
        name: 'redis',
        label: 'Redis',
        ip,
        directory: '/etc/redis',
      } as const;
      createRedisService({ spec, machine: neighbour, platform }).start();
    },
  });
  return comparableOutcome(maskOutcome(outcome, masks), ip, 6379);
}
