// The components authors may write in MDX, and the attributes each takes. Nothing else is allowed there.
// How they look is decided in src/components/mdx.ts, which maps the same names.

/** What an attribute's value must be, beyond being present. */
export type AttributeKind =
  | 'text'
  | 'expression'
  | 'fact'
  | 'lab'
  | 'code'
  | 'layer'
  | readonly string[];

/** One component of the vocabulary. */
export interface AuthorComponent {
  /** Attributes that must be there. */
  readonly required: Readonly<Record<string, AttributeKind>>;
  /** Attributes that may be there. */
  readonly optional: Readonly<Record<string, AttributeKind>>;
  /** Whether it wraps content: always, never, or as the author likes. */
  readonly children: 'required' | 'none' | 'optional';
}

/** Everything authors may write in MDX beside Markdown. */
export const vocabulary = {
  Sandbox: {
    required: { lab: 'lab' },
    optional: { preset: 'text', file: 'text' },
    children: 'none',
  },
  Route: {
    required: { of: 'text' },
    optional: {
      stations: 'expression',
      writer: 'layer',
      break: 'expression',
      notes: 'expression',
      caption: 'text',
    },
    children: 'none',
  },
  LogLines: { required: { from: 'text' }, optional: {}, children: 'required' },
  Terminal: { required: {}, optional: { title: 'text' }, children: 'required' },
  SpecQuote: { required: { code: 'code' }, optional: {}, children: 'none' },
  Fact: { required: { id: 'fact' }, optional: {}, children: 'optional' },
  Aside: {
    required: { kind: ['note', 'warning', 'wrong-advice'] },
    optional: { title: 'text' },
    children: 'required',
  },
  Comparison: { required: { caption: 'text' }, optional: {}, children: 'required' },
  Steps: { required: {}, optional: {}, children: 'required' },
  Layer: { required: { of: 'layer' }, optional: {}, children: 'none' },
} as const satisfies Readonly<Record<string, AuthorComponent>>;

/** The name of a component authors may write. */
export type AuthorComponentName = keyof typeof vocabulary;

/** The component of this name, or nothing if authors may not write it. */
export function authorComponent(name: string): AuthorComponent | undefined {
  return Object.hasOwn(vocabulary, name) ? vocabulary[name as AuthorComponentName] : undefined;
}
