// Runs the codes of the rewrite module for a request: those of its server, then those of its
// location.

import { evaluate, type Template } from '../config/template.ts';
import { discardBody } from '../http/discard-body.ts';
import { field } from '../http/fields.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { sendResponseText } from '../http/send-text.ts';
import { escapeArgument, extensionOf } from '../http/uri.ts';
import { takeCaptures } from '../variables/pattern-names.ts';
import { setVariable } from '../variables/set.ts';
import type { Condition, RewriteCode } from './code.ts';

/** What a code leads to: the next one, the end of the list, or an answer. */
type Step = 'next' | 'end' | { readonly answer: Outcome };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const testFile = (request: HttpRequest, kind: 'f' | 'd' | 'e' | 'x', path: string): boolean => {
  const node = request.worker.machine.files.find(path);
  if (!node) return false;
  if (kind === 'f') return node.kind === 'file';
  if (kind === 'd') return node.kind === 'directory';
  return kind === 'e' || (node.mode & 0o111) !== 0;
};

const holds = (request: HttpRequest, condition: Condition): boolean => {
  if (condition.kind === 'file') {
    const path = evaluate(condition.path, request);
    return testFile(request, condition.test, path) !== condition.negated;
  }
  const value = evaluate(condition.value, request);
  switch (condition.kind) {
    case 'true':
      return value !== '' && value !== '0';
    case 'equal':
      return value === evaluate(condition.text, request);
    case 'not-equal':
      return value !== evaluate(condition.text, request);
    default: {
      const match = condition.pattern.regexp.exec(value);
      if (match) takeCaptures(request, condition.pattern, match);
      return (match !== null) === (condition.kind === 'match');
    }
  }
};

/** Captures that go into an argument of a rewritten URI are escaped there. */
const expand = (request: HttpRequest, replacement: Template, isRedirect: boolean): string => {
  const { captures } = request;
  let text = '';
  let inArgs = false;
  for (const part of replacement.parts) {
    if (typeof part === 'number') {
      const value = captures?.[part] ?? '';
      const mustEscape = (inArgs || isRedirect) && request.isQuotedUri;
      text += mustEscape ? escapeCapture(value, inArgs) : value;
    } else {
      text += typeof part === 'string' ? part : (part.get(request) ?? '');
      if (typeof part === 'string' && part.includes('?')) inArgs = true;
    }
  }
  return text;
};

const escapeCapture = (value: string, inArgs: boolean): string =>
  inArgs
    ? value.replace(/[\s"#%&+?\x7f-\xff]/g, (ch) => escapeArgument(ch))
    : value.replace(/[\s"#%?\x7f-\xff]/g, (ch) => escapeArgument(ch));

const redirectTo = (request: HttpRequest, uri: string, status: number): Step => {
  const location = field('Location', uri);
  request.headersOut.fields = request.headersOut.fields.filter(
    (one) => one !== request.headersOut.location,
  );
  request.headersOut.location = location;
  request.headersOut.fields.push(location);
  return { answer: status };
};

type RewriteRule = Extract<RewriteCode, { kind: 'rewrite' }>;

const joinArgs = (added: string, own: string): string =>
  [added, own].filter((part) => part !== '').join('&');

const applyRule = (request: HttpRequest, rule: RewriteRule): Step => {
  const match = rule.pattern.regexp.exec(request.uri);
  if (!match) return 'next';
  takeCaptures(request, rule.pattern, match);
  request.worker.traceDecision(request, 'rewrite', rule.place);
  const isRedirect = rule.flag === 'redirect' || rule.flag === 'permanent';
  const target = expand(request, rule.replacement, isRedirect);
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const added = question < 0 ? '' : target.slice(question + 1);
  const args = rule.dropsArgs ? added : joinArgs(added, request.args);
  if (isRedirect) {
    const uri = args === '' ? path : `${path}?${args}`;
    return redirectTo(request, uri, rule.flag === 'permanent' ? 301 : 302);
  }
  if (path === '') {
    request.worker.logError(request, 'the rewritten URI has a zero length');
    return { answer: 500 };
  }
  request.uri = path;
  request.args = args;
  request.extension = extensionOf(path);
  request.internal = true;
  request.validUnparsedUri = false;
  if (rule.flag === 'break') {
    request.validLocation = false;
    request.uriChanged = false;
    return 'end';
  }
  request.uriChanged = true;
  return rule.flag === 'last' ? 'end' : 'next';
};

type ReturnCode = Extract<RewriteCode, { kind: 'return' }>;

const answer = (request: HttpRequest, code: ReturnCode): Step => {
  const { status } = code;
  request.decidedAt = code.place;
  request.worker.traceDecision(request, 'return', code.place);
  // From 400 on a status without a text has a page.
  if (status >= 400 && (code.text === null || code.text.source === '')) return { answer: status };
  const text = code.text === null ? '' : evaluate(code.text, request);
  if (REDIRECTS.has(status)) return redirectTo(request, text, status);
  if (discardBody(request) !== 'ok') request.keepalive = false;
  return { answer: sendResponseText(request, status, text) };
};

const runOne = (request: HttpRequest, code: RewriteCode): Step => {
  switch (code.kind) {
    case 'set':
      setVariable(request, code.variable, evaluate(code.value, request));
      return 'next';
    case 'break':
      request.uriChanged = false;
      return 'end';
    case 'return':
      return answer(request, code);
    case 'rewrite':
      return applyRule(request, code);
    default:
      if (!holds(request, code.condition)) return 'next';
      request.worker.traceDecision(request, 'if', code.place);
      if (code.location) request.worker.flow.enterLocation(request, code.location);
      return runAll(request, code.body);
  }
};

const runAll = (request: HttpRequest, codes: readonly RewriteCode[]): Step => {
  for (const code of codes) {
    const step = runOne(request, code);
    if (step !== 'next') return step;
  }
  return 'next';
};

const run = (request: HttpRequest, codes: readonly RewriteCode[]): Outcome => {
  if (codes.length === 0) return 'declined';
  const step = runAll(request, codes);
  return typeof step === 'object' ? step.answer : 'declined';
};

/** The server's own codes, before a location is chosen. */
export const serverRewrites = (request: HttpRequest): Outcome =>
  run(request, request.server.rewrites);

/** The location's codes. */
export const locationRewrites = (request: HttpRequest): Outcome =>
  run(request, request.location.rewrites);
