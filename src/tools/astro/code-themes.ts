// The two themes of every code block, as TextMate themes for Shiki and (converted) for Monaco.
// The colours are those of src/styles/tokens.css (--code-*); code-themes.test.ts holds them equal.
// Red is left out on purpose: on this site it only ever means "the error is here".
import type { ThemeRegistration } from 'shiki';

/** What a piece of code is, as far as its colour goes. `plain` has no class of its own. */
export type TokenRole =
  | 'plain'
  | 'comment'
  | 'keyword'
  | 'string'
  | 'function'
  | 'constant'
  | 'type'
  | 'deleted';

/** The hex colours of one theme: the block's background and one per role. */
export interface CodePalette {
  readonly background: string;
  readonly roles: Readonly<Record<TokenRole, string>>;
}

/** Code on the light theme's panel; every colour has at least 4.5:1 on it and on a marked line. */
export const lightPalette: CodePalette = {
  background: '#f5f4f0',
  roles: {
    plain: '#16181d',
    comment: '#656971',
    keyword: '#6b46d6',
    string: '#13795b',
    function: '#2459c9',
    constant: '#8f5a08',
    type: '#0b7285',
    deleted: '#c8321f',
  },
};

/** Code on the dark theme's panel; the same roles and the same contrast. */
export const darkPalette: CodePalette = {
  background: '#16191e',
  roles: {
    plain: '#eceae4',
    comment: '#8f939c',
    keyword: '#a78bfa',
    string: '#3fce9d',
    function: '#7aa5ff',
    constant: '#f0b545',
    type: '#4fc3d9',
    deleted: '#ff6b57',
  },
};

/** TextMate scopes by role. Later entries win over earlier ones of equal depth. */
const SCOPES: Readonly<Record<Exclude<TokenRole, 'plain'>, readonly string[]>> = {
  comment: ['comment', 'punctuation.definition.comment', 'string.comment'],
  keyword: [
    'keyword',
    'storage',
    'variable.language',
    'keyword.control',
    'keyword.other.directive',
    'punctuation.definition.keyword',
    'entity.name.tag',
  ],
  string: [
    'string',
    'punctuation.definition.string',
    'string.regexp',
    'markup.inserted',
    'meta.diff.header.to-file',
  ],
  function: [
    'entity.name.function',
    'support.function',
    'entity.name.command',
    'meta.function-call.generic',
  ],
  constant: [
    'constant',
    'support.constant',
    'variable.other.constant.property',
    'support.type.property-name',
    'entity.other.attribute-name',
    'variable.other.normal.shell',
  ],
  type: ['entity.name.type', 'support.type.primitive', 'support.class', 'entity.name.class'],
  deleted: ['markup.deleted', 'meta.diff.header.from-file'],
};

/** Scopes that the wider rules above would colour, but that read better as plain text. */
const PLAIN = [
  'keyword.operator.assignment',
  'keyword.operator.arithmetic',
  'keyword.operator.comparison',
  'keyword.operator.logical',
  'keyword.operator.ternary',
  'keyword.operator.type',
  'keyword.operator.optional',
  'keyword.operator.spread',
  'keyword.operator.rest',
  'keyword.operator.definiteassignment',
  'keyword.operator.relational',
  'keyword.operator.increment',
  'keyword.operator.decrement',
  'keyword.operator.nullish-coalescing',
  'punctuation.terminator',
  'storage.type.function.arrow',
  'meta.template.expression',
  'variable.other.constant',
];

function theme(name: string, type: 'light' | 'dark', palette: CodePalette): ThemeRegistration {
  const { plain } = palette.roles;
  const rules = Object.entries(SCOPES).map(([role, scope]) => ({
    scope: [...scope],
    settings: { foreground: palette.roles[role as TokenRole] },
  }));
  return {
    name,
    type,
    fg: plain,
    bg: palette.background,
    colors: { 'editor.foreground': plain, 'editor.background': palette.background },
    settings: [
      { settings: { foreground: plain, background: palette.background } },
      ...rules,
      { scope: PLAIN, settings: { foreground: plain } },
    ],
  };
}

/** The light theme, for Shiki and as the source of Monaco's. */
export const lightTheme = theme('field-guide-light', 'light', lightPalette);

/** The dark theme, for Shiki and as the source of Monaco's. */
export const darkTheme = theme('field-guide-dark', 'dark', darkPalette);
