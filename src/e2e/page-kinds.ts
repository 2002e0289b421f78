// One page of each kind the site has.

import { GUIDE } from './order-sandbox.ts';

export interface PageOfKind {
  readonly kind: string;
  readonly path: string;
  /** What a reader must find there without any script. */
  readonly words: string;
}

export const PAGES: readonly PageOfKind[] = [
  { kind: 'home', path: '/', words: 'Break a server.' },
  { kind: 'codes index', path: '/codes/', words: '502' },
  { kind: 'reference page', path: '/502/', words: 'Bad Gateway' },
  { kind: 'vendor code', path: '/520/', words: 'Cloudflare' },
  { kind: 'guide', path: GUIDE, words: 'The six usual causes' },
  { kind: 'labs', path: '/labs/', words: 'Each is a small production system that fails' },
  { kind: 'lab', path: '/labs/null-items/', words: 'Support forwards a ticket' },
  { kind: 'playground', path: '/playground/', words: 'A production box of your own' },
  { kind: 'embed', path: '/embed/null-items/', words: 'items.reduce' },
  { kind: 'diagnose', path: '/diagnose/', words: 'Nothing leaves this page' },
  { kind: 'tools', path: '/tools/', words: 'Open data' },
  { kind: 'decisions', path: '/decide/', words: 'What should my API send?' },
  { kind: 'question', path: '/decide/what-to-send/gateway/', words: 'What came back' },
  { kind: 'verdict', path: '/decide/what-to-send/overload/', words: 'Send 503 early' },
  { kind: 'matrix', path: '/matrix/', words: 'Same failure, other number' },
  { kind: 'timeouts', path: '/timeouts/', words: 'nginx tries the next server' },
  { kind: 'about', path: '/about/', words: 'Where the facts come from' },
  { kind: 'not found', path: '/nothing-is-here/', words: '404' },
];
