// The Break menu of a station or a way: faults that make sense there, each with a form for its parameters.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { breakMenu, placeWords } from '../../../session/faults/break-menu.ts';
import type { FaultKind, FaultPlace } from '../../../session/faults/fault-kind.ts';
import type { BenchDesk } from '../bench-desk.ts';
import { BreakForm } from './BreakForm.tsx';

interface MenuProps {
  readonly desk: BenchDesk;
  readonly uid: string;
  readonly place: FaultPlace;
}

function Kind(props: MenuProps & { kind: FaultKind; isOpen: boolean; onToggle: () => void }) {
  const { desk, uid, place, kind, isOpen, onToggle } = props;
  const formId = `${uid}-break-${kind.id}`;
  const isOn = desk.session.value.view.broken.some(
    (broken) => broken.kind === kind.id && JSON.stringify(broken.place) === JSON.stringify(place),
  );
  return (
    <li>
      <button
        type="button"
        class="break-kind"
        aria-expanded={isOpen}
        aria-controls={formId}
        onClick={onToggle}
      >
        {kind.title}
        {isOn ? <span class="bench-note error">broken now</span> : null}
      </button>
      <div id={formId} hidden={!isOpen}>
        {isOpen ? <BreakForm desk={desk} uid={formId} place={place} kind={kind} /> : null}
      </div>
    </li>
  );
}

/** Groups of faults. One form is open at a time. */
export function BreakMenu(props: MenuProps): JSX.Element {
  const { desk, place } = props;
  const { system } = desk.session.value.data;
  const [open, setOpen] = useState('');
  const groups = breakMenu(place, system);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the forms in it are fieldsets of their own
    <div class="break-menu" role="group" aria-label={`Break ${placeWords(place, system)}`}>
      {groups.length === 0 ? (
        <p class="bench-empty">Nothing to break here: break the way from it.</p>
      ) : null}
      {groups.map(({ title, kinds }) => (
        <div key={title}>
          <p class="sandbox-label">{title}</p>
          <ul class="plain-list">
            {kinds.map((kind) => (
              <Kind
                key={`${kind.of} ${kind.id}`}
                {...props}
                kind={kind}
                isOpen={open === kind.id}
                onToggle={() => setOpen(open === kind.id ? '' : kind.id)}
              />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
