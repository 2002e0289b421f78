// nginx.conf for the editor: the colours the static code has. A directive is the first word of a statement,
// whatever its name: nginx itself says which names it knows.
import type { languages } from 'monaco-editor/editor';

/** How to take a configuration apart. */
export const nginxTokens: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/\s+/, ''],
      [/#.*$/, 'comment'],
      [/[{}]/, 'delimiter'],
      [/;/, 'delimiter'],
      [/[a-z_][\w]*/i, { token: 'keyword', next: '@parameters' }],
    ],
    parameters: [
      [/\s+/, ''],
      [/#.*$/, 'comment'],
      [/;/, { token: 'delimiter', next: '@pop' }],
      [/[{}]/, { token: 'delimiter', next: '@pop' }],
      [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/, 'string'],
      [/\$(?:\w+|\{\w+\})/, 'constant'],
      [/\d+(?:ms|[smhdwMykg])?(?=[\s;])/i, 'constant'],
      [/[^\s;{}"'$#]+/, ''],
    ],
  },
};

/** What belongs together, and how to comment. */
export const nginxConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '#' },
  brackets: [['{', '}']],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  indentationRules: { increaseIndentPattern: /\{[^}]*$/, decreaseIndentPattern: /^\s*\}/ },
};

/** JSON, coloured only: what is wrong with it is told by the session. */
export const jsonTokens: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'constant'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'constant'],
      [/\b(?:true|false|null)\b/, 'constant'],
      [/[{}[\],:]/, 'delimiter'],
    ],
  },
};
