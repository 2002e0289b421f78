// Filters and other tools for text, by name.

import { define } from '../define.ts';
import { cat, less, nl, tac, tee } from './cat.ts';
import { sort, uniq, wc } from './count-sort.ts';
import { base64, column, cut, fold, paste, rev, tr } from './cut-tr.ts';
import { constant, echo, printf, seq, xargs, yes } from './generate.ts';
import { grep } from './grep.ts';
import { head, tail } from './head-tail.ts';

export const textCommands = [
  define('base64', {
    summary: 'encode or decode base 64',
    usage: 'base64 [-d] [FILE]',
    program: base64,
  }),
  define('cat', { summary: 'print files', usage: 'cat [-nbsETA] [FILE]...', program: cat }),
  define('column', {
    summary: 'put text into columns',
    usage: 'column -t [-s SEPARATOR] [FILE]...',
    program: column,
  }),
  define('cut', {
    summary: 'print parts of lines',
    usage: 'cut -f LIST [-d DELIMITER] | -c LIST [FILE]...',
    program: cut,
  }),
  define('echo', { summary: 'print its arguments', usage: 'echo [-neE] [TEXT]...', program: echo }),
  define('egrep', {
    summary: 'grep -E',
    usage: 'egrep [OPTION]... PATTERN [FILE]...',
    program: grep,
  }),
  define('false', { summary: 'do nothing, without success', usage: 'false', program: constant }),
  define('fgrep', { summary: 'grep -F', usage: 'fgrep [OPTION]... TEXT [FILE]...', program: grep }),
  define('fold', {
    summary: 'break long lines',
    usage: 'fold [-w WIDTH] [FILE]...',
    program: fold,
  }),
  define('grep', {
    summary: 'print lines that match',
    usage: 'grep [-ivnclqorEFwx] [-A N] [-B N] [-C N] PATTERN [FILE]...',
    program: grep,
  }),
  define('head', {
    summary: 'print the first lines',
    usage: 'head [-n LINES | -c BYTES] [FILE]...',
    program: head,
  }),
  define('less', {
    summary: 'show a file (all of it: the log scrolls)',
    usage: 'less [FILE]...',
    program: less,
  }),
  define('more', {
    summary: 'show a file (all of it: the log scrolls)',
    usage: 'more [FILE]...',
    program: less,
  }),
  define('nl', { summary: 'number lines', usage: 'nl [FILE]...', program: nl }),
  define('paste', {
    summary: 'join lines of files',
    usage: 'paste [-s] [-d DELIMITER] [FILE]...',
    program: paste,
  }),
  define('printf', {
    summary: 'print text in a format',
    usage: 'printf FORMAT [ARGUMENT]...',
    program: printf,
  }),
  define('rev', {
    summary: 'reverse the characters of lines',
    usage: 'rev [FILE]...',
    program: rev,
  }),
  define('seq', {
    summary: 'print numbers',
    usage: 'seq [-w] [-s SEPARATOR] [FIRST [STEP]] LAST',
    program: seq,
  }),
  define('sort', {
    summary: 'sort lines',
    usage: 'sort [-nrufhV] [-k FIELD] [-t SEPARATOR] [FILE]...',
    program: sort,
  }),
  define('tac', { summary: 'print lines in reverse order', usage: 'tac [FILE]...', program: tac }),
  define('tail', {
    summary: 'print the last lines; -f goes on with what is added',
    usage: 'tail [-f] [-n LINES | -c BYTES] [FILE]...',
    program: tail,
  }),
  define('tee', {
    summary: 'print and write into files',
    usage: 'tee [-a] [FILE]...',
    program: tee,
  }),
  define('tr', {
    summary: 'change or delete characters',
    usage: 'tr [-dsc] SET1 [SET2]',
    program: tr,
  }),
  define('true', { summary: 'do nothing, with success', usage: 'true', program: constant }),
  define('uniq', { summary: 'drop repeated lines', usage: 'uniq [-cdui] [FILE]', program: uniq }),
  define('wc', {
    summary: 'count lines, words, bytes',
    usage: 'wc [-lwcm] [FILE]...',
    program: wc,
  }),
  define('xargs', {
    summary: 'run a command with arguments from its input',
    usage: 'xargs [-0rt] [-n N] [-I TEXT] COMMAND [ARGUMENT]...',
    program: xargs,
  }),
  define('yes', { summary: 'print a line again and again', usage: 'yes [TEXT]', program: yes }),
];
