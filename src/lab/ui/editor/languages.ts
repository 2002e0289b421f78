// The languages of lab files in the editor, and what the TypeScript service is told. Types of Node and Express
// come as one file, after the editor stands.
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/typescript/register';
import {
  conf,
  language as typescriptTokens,
} from 'monaco-editor/languages/definitions/typescript/typescript';
import { typescriptDefaults } from 'monaco-editor/languages/features/typescript/register';
import types from '../../../generated/editor-types.json';
import { languages } from './monaco.ts';
import { jsonTokens, nginxConfiguration, nginxTokens } from './nginx-language.ts';

/** TypeScript's own numbers for what Monaco's enums leave out. */
const BUNDLER: number = 100;
const ESNEXT = 99;

/** Code that only Node's loader or the types we leave out would complain of. */
const IGNORED_PROBLEMS = [
  // A parameter nobody uses, a variable nobody reads: not what a lab is about.
  6133, 6192, 6196,
];

/** Names that TypeScript's grammar of the site colours in a way of their own. */
const TYPE_NAMES = /\b(?:any|boolean|never|number|object|string|symbol|unknown|void)\b/;
const VALUE_NAMES = /\b(?:true|false|null|undefined)\b/;

/** What Monarch's TypeScript gives one colour, the site's code gives several: calls, types, values. */
function withSiteRoles(tokens: languages.IMonarchLanguage): languages.IMonarchLanguage {
  const { common = [], ...others } = tokens.tokenizer;
  const call: languages.IMonarchLanguageRule = [
    /#?[a-z_$][\w$]*(?=\s*\()/,
    { cases: { '@keywords': 'keyword', '@default': 'function' } },
  ];
  return {
    ...tokens,
    tokenizer: {
      ...others,
      common: [[TYPE_NAMES, 'type'], [VALUE_NAMES, 'constant'], call, ...common],
    },
  };
}

function configureTypeScript(): void {
  typescriptDefaults.setCompilerOptions({
    target: ESNEXT,
    module: ESNEXT,
    moduleResolution: BUNDLER,
    lib: ['esnext'],
    allowImportingTsExtensions: true,
    allowSyntheticDefaultImports: true,
    esModuleInterop: true,
    noEmit: true,
    skipLibCheck: true,
    // Handlers of Express 5 are written with req and res that TypeScript knows from the call.
    strict: false,
    types: [],
  });
  typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: IGNORED_PROBLEMS });
  // Files refer to each other: the service gets all of them, not only the one on show.
  typescriptDefaults.setEagerModelSync(true);
}

interface TypesPack {
  readonly files: Readonly<Record<string, string>>;
}

/** Loads the types. Without them the editor works on, and knows less. */
async function loadTypes(): Promise<void> {
  const response = await fetch(types.address);
  if (!response.ok) return;
  const { files } = (await response.json()) as TypesPack;
  const libs = Object.entries(files);
  typescriptDefaults.setExtraLibs(
    libs.map(([path, content]) => ({ filePath: `file://${path}`, content })),
  );
}

/** TypeScript without its service. */
export const SHOWN_TYPESCRIPT = 'typescript-shown';

let isRegistered = false;

/** Registers the languages, once for the page. */
export function registerLanguages(): void {
  if (isRegistered) return;
  isRegistered = true;
  languages.register({ id: 'nginx' });
  languages.setMonarchTokensProvider('nginx', nginxTokens);
  languages.setLanguageConfiguration('nginx', nginxConfiguration);
  languages.register({ id: 'json' });
  languages.setMonarchTokensProvider('json', jsonTokens);
  languages.setMonarchTokensProvider('typescript', withSiteRoles(typescriptTokens));
  languages.setLanguageConfiguration('typescript', conf);
  // The same colours for texts that are only looked at: nobody checks their types.
  languages.register({ id: SHOWN_TYPESCRIPT });
  languages.setMonarchTokensProvider(SHOWN_TYPESCRIPT, withSiteRoles(typescriptTokens));
  configureTypeScript();
  loadTypes().catch(() => {});
}
