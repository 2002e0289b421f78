// `location`, `root`, `alias`, `types` and `limit_except`.

import {
  ALSO_IN_IF,
  type Directive,
  HTTP_SERVER_LOCATION,
  ONE_OR_MORE,
} from '../config/directive.ts';
import { LocationConfig, type LocationKind } from '../config/location.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compilePattern, type Pattern } from '../config/regex.ts';
import { Scope } from '../config/scope.ts';
import { compileTemplate } from '../config/template.ts';
import { definePatternNames } from '../variables/pattern-names.ts';

interface Matcher {
  readonly kind: LocationKind;
  readonly name: string;
  readonly pattern: Pattern | null;
}

const regexMatcher = (cf: ConfigReader, name: string, ignoreCase: boolean): Matcher => {
  const pattern = compilePattern(cf, name, { ignoreCase });
  definePatternNames(cf, pattern);
  return { kind: 'regex', name, pattern };
};

const readWithModifier = (cf: ConfigReader, modifier: string, name: string): Matcher => {
  switch (modifier) {
    case '=':
      return { kind: 'exact', name, pattern: null };
    case '^~':
      return { kind: 'prefix-final', name, pattern: null };
    case '~':
      return regexMatcher(cf, name, false);
    case '~*':
      return regexMatcher(cf, name, true);
    default:
      return cf.fail(`invalid location modifier "${modifier}"`);
  }
};

/** With one word the modifier may be glued to the name: `=/a`, `^~/a`. */
const readMatcher = (cf: ConfigReader, words: readonly string[]): Matcher => {
  const [, first = '', second] = words;
  if (second !== undefined) return readWithModifier(cf, first, second);
  if (first.startsWith('=')) return { kind: 'exact', name: first.slice(1), pattern: null };
  if (first.startsWith('^~')) return { kind: 'prefix-final', name: first.slice(2), pattern: null };
  if (first.startsWith('~*')) return regexMatcher(cf, first.slice(2), true);
  if (first.startsWith('~')) return regexMatcher(cf, first.slice(1), false);
  return { kind: first.startsWith('@') ? 'named' : 'prefix', name: first, pattern: null };
};

const checkNesting = (cf: ConfigReader, inner: Matcher, outer: LocationConfig): void => {
  if (outer.kind === 'exact') {
    cf.fail(`location "${inner.name}" cannot be inside the exact location "${outer.name}"`);
  }
  if (outer.kind === 'named') {
    cf.fail(`location "${inner.name}" cannot be inside the named location "${outer.name}"`);
  }
  if (inner.kind === 'named') {
    cf.fail(`named location "${inner.name}" can be on the server level only`);
  }
  if (inner.kind !== 'regex' && !inner.name.startsWith(outer.name)) {
    cf.fail(`location "${inner.name}" is outside location "${outer.name}"`);
  }
};

const location: Directive = {
  name: 'location',
  contexts: ['server', 'location'],
  arity: [1, 2],
  isBlock: true,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    const matcher = readMatcher(cf, words);
    const parent = cf.context === 'location' ? cf.location : null;
    if (parent) checkNesting(cf, matcher, parent);
    const scope = new Scope(cf.scope);
    const added = new LocationConfig({ ...matcher, scope, place: cf.here(), parent });
    (parent?.children ?? cf.server.locations).push(added);
    // Of two with one name the first one counts.
    if (matcher.kind === 'named' && !cf.server.named.has(matcher.name)) {
      cf.server.named.set(matcher.name, added);
    }
    cf.readBlock({ context: 'location', scope, location: added, rewrites: added.rewrites });
  },
};

const setRoot = (cf: ConfigReader, name: 'root' | 'alias', path: string): void => {
  const existing = cf.scope.own('core', 'root');
  if (existing) {
    const isAlias = existing.replacedLength !== null || existing.isWholePath;
    if (isAlias === (name === 'alias')) cf.fail(`"${name}" directive is duplicate`);
    cf.fail(
      `"${name}" directive is duplicate, "${isAlias ? 'alias' : 'root'}" directive was specified earlier`,
    );
  }
  const forbidden = /^\$\{?(document_root|realpath_root)\}?/.exec(path)?.[0];
  if (forbidden !== undefined) {
    cf.fail(`the ${forbidden} variable cannot be used in the "${name}" directive`);
  }
  const { kind, name: locationName } = cf.location ?? { kind: 'nameless', name: '' };
  const trimmed = name === 'root' && path.endsWith('/') ? path.slice(0, -1) : path;
  const isRegex = kind === 'regex';
  cf.scope.set(
    'core',
    'root',
    {
      path: compileTemplate(cf, trimmed),
      replacedLength: name === 'alias' && !isRegex ? locationName.length : null,
      isWholePath: name === 'alias' && isRegex,
    },
    cf.here(),
  );
};

const root: Directive = {
  name: 'root',
  contexts: ALSO_IN_IF,
  arity: [1, 1],
  apply: (cf, words) => setRoot(cf, 'root', words[1] ?? ''),
};

const alias: Directive = {
  name: 'alias',
  contexts: ['location'],
  arity: [1, 1],
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (cf.location?.kind === 'named') {
      cf.fail('the "alias" directive cannot be used inside the named location');
    }
    setRoot(cf, 'alias', words[1] ?? '');
  },
};

const types: Directive = {
  name: 'types',
  contexts: HTTP_SERVER_LOCATION,
  arity: [0, 0],
  isBlock: true,
  apply: (cf) => {
    const place = cf.here();
    const table = new Map(cf.scope.own('core', 'types'));
    cf.readBlock({
      handler: (words) => {
        if (words[0] === 'include') {
          if (words.length !== 2) {
            cf.fail('invalid number of arguments in "include" directive');
          }
          cf.include(words[1] ?? '');
          return;
        }
        for (const extension of words.slice(1)) {
          const before = table.get(extension.toLowerCase());
          if (before !== undefined) {
            cf.warn(
              `duplicate extension "${extension}", content type: "${words[0]}", previous content type: "${before}"`,
            );
          }
          table.set(extension.toLowerCase(), words[0] ?? '');
        }
      },
    });
    cf.scope.set('core', 'types', table, place);
  },
};

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'MKCOL',
  'COPY',
  'MOVE',
  'OPTIONS',
  'PROPFIND',
  'PROPPATCH',
  'LOCK',
  'UNLOCK',
  'PATCH',
]);

const limitExcept: Directive = {
  name: 'limit_except',
  contexts: ['location'],
  arity: ONE_OR_MORE,
  isBlock: true,
  apply: (cf: ConfigReader, words: readonly string[]) => {
    if (!cf.location || cf.location.limitExcept) cf.fail('"limit_except" directive is duplicate');
    const allowed = words.slice(1).map((word) => word.toUpperCase());
    for (const word of words.slice(1)) {
      if (!METHODS.has(word.toUpperCase())) cf.fail(`invalid method "${word}"`);
    }
    if (allowed.includes('GET')) allowed.push('HEAD');
    const scope = new Scope(cf.scope, { isNameless: true });
    const place = cf.here();
    const { name, pattern } = cf.location;
    const inner = new LocationConfig({
      kind: 'nameless',
      name,
      pattern,
      scope,
      place,
      parent: cf.location,
    });
    cf.location.limitExcept = { allowed, location: inner };
    cf.readBlock({ context: 'limit_except', scope, location: inner });
  },
};

/** `location` and what says where its files are. */
export const LOCATION_DIRECTIVES: readonly Directive[] = [
  location,
  root,
  alias,
  types,
  limitExcept,
];
