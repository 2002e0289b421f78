// What the playground is made of: a template, a lab, or parts one by one.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import {
  APPS_MOST,
  firstParts,
  type PlaygroundParts,
  TEMPLATES,
  withNeeds,
} from '../../../session/playground/parts.ts';
import type { PlaygroundSource } from '../../../session/playground/playground-source.ts';
import type { BenchDesk } from '../bench-desk.ts';
import { Dialog } from '../Dialog.tsx';

interface PartsProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

type Flag = 'edge' | 'nginx' | 'postgres' | 'redis' | 'api';

const FLAGS: readonly (readonly [flag: Flag, label: string])[] = [
  ['edge', 'A CDN edge in front'],
  ['nginx', 'nginx as reverse proxy'],
  ['postgres', 'Postgres'],
  ['redis', 'Redis'],
  ['api', "A third party's API"],
];

function Choices(props: {
  readonly title: string;
  readonly items: readonly {
    readonly key: string;
    readonly title: string;
    readonly about: string;
  }[];
  readonly onChoose: (key: string) => void;
}): JSX.Element {
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      <ul class="plain-list parts-choices">
        {props.items.map(({ key, title, about }) => (
          <li key={key}>
            <button type="button" class="parts-choice" onClick={() => props.onChoose(key)}>
              <b>{title}</b>
              <span>{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parts(props: {
  readonly uid: string;
  readonly parts: PlaygroundParts;
  readonly onChange: (parts: PlaygroundParts) => void;
}): JSX.Element {
  const { uid, parts, onChange } = props;
  const needsNginx = parts.apps > 1;
  return (
    <fieldset class="parts-form">
      <legend>Part by part</legend>
      {FLAGS.map(([flag, label]) => (
        <label key={flag} class="load-check">
          <input
            type="checkbox"
            checked={parts[flag]}
            disabled={flag === 'nginx' && needsNginx}
            onChange={({ currentTarget }) => onChange({ ...parts, [flag]: currentTarget.checked })}
          />
          {flag === 'nginx' && needsNginx ? `${label}: several apps need it` : label}
        </label>
      ))}
      <label for={`${uid}-apps`}>Apps</label>
      <select
        id={`${uid}-apps`}
        value={String(parts.apps)}
        onChange={({ currentTarget }) =>
          onChange(withNeeds({ ...parts, apps: Number(currentTarget.value) }))
        }
      >
        {Array.from({ length: APPS_MOST }, (_, index) => (
          <option key={index} value={index + 1} selected={parts.apps === index + 1}>
            {index + 1}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

/** The dialog. Choosing builds another box; files that were changed and exist in it stay changed. */
export function PartsDialog({ desk, uid }: PartsProps): JSX.Element | null {
  const { playground } = desk;
  const source = playground?.source;
  const [parts, setParts] = useState(source?.kind === 'parts' ? source.parts : firstParts);
  if (!playground) return null;
  const open = (next: PlaygroundSource, isFresh: boolean): void => playground.open(next, isFresh);
  return (
    <Dialog
      title="What is it made of?"
      uid={uid}
      isWide
      onClose={() => {
        desk.dialog.value = 'none';
      }}
    >
      <Choices
        title="Start from a template"
        items={TEMPLATES.map(({ id, title, about }) => ({ key: id, title, about }))}
        onChoose={(id) => {
          const found = TEMPLATES.find((one) => one.id === id);
          if (found) open({ kind: 'parts', parts: found.parts }, true);
        }}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open({ kind: 'parts', parts }, false);
        }}
      >
        <Parts uid={uid} parts={parts} onChange={setParts} />
        <p class="bench-note">Files you changed stay as they are, where the new box has them.</p>
        <button type="submit" class="btn">
          Build it
        </button>
      </form>
      <Choices
        title="Or take a lab apart"
        items={playground.labs.map(({ slug, title, summary }) => ({
          key: slug,
          title,
          about: summary,
        }))}
        onChoose={(slug) => open({ kind: 'lab', slug }, true)}
      />
    </Dialog>
  );
}
