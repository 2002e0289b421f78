// The notice that goes with the packs: whose text is in them, under which licence.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FoundPackage } from './npm-pack.ts';

const RULE = '='.repeat(100);
const LICENCE_FILE = /^(?:licen[cs]e|copying)(?:\.\w+)?$/i;

interface Work {
  readonly title: string;
  readonly licence: string;
}

function licenceIn(folder: string): string {
  const name = existsSync(folder) && readdirSync(folder).find((entry) => LICENCE_FILE.test(entry));
  return name ? readFileSync(join(folder, name), 'utf8').trim() : '';
}

/** Node's licence file covers all it contains: V8, llhttp, undici, acorn and others. */
function nodeLicence(): string {
  const folder = dirname(dirname(process.execPath));
  const text = licenceIn(folder);
  if (!text) throw new Error(`${folder} holds no licence of Node`);
  return text;
}

function workOf({ modules, folder, json }: FoundPackage): Work {
  const text = licenceIn(join(modules, folder));
  const { license = 'no licence named' } = json as { license?: string };
  return { title: `${json.name} ${json.version} (${license})`, licence: text || license };
}

/** Of PostgreSQL, which PGlite holds and whose licence its package does not carry. */
const POSTGRESQL: Work = {
  title: 'PostgreSQL 18 (PostgreSQL), as PGlite compiles it',
  licence: `PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2025, PostgreSQL Global Development Group

Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its documentation for any purpose, without
fee, and without a written agreement is hereby granted, provided that the above copyright notice and this
paragraph and the following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR DIRECT, INDIRECT, SPECIAL,
INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS
DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE PROVIDED HEREUNDER IS ON AN "AS
IS" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO PROVIDE MAINTENANCE, SUPPORT, UPDATES,
ENHANCEMENTS, OR MODIFICATIONS.`,
};

/** The text of the notice. */
export function writeNotice(modules: string, packages: readonly FoundPackage[]): string {
  const undici = JSON.parse(readFileSync(join(modules, 'undici/package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const pglite = JSON.parse(
    readFileSync(join(modules, '@electric-sql/pglite/package.json'), 'utf8'),
  ) as typeof undici;
  const works: Work[] = [
    { title: `Node.js ${process.version}: its JavaScript library`, licence: nodeLicence() },
    workOf({ modules, folder: 'undici', json: undici }),
    workOf({ modules, folder: '@electric-sql/pglite', json: pglite }),
    POSTGRESQL,
    ...packages.map(workOf),
  ];
  const head =
    'The simulated Node runs texts of others: the library of Node.js, the HTTP parser llhttp as the\n' +
    'package undici builds it, and packages from the npm registry. Comments were taken out of them; what\n' +
    'the library does not need was emptied. These are their licences.';
  return [head, ...works.map(({ title, licence }) => `${RULE}\n${title}\n${RULE}\n\n${licence}`)]
    .join('\n\n')
    .concat('\n');
}
