// A box that scrolls: the keyboard can reach it, and it has a name. Shared by code, answers and logs.
import type { ComponentChildren, JSX, Ref } from 'preact';

interface ScrollBoxProps {
  readonly as: 'pre' | 'div';
  readonly class: string;
  readonly label: string;
  readonly isHidden?: boolean;
  /** The file in it, where it holds one. */
  readonly code?: string;
  readonly boxRef?: Ref<HTMLElement>;
  readonly onClick?: (event: MouseEvent) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ComponentChildren;
}

/** The box. */
export function ScrollBox(props: ScrollBoxProps): JSX.Element {
  const { as, label, isHidden, code, boxRef, onClick, onKeyDown, children } = props;
  const attributes = {
    class: props.class,
    // A group, not a region: a page with three sandboxes should not have nine landmarks more.
    role: 'group',
    'aria-label': label,
    tabIndex: 0,
    hidden: isHidden,
    'data-code': code,
    onClick,
    onKeyDown,
  } as const;
  return as === 'pre' ? (
    <pre ref={boxRef as Ref<HTMLPreElement>} {...attributes}>
      {children}
    </pre>
  ) : (
    <div ref={boxRef as Ref<HTMLDivElement>} {...attributes}>
      {children}
    </div>
  );
}
