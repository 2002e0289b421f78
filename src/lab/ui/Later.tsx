// A part of the page that is loaded when it is first wanted. Until then, and where it cannot be loaded, it says so.
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Loaded<Props> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly part: ComponentType<Props> }
  | { readonly state: 'failed' };

/** A component in place of one that is on its way. `load` is an import of its module. */
export function later<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props): JSX.Element {
    const [loaded, setLoaded] = useState<Loaded<Props>>(
      known ? { state: 'here', part: known } : { state: 'loading' },
    );
    const begin = (): void => {
      setLoaded({ state: 'loading' });
      load().then(
        (part) => {
          known = part;
          setLoaded({ state: 'here', part });
        },
        () => setLoaded({ state: 'failed' }),
      );
    };
    useEffect(() => {
      if (!known) begin();
    }, []);
    if (loaded.state === 'here') {
      const Part = loaded.part;
      return <Part {...props} />;
    }
    if (loaded.state === 'loading') return <p class="bench-empty">{`${what} is loading.`}</p>;
    return (
      <p class="bench-empty">
        {`${what} could not be loaded. `}
        <button type="button" class="link-btn" onClick={begin}>
          Try again
        </button>
      </p>
    );
  };
}
