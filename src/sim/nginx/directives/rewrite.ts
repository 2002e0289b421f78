// `set`, `if`, `rewrite`, `return`, `break`: read into lists of codes that ../rewrite/run.ts runs.

import type { Context, Directive } from '../config/directive.ts';
import { LocationConfig } from '../config/location.ts';
import type { ConfigReader } from '../config/reader.ts';
import { compilePattern } from '../config/regex.ts';
import { Scope } from '../config/scope.ts';
import { flag } from '../config/setting.ts';
import { compileTemplate } from '../config/template.ts';
import { parseNumber } from '../config/values.ts';
import { logRequest } from '../log/error-log.ts';
import type { Condition, RewriteCode, RewriteFlag } from '../rewrite/code.ts';
import { definePatternNames } from '../variables/pattern-names.ts';

const REWRITABLE: readonly Context[] = ['server', 'if-server', 'location', 'if-location'];

const requireName = (cf: ConfigReader, word: string): string => {
  if (!word.startsWith('$') || word.length < 2) cf.fail(`invalid variable name "${word}"`);
  return word.slice(1).toLowerCase();
};

const set: Directive = {
  name: 'set',
  contexts: REWRITABLE,
  arity: [2, 2],
  apply: (cf, words) => {
    const variable = requireName(cf, words[1] ?? '');
    if (!cf.draft.variables.canDefine(variable)) cf.fail(`the duplicate "${variable}" variable`);
    if (variable !== 'args' && variable !== 'limit_rate') {
      cf.draft.variables.define(variable, (request) => {
        const value = request.values.get(variable);
        if (value === undefined && request.settings.response.uninitializedWarn) {
          logRequest(request, 'warn', `using uninitialized "${variable}" variable`);
        }
        return value ?? '';
      });
    }
    const value = compileTemplate(cf, words[2] ?? '');
    cf.rewrites.push({ kind: 'set', place: cf.here(), variable, value });
  },
};

const FILE_TESTS = /^(!?)-([fdex])$/;

const readComparison = (cf: ConfigReader, words: readonly string[]): Condition => {
  const [variable = '', operator = '', operand] = words;
  const value = compileTemplate(cf, variable);
  if (operand === undefined || words.length > 3) cf.fail(`invalid condition "${variable}"`);
  if (operator === '=' || operator === '!=') {
    const text = compileTemplate(cf, operand);
    return { kind: operator === '=' ? 'equal' : 'not-equal', value, text };
  }
  if (/^!?~\*?$/.test(operator)) {
    const pattern = compilePattern(cf, operand, { ignoreCase: operator.endsWith('*') });
    definePatternNames(cf, pattern);
    return { kind: operator.startsWith('!') ? 'no-match' : 'match', value, pattern };
  }
  return cf.fail(`unexpected "${operator}" in condition`);
};

/** The words between the parentheses, which may be glued to the first and last of them. */
const unwrap = (cf: ConfigReader, words: readonly string[]): string[] => {
  const inner = [...words.slice(1)];
  const first = inner[0] ?? '';
  const last = inner[inner.length - 1] ?? '';
  if (!first.startsWith('(')) cf.fail(`invalid condition "${first}"`);
  if (!last.endsWith(')')) cf.fail(`invalid condition "${last}"`);
  if (first === '(') inner.shift();
  else inner[0] = first.slice(1);
  const end = inner[inner.length - 1] ?? '';
  if (inner.length === 1 && end === ')') cf.fail(`invalid condition "${end}"`);
  if (end === ')') inner.pop();
  else inner[inner.length - 1] = end.slice(0, -1);
  return inner;
};

const readCondition = (cf: ConfigReader, words: readonly string[]): Condition => {
  const inner = unwrap(cf, words);
  const first = inner[0] ?? '';
  if (first.startsWith('$') && first.length > 1) {
    if (inner.length === 1) return { kind: 'true', value: compileTemplate(cf, first) };
    return readComparison(cf, inner);
  }
  const test = FILE_TESTS.exec(first);
  if (test) {
    if (inner.length !== 2) cf.fail(`invalid condition "${inner[inner.length - 1]}"`);
    const kind = test[2] as 'f' | 'd' | 'e' | 'x';
    const path = compileTemplate(cf, inner[1] ?? '');
    return { kind: 'file', test: kind, negated: test[1] === '!', path };
  }
  return cf.fail(`invalid condition "${first}"`);
};

const ifDirective: Directive = {
  name: 'if',
  contexts: ['server', 'location'],
  arity: [1, Number.POSITIVE_INFINITY],
  isBlock: true,
  apply: (cf, words) => {
    const place = cf.here();
    const condition = readCondition(cf, words);
    const body: RewriteCode[] = [];
    const outer = cf.location;
    const scope = new Scope(cf.scope, { isNameless: true });
    const inner = new LocationConfig({
      kind: 'nameless',
      name: outer?.name ?? '',
      pattern: outer?.pattern ?? null,
      scope,
      place,
      parent: outer,
    });
    const isServer = cf.context === 'server';
    cf.rewrites.push({ kind: 'if', place, condition, body, location: isServer ? null : inner });
    if (!isServer) outer?.children.push(inner);
    const context = isServer ? 'if-server' : 'if-location';
    cf.readBlock({ context, scope, location: inner, rewrites: body });
  },
};

const readFlagWord = (cf: ConfigReader, word: string): RewriteFlag => {
  const flags: readonly RewriteFlag[] = ['last', 'break', 'redirect', 'permanent'];
  return flags.find((one) => one === word) ?? cf.fail(`invalid parameter "${word}"`);
};

const isAbsolute = (target: string): boolean => /^(https?:\/\/|\$scheme)/.test(target);

const rewrite: Directive = {
  name: 'rewrite',
  contexts: REWRITABLE,
  arity: [2, 3],
  apply: (cf, words) => {
    const [, source = '', target = '', flagWord] = words;
    const pattern = compilePattern(cf, source, { ignoreCase: false });
    definePatternNames(cf, pattern);
    if (target === '') cf.fail('empty replacement');
    let flagRead: RewriteFlag = isAbsolute(target) ? 'redirect' : 'none';
    if (flagWord !== undefined) flagRead = readFlagWord(cf, flagWord);
    if (isAbsolute(target) && flagRead !== 'permanent') flagRead = 'redirect';
    const dropsArgs = target.endsWith('?');
    const replacement = compileTemplate(cf, dropsArgs ? target.slice(0, -1) : target);
    const place = cf.here();
    cf.rewrites.push({ kind: 'rewrite', place, pattern, replacement, dropsArgs, flag: flagRead });
  },
};

const URL_START = /^(https?:\/\/|\$scheme)/;

const returnDirective: Directive = {
  name: 'return',
  contexts: REWRITABLE,
  arity: [1, 2],
  apply: (cf, words) => {
    const [, first = '', second] = words;
    const place = cf.here();
    const status = parseNumber(first);
    if (status === null) {
      if (second !== undefined || !URL_START.test(first)) cf.fail(`invalid return code "${first}"`);
      cf.rewrites.push({ kind: 'return', place, status: 302, text: compileTemplate(cf, first) });
      return;
    }
    if (status > 999) cf.fail(`invalid return code "${first}"`);
    const text = second === undefined ? null : compileTemplate(cf, second);
    cf.rewrites.push({ kind: 'return', place, status, text });
  },
};

const breakDirective: Directive = {
  name: 'break',
  contexts: REWRITABLE,
  arity: [0, 0],
  apply: (cf) => {
    cf.rewrites.push({ kind: 'break', place: cf.here() });
  },
};

/** The directives of the rewrite module. */
export const REWRITE_DIRECTIVES: readonly Directive[] = [
  set,
  ifDirective,
  rewrite,
  returnDirective,
  breakDirective,
  flag(
    'rewrite_log',
    ['response', 'rewriteLog'],
    ['http', 'server', 'if-server', 'location', 'if-location'],
  ),
  flag(
    'uninitialized_variable_warn',
    ['response', 'uninitializedWarn'],
    ['http', 'server', 'if-server', 'location', 'if-location'],
  ),
];
