// Reads compound commands: groups, subshells, if, while, for, case, functions, ((…)) and [[ … ]].

import type { Grammar } from './parser.ts';
import { readArithmeticWord, readQuotedText } from './read-word.ts';
import type { CaseClause, Command, Script, Word } from './syntax.ts';

/** A list that must hold at least one command. */
function body(grammar: Grammar): Script {
  const script = grammar.list();
  if (script.items.length > 0) return script;
  const { reader } = grammar;
  const operator = reader.peekOperator();
  if (operator !== null) throw reader.unexpected(operator);
  if (reader.isAtEnd) throw reader.unfinished('syntax error: unexpected end of file');
  throw reader.unexpected(grammar.peekWord()?.source ?? '');
}

/** Reads a compound command; null where none begins. */
export function parseCompound(grammar: Grammar): Command | null {
  const { reader } = grammar;
  const { line } = reader;
  const command = read(grammar, line);
  return command && { ...command, redirects: grammar.redirects() };
}

function read(grammar: Grammar, line: number): Command | null {
  const { reader } = grammar;
  const common = { line, redirects: [] };
  reader.skipBlanks();
  if (reader.startsWith('((')) {
    const { at } = reader;
    reader.at += 2;
    try {
      const expression = readArithmeticWord({ reader, parse: grammar.words });
      return { kind: 'arithmetic', expression, ...common };
    } catch {
      reader.at = at;
    }
  }
  if (reader.peekOperator() === '(') {
    reader.takeOperator('(');
    const script = body(grammar);
    close(grammar, ')');
    return { kind: 'subshell', body: script, ...common };
  }
  switch (grammar.peekWord()?.source) {
    case '{': {
      grammar.word();
      const script = body(grammar);
      grammar.takeWord('}');
      return { kind: 'group', body: script, ...common };
    }
    case 'if':
      return readIf(grammar, line);
    case 'while':
    case 'until':
      return readWhile(grammar, line);
    case 'for':
      return readFor(grammar, line);
    case 'case':
      return readCase(grammar, line);
    case '[[':
      return readCondition(grammar, line);
    case 'function': {
      grammar.word();
      const name = grammar.word()?.source ?? '';
      return parseFunction(grammar, name, line) ?? declare(grammar, name, line);
    }
    case 'then':
    case 'else':
    case 'elif':
    case 'fi':
    case 'do':
    case 'done':
    case 'esac':
    case '}':
      throw reader.unexpected(grammar.word()?.source ?? '');
    default:
      return null;
  }
}

function close(grammar: Grammar, operator: ')'): void {
  const { reader } = grammar;
  if (reader.takeIf(operator)) return;
  const other = reader.peekOperator();
  if (other !== null) throw reader.unexpected(other);
  if (reader.isAtEnd) throw reader.unfinished('syntax error: unexpected end of file');
  throw reader.unexpected(grammar.word()?.source ?? '');
}

function readIf(grammar: Grammar, line: number): Command {
  const branches: { condition: Script; body: Script }[] = [];
  do {
    grammar.word();
    const condition = body(grammar);
    grammar.takeWord('then');
    branches.push({ condition, body: body(grammar) });
  } while (grammar.peekWord()?.source === 'elif');
  let otherwise: Script | null = null;
  if (grammar.peekWord()?.source === 'else') {
    grammar.word();
    otherwise = body(grammar);
  }
  grammar.takeWord('fi');
  return { kind: 'if', line, branches, otherwise, redirects: [] };
}

function loopBody(grammar: Grammar): Script {
  grammar.takeWord('do');
  const script = body(grammar);
  grammar.takeWord('done');
  return script;
}

function readWhile(grammar: Grammar, line: number): Command {
  const isUntil = grammar.word()?.source === 'until';
  const condition = body(grammar);
  return { kind: 'while', line, isUntil, condition, body: loopBody(grammar), redirects: [] };
}

function readFor(grammar: Grammar, line: number): Command {
  const { reader } = grammar;
  grammar.word();
  reader.skipBlanks();
  if (reader.startsWith('((')) return readArithmeticFor(grammar, line);
  const name = grammar.word();
  if (!name) {
    const operator = reader.peekOperator();
    if (operator === null) throw reader.unfinished('syntax error: unexpected end of file');
    throw reader.unexpected(operator);
  }
  if (!/^[A-Za-z_]\w*$/.test(name.source)) {
    throw reader.unexpected(name.source);
  }
  reader.skipNewlines();
  let words: Word[] | null = null;
  if (grammar.peekWord()?.source === 'in') {
    grammar.word();
    words = [];
    for (let word = grammar.word(); word; word = grammar.word()) words.push(word);
  }
  if (!reader.takeIf(';')) reader.takeIf('\n');
  reader.skipNewlines();
  return { kind: 'for', line, name: name.source, words, body: loopBody(grammar), redirects: [] };
}

function readArithmeticFor(grammar: Grammar, line: number): Command {
  const { reader } = grammar;
  reader.at += 2;
  const whole = readArithmeticWord({ reader, parse: grammar.words });
  const [first = '', second = '', third = ''] = whole.source.split(';');
  const word = (text: string): Word => readQuotedText(text.trim(), grammar.words);
  if (!reader.takeIf(';')) reader.takeIf('\n');
  reader.skipNewlines();
  const parts = [word(first), word(second), word(third)] as const;
  return { kind: 'for-arithmetic', line, parts, body: loopBody(grammar), redirects: [] };
}

function readCase(grammar: Grammar, line: number): Command {
  const { reader } = grammar;
  grammar.word();
  const subject = grammar.word();
  if (!subject) throw reader.unexpected(reader.peekOperator() ?? 'newline');
  reader.skipNewlines();
  grammar.takeWord('in');
  reader.skipNewlines();
  const clauses: CaseClause[] = [];
  while (grammar.peekWord()?.source !== 'esac') {
    reader.takeIf('(');
    const patterns: Word[] = [];
    do {
      const pattern = grammar.word();
      if (!pattern) {
        const operator = reader.peekOperator();
        if (operator === null) throw reader.unfinished('syntax error: unexpected end of file');
        throw reader.unexpected(operator);
      }
      patterns.push(pattern);
    } while (reader.takeIf('|'));
    close(grammar, ')');
    const script = grammar.list();
    const operator = reader.peekOperator();
    const ended = operator === ';;' || operator === ';&' || operator === ';;&';
    if (ended) reader.takeOperator(operator);
    clauses.push({ patterns, body: script, end: ended ? operator : ';;' });
    reader.skipNewlines();
    if (!ended) break;
  }
  grammar.takeWord('esac');
  return { kind: 'case', line, subject, clauses, redirects: [] };
}

function readCondition(grammar: Grammar, line: number): Command {
  const { reader } = grammar;
  grammar.word();
  const words: Word[] = [];
  for (;;) {
    reader.skipBlanks();
    if (grammar.peekWord()?.source === ']]') break;
    const previous = words.at(-1)?.source;
    const operator = reader.peekOperator();
    if (operator === '\n') {
      reader.takeOperator(operator);
    } else if (previous === '=~') {
      words.push(readPattern(grammar));
    } else if (operator !== null && ['&&', '||', '(', ')', '<', '>'].includes(operator)) {
      reader.takeOperator(operator);
      words.push({ parts: [{ kind: 'text', text: operator, quoted: false }], source: operator });
    } else {
      const word = grammar.word();
      if (!word) throw reader.unfinished('syntax error: unexpected end of file');
      words.push(word);
    }
  }
  grammar.word();
  return { kind: 'condition', line, words, redirects: [] };
}

/** A regular expression may hold brackets and bars, which end a word elsewhere. */
function readPattern(grammar: Grammar): Word {
  const { reader } = grammar;
  const match = /^(?:\\.|"[^"]*"|'[^']*'|[^\s])+/.exec(reader.text.slice(reader.at));
  const source = match?.[0] ?? '';
  reader.at += source.length;
  if (/["'$]/.test(source)) {
    const inner = readQuotedText(source.replace(/^(["'])(.*)\1$/, '$2'), grammar.words);
    return { ...inner, source };
  }
  return { parts: [{ kind: 'text', text: source, quoted: false }], source };
}

/** `name() command`, from the bracket on. */
export function parseFunction(grammar: Grammar, name: string, line: number): Command | null {
  const { reader } = grammar;
  reader.skipBlanks();
  const { at } = reader;
  if (reader.takeIf('(') && reader.takeIf(')')) return declare(grammar, name, line);
  if (reader.at === at) return null;
  const operator = reader.peekOperator();
  if (operator !== null) throw reader.unexpected(operator);
  if (reader.isAtEnd) throw reader.unfinished('syntax error: unexpected end of file');
  throw reader.unexpected(grammar.word()?.source ?? '');
}

function declare(grammar: Grammar, name: string, line: number): Command {
  grammar.reader.skipNewlines();
  return { kind: 'function', line, name, body: grammar.command(), redirects: [] };
}
