// The same programs on real Node and on the simulated one: output, exit code, signal and bytes on the wire
// must be equal. The oracle is the Node these tests run on. Differences that are known stand in
// differences.json with their reasons; one that is not there fails, and so does one that has gone.

import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  differingParts,
  maskOutcome,
  type Outcome,
} from '../../../platform/conformance/outcome.ts';
import { type Program, readPrograms } from '../../../platform/conformance/program.ts';
import { type ProgramPlace, runOnRealNode } from '../../../platform/conformance/real-node.ts';
import {
  runOnSimulatedNode,
  type SimulatedMachine,
} from '../../../platform/conformance/simulated-node.ts';
import { createNodePlatform } from '../../../platform/node-platform.ts';
import { Pack } from '../../files/pack.ts';
import { algorithms } from '../algorithms.ts';
import { GuestRealm } from '../guest-realm.ts';
import { type LibraryConstants, libraryFromPacks } from '../library.ts';
import { PACKAGE_NAMES } from '../packages.ts';
import differences from './differences.json' with { type: 'json' };

const PACKS = join(import.meta.dirname, '../../../generated/packs');
const MODULES = join(import.meta.dirname, '../../../../node_modules');
const OWN_MODULES = join(import.meta.dirname, '../../../packages');
/** Real processes that run at the same time. */
const WORKERS = 3;

/**
 * How often real Node may run a program before a difference counts. On a busy machine its timers slip past each other
 * and past the client's pauses, so that lines change places; the simulated run is the same every time.
 */
const TRIES = 5;

const programs = readPrograms(join(import.meta.dirname, 'programs'));
const read = (name: string): string => readFileSync(join(PACKS, name), 'utf8');

function createMachine(): SimulatedMachine {
  const library = ['node-extra.txt', 'node-core.txt'].map((name) => new Pack(read(name)));
  const constants = JSON.parse(read('node-constants.json')) as LibraryConstants;
  const realm = new GuestRealm(
    createNodePlatform(),
    libraryFromPacks(
      constants,
      () => library,
      () => algorithms,
    ),
  );
  const packages = PACKAGE_NAMES.map((name) => new Pack(read(`${name}.txt`)));
  for (const pack of packages) realm.addPackage(pack);
  return { realm, packages };
}

/** What real Node did, for each program; a few run ahead while the simulator works. */
class Oracle {
  readonly #root: string;
  readonly #outcomes = new Map<string, Promise<Outcome>>();

  constructor(root: string) {
    this.#root = root;
    // Each worker takes every third program, one after the other.
    const free = Array.from({ length: WORKERS }, () => Promise.resolve());
    for (const [index, program] of programs.entries()) {
      const worker = index % WORKERS;
      const outcome = (free[worker] as Promise<void>).then(() => this.#run(program));
      const settled = (): void => {};
      free[worker] = outcome.then(settled, settled);
      this.#outcomes.set(program.name, outcome);
    }
  }

  place({ name }: Program): ProgramPlace {
    return {
      folder: join(this.#root, name.replaceAll('/', '-')),
      modules: MODULES,
      ownModules: OWN_MODULES,
    };
  }

  outcome({ name }: Program): Promise<Outcome> {
    return this.#outcomes.get(name) as Promise<Outcome>;
  }

  /** Runs the program once more, in a folder of the same name. */
  again(program: Program): Promise<Outcome> {
    rmSync(this.place(program).folder, { recursive: true, force: true });
    return this.#run(program);
  }

  async #run(program: Program): Promise<Outcome> {
    const { outcome, masks } = await runOnRealNode(program, this.place(program));
    return maskOutcome(outcome, masks);
  }
}

describe('the simulated Node beside the real one', () => {
  let root: string;
  let oracle: Oracle;
  let machine: SimulatedMachine;

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'conformance-')));
    machine = createMachine();
    oracle = new Oracle(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(programs.map((program) => [program.name, program] as const))(
    '%s',
    { timeout: 120_000 },
    async (name, program) => {
      const run = await runOnSimulatedNode(program, oracle.place(program), machine);
      const simulated = maskOutcome(run.outcome, run.masks);
      let real = await oracle.outcome(program);
      for (let tries = 1; tries < TRIES && !isDeepStrictEqual(simulated, real); tries++) {
        if (differences.some((difference) => difference.program === name)) break;
        real = await oracle.again(program);
      }
      const known = differences.find((difference) => difference.program === name);
      if (known) expect(differingParts(real, simulated)).toEqual(known.parts);
      else expect(simulated).toEqual(real);
    },
  );

  it('lists differences of programs that exist', () => {
    const names = programs.map(({ name }) => name);
    expect(differences.filter(({ program }) => !names.includes(program))).toEqual([]);
  });
});
