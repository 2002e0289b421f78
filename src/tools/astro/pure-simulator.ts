// A Vite plugin: tells the bundler that importing a file of the simulator does nothing by itself. Pages import
// a few functions through its one door (#sim); without this they would get the whole world behind it.

/** What is used of Vite's plugin interface. */
interface TransformingPlugin {
  readonly name: string;
  transform(code: string, id: string): { code: string; map: null; moduleSideEffects: false } | null;
}

/** Marks src/sim as free of side effects. */
export function pureSimulator(): TransformingPlugin {
  return {
    name: 'field-guide:pure-simulator',
    transform: (code, id) =>
      id.includes('/src/sim/') ? { code, map: null, moduleSideEffects: false } : null,
  };
}
