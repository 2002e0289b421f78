// The run worker: the innermost ring, where the world and the reader's code live. What it needs of the
// browser is taken first, then the global scope is tamed, and only then does anything else run.

import type { Algorithms, BrowserFactory, PeerKind, ScriptPreparer, TerminalFactory } from '#sim';
import type { AssetName, RunAnswer, RunMessage } from '../protocol.ts';
import { createBrowserPlatform } from './browser-platform.ts';
import { CanaryDriver, type RejectionEvent } from './canary-driver.ts';
import { Databases } from './databases.ts';
import { SignsOfLife } from './signs-of-life.ts';
import { tameGlobals } from './tame-globals.ts';
import { MissingAssetError, WorldRunner } from './world-runner.ts';

const post = self.postMessage.bind(self) as (answer: RunAnswer) => void;
const listen = self.addEventListener.bind(self) as (type: string, listener: unknown) => void;
const unlisten = self.removeEventListener.bind(self) as (type: string, listener: unknown) => void;
const life = new SignsOfLife({ now: performance.now.bind(performance), tell: post });
const platform = life.ofScripts(createBrowserPlatform());

const databases = new Databases(WebAssembly, TextDecoder, () => life.ownWork());

tameGlobals();

let run = 0;
const runner = new WorldRunner({
  platform,
  databases,
  driver: new CanaryDriver({
    add: (type, listener: (event: RejectionEvent) => void) => listen(type, listener),
    remove: (type, listener: (event: RejectionEvent) => void) => unlisten(type, listener),
  }),
  onTurn: (turn) => life.turn(turn),
  onEvents: (events) => post({ type: 'events', run, events }),
});

/** A script that evaluates to what the parser chunk offers. */
function loadParser(text: string): void {
  runner.setPreparer(platform.evaluate(text) as ScriptPreparer);
}

/** The name of a peer's chunk, and the kind in it. */
const PEER = /^peer-(.+)$/;

function takeAsset(name: AssetName, content: string | ArrayBuffer): void {
  if (name === 'pglite-program' || name === 'pglite-disk') databases.add(name, content);
  else if (name === 'pglite') databases.setScript(platform.evaluate(String(content)));
  else if (typeof content !== 'string') platform.setLlhttp(content);
  else if (name === 'parser') loadParser(content);
  else if (name === 'algorithms') runner.setAlgorithms(platform.evaluate(content) as Algorithms);
  else if (name === 'terminal') runner.setTerminal(platform.evaluate(content) as TerminalFactory);
  else if (name === 'browser') runner.setBrowser(platform.evaluate(content) as BrowserFactory);
  else if (PEER.test(name)) {
    runner.addPeer(name.replace(PEER, '$1') as PeerKind, platform.evaluate(content));
  } else runner.addText(name, content);
}

/** Carries out a message that takes time. */
async function work(message: Extract<RunMessage, { run: number }>): Promise<RunAnswer> {
  run = message.run;
  life.ownWork();
  if (message.type === 'start') {
    return {
      type: 'started',
      run,
      result: await runner.start(message.source, message.inputs, message),
    };
  }
  if (message.type === 'prove') {
    return { type: 'proven', run, id: message.id, events: await runner.prove(message) };
  }
  if (message.type === 'complete') {
    return { type: 'completed', run, id: message.id, completion: runner.complete(message) };
  }
  return { type: 'done', run, id: message.id, result: await runner.execute(message.command) };
}

function failure(error: unknown): RunAnswer {
  if (error instanceof MissingAssetError) return { type: 'need', run, asset: error.asset };
  const detail = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  return { type: 'failed', run, detail: detail.slice(0, 4_000) };
}

listen('message', (event: { data: RunMessage }) => {
  const message = event.data;
  switch (message.type) {
    case 'ping':
      post({ type: 'pong', sequence: message.sequence });
      return;
    case 'asset':
      takeAsset(message.name, message.content);
      return;
    default:
      work(message).then(post, (error: unknown) => post(failure(error)));
  }
});
