// Where a lab runs PGlite: the button that loads it and says what it weighs, then how far it has come.
import type { JSX } from 'preact';
import type { EngineStatus } from './engine.ts';

interface OfferProps {
  readonly status: EngineStatus;
  readonly load: () => void;
}

/** "3.9 MB", in millions of bytes. */
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** The offer, the progress, or nothing where none is wanted. */
export function DatabaseOffer({ status, load }: OfferProps): JSX.Element | null {
  if (status.state !== 'download') return null;
  const { step, part, problem, transferBytes } = status.download;
  const size = megabytes(transferBytes);
  if (step === 'coming') {
    const percent = Math.round(part * 100);
    return (
      <div class="panel-head">
        <label>
          {`Loading Postgres, ${size} `}
          <progress max={100} value={percent} />
        </label>
        <span aria-hidden="true">{`${percent} %`}</span>
      </div>
    );
  }
  return (
    <div class="panel-head">
      <p role={problem ? 'alert' : 'status'}>
        {problem
          ? `Postgres could not be loaded: ${problem}`
          : 'Here SQL itself matters, so a whole Postgres runs in your browser.'}
      </p>
      <button type="button" class="btn small" onClick={load}>
        {problem ? `Try again, ${size}` : `Load Postgres, ${size}`}
      </button>
    </div>
  );
}
