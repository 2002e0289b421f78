// Getting PGlite: only after the reader has said so, with the part that has come, and again where it failed.

import type { AssetName } from '../protocol.ts';
import { DATABASE_PARTS, databaseSize, fetchDatabasePart } from './assets.ts';

export interface DownloadState {
  /** `offered`: it waits for a click; `coming`: it is on its way. */
  readonly step: 'offered' | 'coming';
  /** What comes over the network, compressed, in bytes. */
  readonly transferBytes: number;
  /** How much has come, from 0 to 1. */
  readonly part: number;
  /** Why it did not come the last time; empty where nothing went wrong. */
  readonly problem: string;
}

interface GivenAsset {
  readonly name: AssetName;
  readonly content: string | ArrayBuffer;
}

/** More often than this nobody needs to hear of it: a hundredth of the whole. */
const STEP = 0.01;

export class DatabaseDownload {
  readonly #say: (state: DownloadState) => void;
  #allow: (() => void) | null = null;

  constructor(say: (state: DownloadState) => void) {
    this.#say = say;
  }

  allow(): void {
    this.#allow?.();
  }

  /** The files, once the reader wanted them and they have come. */
  async parts(): Promise<readonly GivenAsset[]> {
    for (let problem = ''; ; ) {
      await this.#consent(problem);
      try {
        return await this.#fetch();
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    }
  }

  #tell(step: DownloadState['step'], part: number, problem = ''): void {
    this.#say({ step, part, problem, transferBytes: databaseSize.transferBytes });
  }

  #consent(problem: string): Promise<void> {
    return new Promise((resolve) => {
      this.#allow = () => {
        this.#allow = null;
        resolve();
      };
      this.#tell('offered', 0, problem);
    });
  }

  async #fetch(): Promise<readonly GivenAsset[]> {
    let bytes = 0;
    let told = 0;
    this.#tell('coming', 0);
    const count = (more: number): void => {
      bytes += more;
      const part = Math.min(1, bytes / databaseSize.rawBytes);
      if (part - told < STEP && part < 1) return;
      told = part;
      this.#tell('coming', part);
    };
    return Promise.all(
      DATABASE_PARTS.map(async (name) => ({ name, content: await fetchDatabasePart(name, count) })),
    );
  }
}
