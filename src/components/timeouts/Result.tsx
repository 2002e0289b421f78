// What comes of a chain: the verdict, the drawing, the sentences, and the same as a table.
import type { JSX } from 'preact';
import { type Chain, type Outcome, runChain } from './chain.ts';
import { layoutOf } from './layout.ts';
import { Timeline } from './Timeline.tsx';
import { headline, hopName, remarks, secondsOf } from './words.ts';

interface Props {
  readonly chain: Chain;
  /** What the hop in front is called. */
  readonly edgeName: string;
  /** Codes with a page of their own. */
  readonly codes: readonly number[];
}

const WIDE = 720;
const NARROW = 340;

/** Back-ticks in a sentence as code. */
function withCode(text: string): (string | JSX.Element)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part));
}

function SpanTable({ outcome, edgeName }: { outcome: Outcome; edgeName: string }): JSX.Element {
  return (
    <details class="chain-table">
      <summary>The drawing as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">For nobody from</th>
          </tr>
        </thead>
        <tbody>
          {outcome.spans.map(({ hop, attempt, startMs, endMs, wastedFromMs }) => (
            <tr key={`${hop}-${attempt}`}>
              <th scope="row">
                {hopName(hop, edgeName)}
                {attempt > 0 && `, try ${attempt + 1}`}
              </th>
              <td>{secondsOf(startMs)}</td>
              <td>{Number.isFinite(endMs) ? secondsOf(endMs) : 'no end'}</td>
              <td>{wastedFromMs === null ? '' : secondsOf(wastedFromMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** The result of one chain. */
export function Result({ chain, edgeName, codes }: Props): JSX.Element {
  const outcome = runChain(chain);
  const { status, nginxLog } = outcome;
  const named = [...(status?.match(/\d{3}/g) ?? []), ...(nginxLog === null ? [] : [nginxLog])];
  const links = [...new Set(named.map(Number))].filter((code) => codes.includes(code));
  return (
    <div class="chain-result">
      <p class="chain-headline">{headline(outcome, edgeName)}</p>
      <Timeline layout={layoutOf(chain, outcome, { width: WIDE, edgeName })} shape="wide" />
      <Timeline layout={layoutOf(chain, outcome, { width: NARROW, edgeName })} shape="narrow" />
      <ul class="chain-remarks">
        {remarks(chain, outcome, edgeName).map((text) => (
          <li key={text}>{withCode(text)}</li>
        ))}
      </ul>
      {links.length > 0 && (
        <p class="chain-links">
          {links.map((code) => (
            <a href={`/${code}/`} key={code} class="chip">
              {code}
            </a>
          ))}
        </p>
      )}
      <SpanTable outcome={outcome} edgeName={edgeName} />
    </div>
  );
}
