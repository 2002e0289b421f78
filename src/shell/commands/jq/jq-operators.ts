// The upper half of jq's grammar: pipes, commas, operators by precedence, definitions and bindings.

import {
  type Definition,
  type Filter,
  type Operator,
  type Pattern,
  variablesOf,
} from './jq-syntax.ts';
import { TokenReader } from './jq-token-reader.ts';

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
const ASSIGNMENTS = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];
export abstract class OperatorParser extends TokenReader {
  /** A term and what is hung on it: `.a[0]?`. */
  protected abstract postfix(): Filter;

  protected abstract pattern(): Pattern;

  protected pipe(): Filter {
    if (this.is('def')) {
      const definition = this.definition();
      const name = `${definition.name}/${definition.params.length}`;
      const body = this.within([name], () => this.pipe());
      return { kind: 'define', definition, body };
    }
    if (this.accept('label')) {
      const name = this.variableName();
      this.expect('|');
      const body = this.within([`*${name}`], () => this.pipe());
      return { kind: 'label', name, body };
    }
    const left = this.#comma();
    if (this.accept('as')) return this.#binding(left);
    return this.accept('|') ? { kind: 'pipe', left, right: this.pipe() } : left;
  }

  #binding(of: Filter): Filter {
    const pattern = this.pattern();
    this.expect('|', true);
    const body = this.within(variablesOf(pattern), () => this.pipe());
    return { kind: 'bind', of, pattern, body };
  }

  protected definition(): Definition {
    this.expect('def');
    const name = this.word();
    const params: string[] = [];
    if (this.accept('(')) {
      do {
        const token = this.peek();
        params.push(token.kind === 'variable' ? token.text : this.word());
        if (token.kind === 'variable') this.at++;
      } while (this.accept(';'));
      this.expect(')');
    }
    this.expect(':');
    const names = params.flatMap((param) =>
      param.startsWith('$') ? [param, `${param.slice(1)}/0`] : [`${param}/0`],
    );
    const body = this.within([`${name}/${params.length}`, ...names], () => this.pipe());
    this.expect(';');
    return { name, params, body };
  }

  #comma(): Filter {
    let left = this.#alternative();
    while (this.accept(',')) left = { kind: 'comma', left, right: this.#alternative() };
    return left;
  }

  /** `//` binds looser than assignments and to the right. */
  #alternative(): Filter {
    const left = this.#assignment();
    return this.accept('//') ? { kind: 'alternative', left, right: this.#alternative() } : left;
  }

  #assignment(): Filter {
    const left = this.#or();
    const { kind, text } = this.peek();
    if (kind !== 'operator' || !ASSIGNMENTS.includes(text)) return left;
    this.at++;
    const how = text === '=' || text === '|=' ? text : (text.slice(0, -1) as Operator | '//');
    return { kind: 'assign', how, left, right: this.#or() };
  }

  #or(): Filter {
    let left = this.#and();
    while (this.accept('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.accept('and')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    const operator = COMPARISONS.find((one) => this.is(one));
    if (!operator) return left;
    this.at++;
    return { kind: 'operator', operator, left, right: this.#sum() };
  }

  #sum(): Filter {
    let left = this.#product();
    for (;;) {
      const operator = (['+', '-'] as const).find((one) => this.accept(one));
      if (!operator) return left;
      left = { kind: 'operator', operator, left, right: this.#product() };
    }
  }

  #product(): Filter {
    let left = this.unary();
    for (;;) {
      const operator = (['*', '/', '%'] as const).find((one) => this.accept(one));
      if (!operator) return left;
      left = { kind: 'operator', operator, left, right: this.unary() };
    }
  }

  protected unary(): Filter {
    if (this.accept('-')) return { kind: 'negate', of: this.unary() };
    if (this.accept('reduce')) return this.#reduce();
    if (this.accept('foreach')) return this.#foreach();
    if (this.accept('try')) {
      const body = this.postfix();
      return { kind: 'try', body, handler: this.accept('catch') ? this.postfix() : null };
    }
    const term = this.postfix();
    // `term as $x | body` takes everything behind it, wherever it stands.
    return this.accept('as') ? this.#binding(term) : term;
  }

  #reduce(): Filter {
    const of = this.postfix();
    this.expect('as');
    const pattern = this.pattern();
    this.expect('(');
    return this.within(variablesOf(pattern), () => {
      const start = this.pipe();
      this.expect(';');
      const update = this.pipe();
      this.expect(')');
      return { kind: 'reduce', of, pattern, start, update };
    });
  }

  #foreach(): Filter {
    const of = this.postfix();
    this.expect('as');
    const pattern = this.pattern();
    this.expect('(');
    return this.within(variablesOf(pattern), () => {
      const start = this.pipe();
      this.expect(';');
      const update = this.pipe();
      const extract = this.accept(';') ? this.pipe() : null;
      this.expect(')');
      return { kind: 'foreach', of, pattern, start, update, extract };
    });
  }
}
