// A box above the workbench. The browser keeps the focus in it, closes it by Escape, and gives the focus back.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly uid: string;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The box, open for as long as it is rendered. */
export function Dialog({ title, uid, isWide, onClose, children }: DialogProps): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, and so does the button
    <dialog
      ref={box}
      class={isWide ? 'bench-dialog wide' : 'bench-dialog'}
      aria-labelledby={`${uid}-dialog`}
      onClose={() => {
        // The browser tells it also of a box that has given way to another one.
        if (box.current) onClose();
      }}
      onClick={(event) => {
        // A press beside the box is a press on the dialog itself.
        if (event.target === box.current) onClose();
      }}
    >
      <div class="bench-dialog-body">
        <div class="bench-dialog-head">
          <h2 id={`${uid}-dialog`}>{title}</h2>
          <button type="button" class="btn ghost small" onClick={onClose}>
            Close
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
