// The palette: every command by name, found by typing a part of it.
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { BenchDesk } from './bench-desk.ts';
import { type BenchCommand, benchCommands } from './commands.ts';
import { Dialog } from './Dialog.tsx';

interface PaletteProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

/** Whether every word that was typed is in the title. */
const matches = ({ title }: BenchCommand, typed: string): boolean =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => title.toLowerCase().includes(word));

/** The field and the list under it. */
export function Palette({ desk, uid }: PaletteProps): JSX.Element {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const commands = useMemo(() => benchCommands(desk), [desk]);
  const found = commands.filter((command) => matches(command, typed));
  const close = (): void => {
    desk.dialog.value = 'none';
  };
  const run = (command: BenchCommand | undefined): void => {
    if (!command) return;
    close();
    command.run();
  };
  const go = (to: number): void => {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Enter') run(found[at]);
    else return;
    event.preventDefault();
  };
  const optionId = (index: number): string => `${uid}-command-${index}`;
  return (
    <Dialog title="Commands" uid={uid} onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={`${uid}-commands`}
        aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
        aria-autocomplete="list"
        autocomplete="off"
        spellcheck={false}
        placeholder="Type a part of its name"
        value={typed}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
        data-first
      />
      <div
        id={`${uid}-commands`}
        ref={list}
        class="bench-commands"
        role="listbox"
        aria-label="Commands"
      >
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          <div
            key={command.title}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            {command.title}
            {command.keys ? <kbd>{command.keys}</kbd> : null}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p class="bench-empty">No command is called so.</p> : null}
    </Dialog>
  );
}
