// A frame of a simulated program's stack as the program sees it: V8's call site, made to read as if the
// text had been a file and not evaluated (https://v8.dev/docs/stack-trace-api).

import type { NodeRelease } from '../release.ts';

/** V8's description of one frame, as far as it is used. */
export interface CallSite {
  getThis(): unknown;
  getTypeName(): string | null;
  getFunction(): unknown;
  getFunctionName(): string | null;
  getMethodName(): string | null;
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getEvalOrigin(): string | undefined;
  getScriptNameOrSourceURL(): string | null | undefined;
  isToplevel(): boolean;
  isEval(): boolean;
  isNative(): boolean;
  isConstructor(): boolean;
  isAsync(): boolean;
  isPromiseAll(): boolean;
  getPromiseIndex(): number | null;
  toString(): string;
}

/** V8 calls every nameless function of evaluated text `eval`; in a file it has no name. */
function namelessText(text: string): string {
  return text
    .replace(/^((?:async )?)eval \((.*)\)$/, '$1$2')
    .replace(/^new eval \(/, 'new <anonymous> (')
    .replace(/^((?:async )?[^ (]+)\.eval \[as ([^\]]+)\] \(/, '$1.$2 (')
    .replace(/^((?:async )?[^ (]+)\.eval \(/, '$1.<anonymous> (');
}

/**
 * Functions of Node's library come out of a snapshot and have lost the names V8 guessed for them
 * (`Module._extensions..js`); what is left is the receiver and the property it was found under.
 */
function withoutGuessedName(frame: CallSite, text: string): string {
  const name = frame.getFunctionName();
  const kind = frame.isAsync() ? 'async ' : '';
  if (name === null || !/\./.test(name) || !text.startsWith(`${kind}${name} `)) return text;
  const place = text.slice(kind.length + name.length + 1);
  const [type, method] = [frame.getTypeName(), frame.getMethodName()];
  if (frame.isToplevel() || type === null) return `${kind}${place.slice(1, -1)}`;
  return `${kind}${type}.${method ?? '<anonymous>'} ${place}`;
}

/** Objects whose class has a small initial. */
const SMALL_CLASSES = new Set(['process', 'console', 'global', 'global_']);
const isClass = (value: object): boolean =>
  /^class\b/.test(Function.prototype.toString.call(value));

/** Functions of node:module that are no methods of a module. */
const MODULE_STATICS = new Set([
  'runMain',
  'executeUserEntryPoint',
  '_load',
  '_findPath',
  '_resolveFilename',
]);

/** Whether a built-in function belongs to a constructor and not to its instances: `Object.keys`. */
function isStatic(type: string, method: string): boolean {
  const owner: unknown = Object.getOwnPropertyDescriptor(globalThis, type)?.value;
  return typeof owner === 'function' && Object.hasOwn(owner, method);
}

/**
 * Whether the receiver of a frame is a function that is no class. Strict functions hide their receiver: then
 * the initial of the name decides, and what is known of the library and of built-in functions.
 */
function receiverIsFunction(frame: CallSite, type: string): boolean {
  const receiver = frame.getThis();
  if (typeof receiver === 'function') return !isClass(receiver);
  if (receiver !== undefined && receiver !== null) return false;
  const method = frame.getMethodName() ?? frame.getFunctionName() ?? '';
  if (!frame.getScriptNameOrSourceURL()) return isStatic(type, method);
  if (type === 'Module') return MODULE_STATICS.has(method);
  return /^[a-z_$]/.test(type) && !SMALL_CLASSES.has(type);
}

/** A frame's text as the release prints it. `isNamed`: its function has lost the name V8 guessed. */
function textInRelease(
  frame: CallSite,
  text: string,
  { release, isNamed = false }: { readonly release: NodeRelease; readonly isNamed?: boolean },
): string {
  const isOfPromise = frame.isAsync() && frame.getTypeName() === 'Promise';
  if (frame.isToplevel() || frame.isConstructor() || isOfPromise) return text;
  const [type, name] = [frame.getTypeName(), frame.getFunctionName()];
  const kind = frame.isAsync() ? 'async ' : '';
  // The global object is ours, and no receiver for V8.
  if (text.startsWith(`${kind}global.`)) return `${kind}${text.slice(`${kind}global.`.length)}`;
  if (release.repeatsAccessorNames && name !== null && /^[gs]et /.test(name)) {
    return text.replace(`${name} (`, `${name} [as ${name.slice(4)}] (`);
  }
  if (!release.callsFunctionsFunction || type === null || !text.startsWith(`${kind}${type}.`)) {
    return text;
  }
  // A guessed name stands alone, whatever the receiver is called.
  const isGuessed = !isNamed && name?.startsWith(`${type}.`) === true;
  if (isGuessed || !receiverIsFunction(frame, type)) return text;
  return `${kind}Function${text.slice(kind.length + type.length)}`;
}

/** A frame that says what V8's does. */
class SameCallSite implements CallSite {
  protected readonly frame: CallSite;

  constructor(frame: CallSite) {
    this.frame = frame;
  }

  getThis(): unknown {
    return this.frame.getThis();
  }

  getTypeName(): string | null {
    return this.frame.getTypeName();
  }

  getFunction(): unknown {
    return this.frame.getFunction();
  }

  getFunctionName(): string | null {
    return this.frame.getFunctionName();
  }

  getMethodName(): string | null {
    return this.frame.getMethodName();
  }

  getFileName(): string | null | undefined {
    return this.frame.getFileName();
  }

  getLineNumber(): number | null {
    return this.frame.getLineNumber();
  }

  getColumnNumber(): number | null {
    return this.frame.getColumnNumber();
  }

  getEvalOrigin(): string | undefined {
    return this.frame.getEvalOrigin();
  }

  getScriptNameOrSourceURL(): string | null | undefined {
    return this.frame.getScriptNameOrSourceURL();
  }

  isToplevel(): boolean {
    return this.frame.isToplevel();
  }

  isEval(): boolean {
    return this.frame.isEval();
  }

  isNative(): boolean {
    return this.frame.isNative();
  }

  isConstructor(): boolean {
    return this.frame.isConstructor();
  }

  isAsync(): boolean {
    return this.frame.isAsync();
  }

  isPromiseAll(): boolean {
    return this.frame.isPromiseAll();
  }

  getPromiseIndex(): number | null {
    return this.frame.getPromiseIndex();
  }

  toString(): string {
    return this.frame.toString();
  }
}

/** A frame of a built-in function. */
export class BuiltInCallSite extends SameCallSite {
  readonly #release: NodeRelease;

  constructor(frame: CallSite, release: NodeRelease) {
    super(frame);
    this.#release = release;
  }

  override toString(): string {
    return textInRelease(this.frame, this.frame.toString(), { release: this.#release });
  }
}

/** Which file a frame stands in, and who knows the columns of that as its author wrote it. */
export interface GuestPlace {
  readonly url: string;
  readonly compiler: { originalColumn(url: string, line: number, column: number): number };
  readonly release: NodeRelease;
}

/** A frame of a guest's own text. Columns and names are found when asked for: of most frames nobody asks. */
export class GuestCallSite extends SameCallSite {
  readonly #place: GuestPlace;
  #text: string | null = null;

  constructor(frame: CallSite, place: GuestPlace) {
    super(frame);
    this.#place = place;
  }

  get #nameless(): boolean {
    return this.frame.getFunctionName() === 'eval';
  }

  override getFunctionName(): string | null {
    const name = this.frame.getFunctionName();
    return name === 'eval' ? null : name;
  }

  override getFileName(): string {
    return this.#place.url;
  }

  /** Counted from 1, in the file as its author wrote it. */
  override getColumnNumber(): number {
    const { url, compiler } = this.#place;
    const { frame } = this;
    return compiler.originalColumn(url, frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0);
  }

  override getEvalOrigin(): undefined {}

  override getScriptNameOrSourceURL(): string {
    return this.#place.url;
  }

  override isEval(): boolean {
    return false;
  }

  override isNative(): boolean {
    return false;
  }

  override toString(): string {
    this.#text ??= this.#describe();
    return this.#text;
  }

  #describe(): string {
    const { url, release } = this.#place;
    const { frame } = this;
    const place = `${url}:${frame.getLineNumber()}:`;
    const moved = frame
      .toString()
      .replace(`${place}${frame.getColumnNumber()}`, `${place}${this.getColumnNumber()}`);
    if (this.#nameless) return namelessText(moved);
    const isNamed = url.startsWith('node:') && !release.keepsGuessedNames(url);
    const text = isNamed ? withoutGuessedName(frame, moved) : moved;
    return textInRelease(frame, text, { release, isNamed });
  }
}
