// Runs in a page of the built site, for wake.spec.ts: a sandbox by the site's own host code, without the page's
// own way of showing it.

import type { Command, LoggedCommand, PreparedEntry, TraceEvent, WorldSource } from '#sim';
import { Sandbox } from '../sandbox/host/sandbox.ts';
import type { AssetName } from '../sandbox/protocol.ts';

/** A world and what is done to it. */
export interface Script {
  readonly source: WorldSource;
  readonly prepared: readonly PreparedEntry[];
  /** Files given once the world stands, before the commands. */
  readonly supplies: readonly AssetName[];
  readonly commands: readonly Command[];
}

/** What became of it. */
export interface Played {
  readonly digest: string;
  /** How often a world was built, the first time included. */
  readonly builds: number;
  /** What programs printed. */
  readonly output: string;
  readonly inputs: readonly LoggedCommand[];
}

class Stage {
  readonly sandbox: Sandbox;
  builds = 0;
  output = '';
  digest = '';

  constructor({ source, prepared }: Script) {
    this.sandbox = new Sandbox({
      source,
      prepared,
      packages: ['express'],
      isHashed: true,
      onStatus: () => {},
      onRebuilt: () => {
        this.builds++;
        this.output = '';
      },
      onEvents: (events) => this.#read(events),
    });
  }

  async play(commands: readonly Command[]): Promise<void> {
    for (const command of commands) this.digest = (await this.sandbox.command(command)).digest;
  }

  #read(events: readonly TraceEvent[]): void {
    for (const event of events) if (event.kind === 'process-output') this.output += event.text;
  }
}

/** Opens a sandbox, supplies files, carries out the commands. */
export async function play(script: Script): Promise<Played> {
  const stage = new Stage(script);
  await stage.sandbox.open();
  for (const name of script.supplies) await stage.sandbox.supply(name);
  await stage.play(script.commands);
  stage.sandbox.close();
  const { digest, builds, output } = stage;
  return { digest, builds, output, inputs: stage.sandbox.inputs };
}

/** The digests of worlds built one after the other, each in a worker of its own. */
export async function playAgainAndAgain(script: Script, times: number): Promise<string[]> {
  const stage = new Stage(script);
  await stage.sandbox.open();
  const digests: string[] = [];
  for (let run = 0; run < times; run++) {
    if (run > 0) await stage.sandbox.restart();
    await stage.play(script.commands);
    digests.push(stage.digest);
  }
  stage.sandbox.close();
  return digests;
}
