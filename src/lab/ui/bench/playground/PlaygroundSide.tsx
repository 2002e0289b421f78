// Beside the work in a playground: what it is made of, and its files.
import type { JSX } from 'preact';
import { layerOf } from '../../layers.ts';
import type { BenchDesk } from '../bench-desk.ts';
import { FileTree } from '../FileTree.tsx';

/** In place of a ticket and its checks. */
export function PlaygroundSide({ desk }: { readonly desk: BenchDesk }): JSX.Element {
  const { system } = desk.session.value.data;
  return (
    <section class="bench-side" aria-label="Parts and files">
      <div class="bench-scroll">
        <div class="bench-brief">
          <p>
            A box of your own, and nothing to prove. Send requests, break parts, put load on it,
            change any file.
          </p>
          <ul class="plain-list">
            {system.hosts
              .filter(({ kind }) => kind !== 'client')
              .map((host) => (
                <li key={host.name} data-layer={layerOf(host)}>
                  <span class="layer">{host.label}</span>
                </li>
              ))}
          </ul>
          <p>
            <button
              type="button"
              class="btn ghost small"
              onClick={() => {
                desk.dialog.value = 'parts';
              }}
            >
              Choose the parts
            </button>
          </p>
        </div>
        <FileTree desk={desk} />
      </div>
    </section>
  );
}
