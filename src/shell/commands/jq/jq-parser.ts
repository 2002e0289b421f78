// Reads a jq program: precedence and forms of jq 1.6 (src/parser.y). Names are looked up while reading, so that a filter
// that does not exist is refused before anything runs. Simplified: no modules, no `?//`.

import type { Token } from './jq-lexer.ts';
import { OperatorParser } from './jq-operators.ts';
import {
  CompileProblem,
  type Definition,
  type Filter,
  type Pattern,
  type PatternMember,
} from './jq-syntax.ts';
import { tokenName } from './jq-token-reader.ts';
import type { Json } from './json-value.ts';

const IDENTITY: Filter = { kind: 'identity' };

const CONSTANTS: Readonly<Record<string, Json>> = { null: null, true: true, false: false };

const literal = (value: Json): Filter => ({ kind: 'literal', value });

export class JqParser extends OperatorParser {
  /** The whole program. Throws a `CompileProblem`. */
  parse(): Filter {
    if (this.peek().kind === 'end') return IDENTITY;
    const filter = this.pipe();
    if (this.peek().kind !== 'end') this.unexpected();
    if (this.problems.length > 0) throw new CompileProblem(this.problems);
    return filter;
  }

  /** Definitions only, as a prelude has them. */
  parseDefinitions(): Definition[] {
    const found: Definition[] = [];
    while (this.is('def')) {
      const definition = this.definition();
      found.push(definition);
      this.names = [...this.names, `${definition.name}/${definition.params.length}`];
    }
    return found;
  }

  protected override pattern(): Pattern {
    if (this.peek().kind === 'variable') return { kind: 'variable', name: this.variableName() };
    if (this.accept('[')) {
      const items = [this.pattern()];
      while (this.accept(',')) items.push(this.pattern());
      this.expect(']');
      return { kind: 'array', items };
    }
    this.expect('{');
    const members = [this.#patternMember()];
    while (this.accept(',')) members.push(this.#patternMember());
    this.expect('}');
    return { kind: 'object', members };
  }

  #patternMember(): PatternMember {
    const token = this.peek();
    if (token.kind === 'variable') {
      this.at++;
      const value = this.accept(':') ? this.pattern() : null;
      return { key: literal(token.text.slice(1)), variable: token.text, value };
    }
    const key = this.#memberKey();
    this.expect(':');
    return { key, variable: null, value: this.pattern() };
  }

  #memberKey(): Filter {
    const token = this.peek();
    if (token.kind === 'string') return this.#string(null);
    if (this.accept('(')) {
      const key = this.pipe();
      this.expect(')');
      return key;
    }
    return literal(this.word());
  }

  protected override postfix(): Filter {
    let term = this.#term();
    for (;;) {
      const token = this.peek();
      if (token.kind === 'field') {
        this.at++;
        term = { kind: 'index', of: term, key: literal(token.text.slice(1)) };
      } else if (token.text === '.' && this.peek(1).kind === 'string') {
        this.at++;
        term = { kind: 'index', of: term, key: this.#string(null) };
      } else if (token.text === '.' && token.kind === 'operator') {
        this.at++;
        this.unexpected(', expecting FORMAT or QQSTRING_START');
      } else if (this.accept('[')) term = this.#bracket(term);
      else if (this.accept('?')) term = { kind: 'try', body: term, handler: null };
      else return term;
    }
  }

  #bracket(of: Filter): Filter {
    if (this.accept(']')) return { kind: 'iterate', of };
    if (this.accept(':')) {
      const to = this.pipe();
      this.expect(']');
      return { kind: 'slice', of, from: null, to };
    }
    const key = this.pipe();
    if (this.accept(':')) {
      const to = this.is(']') ? null : this.pipe();
      this.expect(']');
      return { kind: 'slice', of, from: key, to };
    }
    this.expect(']');
    return { kind: 'index', of, key };
  }

  #term(): Filter {
    const token = this.peek();
    switch (token.kind) {
      case 'number':
        this.at++;
        return literal(Number(token.text));
      case 'string':
        return this.#string(null);
      case 'format':
        this.at++;
        return this.peek().kind === 'string'
          ? this.#string(token.text)
          : { kind: 'format', name: token.text };
      case 'field':
        this.at++;
        return { kind: 'index', of: IDENTITY, key: literal(token.text.slice(1)) };
      case 'variable':
        return this.#variable(token);
      case 'identifier':
        return this.#call();
      default:
        return this.#structure();
    }
  }

  #variable(token: Token): Filter {
    this.at++;
    if (token.text === '$__loc__') {
      const line = this.program.slice(0, token.at).split('\n').length;
      return literal(
        new Map<string, Json>([
          ['file', '<top-level>'],
          ['line', line],
        ]),
      );
    }
    if (!this.isKnown(token.text)) this.refuse(`${token.text} is not defined`, token.at);
    return { kind: 'variable', name: token.text };
  }

  #call(): Filter {
    const { text: name, at } = this.peek();
    this.at++;
    if (name === 'break' && this.peek().kind === 'variable') {
      const label = this.variableName();
      if (!this.isKnown(`*${label}`)) this.refuse(`$*label-${label.slice(1)} is not defined`, at);
      return { kind: 'break', name: label };
    }
    if (name in CONSTANTS) return literal(CONSTANTS[name] ?? null);
    const args: Filter[] = [];
    if (this.accept('(')) {
      do args.push(this.pipe());
      while (this.accept(';'));
      this.expect(')');
    }
    if (!this.isKnown(`${name}/${args.length}`)) {
      this.refuse(`${name}/${args.length} is not defined`, at);
    }
    return { kind: 'call', name, args };
  }

  #structure(): Filter {
    const token = this.peek();
    if (this.accept('..')) return { kind: 'recurse' };
    if (this.accept('.')) {
      if (this.peek().kind !== 'string') return IDENTITY;
      return { kind: 'index', of: IDENTITY, key: this.#string(null) };
    }
    if (this.accept('(')) {
      const inner = this.pipe();
      this.expect(')');
      return inner;
    }
    if (this.accept('[')) {
      if (this.accept(']')) return { kind: 'array', of: null };
      const of = this.pipe();
      this.expect(']');
      return { kind: 'array', of };
    }
    if (this.accept('{')) return this.#object();
    if (this.accept('if')) return this.#condition(token.at);
    return this.unexpected();
  }

  /** An `if` without its `else`, which jq 1.6 wants, is told twice. */
  #unterminated(at: number): never {
    const token = this.peek();
    const words = `syntax error, unexpected ${tokenName(token)} (Unix shell quoting issues?)`;
    throw new CompileProblem([
      ...this.problems,
      this.message(words, token.at),
      this.message("Possibly unterminated 'if' statement", at),
    ]);
  }

  #condition(at: number): Filter {
    const condition = this.pipe();
    this.expect('then');
    const then = this.pipe();
    if (this.accept('elif')) {
      return { kind: 'if', condition, then, else: this.#condition(at) };
    }
    if (!this.is('else')) this.#unterminated(at);
    this.expect('else');
    const otherwise = this.pipe();
    this.expect('end');
    return { kind: 'if', condition, then, else: otherwise };
  }

  #object(): Filter {
    const members: [Filter, Filter][] = [];
    if (this.accept('}')) return { kind: 'object', members };
    do members.push(this.#member());
    while (this.accept(','));
    this.expect('}', true);
    return { kind: 'object', members };
  }

  #member(): [Filter, Filter] {
    const token = this.peek();
    if (token.kind === 'variable') {
      return [literal(token.text.slice(1)), this.#variable(token)];
    }
    if (token.kind === 'format') {
      this.at++;
      const key = this.#string(token.text);
      return this.#memberValue(key);
    }
    if (token.kind === 'number') this.unexpected();
    return this.#memberValue(this.#memberKey());
  }

  #memberValue(key: Filter): [Filter, Filter] {
    if (!this.accept(':')) return [key, { kind: 'index', of: IDENTITY, key }];
    let value = this.#memberTerm();
    while (this.accept('|')) value = { kind: 'pipe', left: value, right: this.#memberTerm() };
    return [key, value];
  }

  /** Behind a colon stands less than a whole filter: commas part members. */
  #memberTerm(): Filter {
    return this.accept('-') ? { kind: 'negate', of: this.postfix() } : this.unary();
  }

  #string(format: string | null): Filter {
    const token = this.peek();
    if (token.kind !== 'string') this.unexpected();
    if (token.isOpen) {
      const words =
        'syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END (Unix shell quoting issues?)';
      throw new CompileProblem([this.message(words, token.at + 1)]);
    }
    this.at++;
    const parts = (token.parts ?? []).map((part): string | Filter => {
      if (typeof part === 'string') return part;
      const inside = {
        whole: this.whole,
        base: this.base + part.at,
        names: this.names,
        problems: this.problems,
      };
      return new JqParser(part.program, this.outer, inside).#inner();
    });
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'string') return literal(only);
    return { kind: 'text', parts, format };
  }

  #inner(): Filter {
    const filter = this.pipe();
    if (this.peek().kind !== 'end') this.unexpected();
    return filter;
  }
}
