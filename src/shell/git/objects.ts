// Git's objects: blobs, trees, commits, with their real names (SHA-1 over git's own encoding). Simplified: they
// lie in .git/objects as plain text, not compressed, and trees as lists; there are no packs.

import { sha1 } from '@noble/hashes/legacy.js';

export interface TreeEntry {
  readonly mode: '100644' | '100755' | '120000' | '40000';
  readonly name: string;
  readonly id: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly time: number;
}

export interface Commit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

/** The files git's data lies in, and UTF-8. */
export interface GitFiles {
  read(path: string): string | null;
  write(path: string, text: string): void;
  encodeUtf8(text: string): Uint8Array;
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const fromHex = (text: string): number[] =>
  Array.from({ length: text.length / 2 }, (_value, at) =>
    Number.parseInt(text.slice(at * 2, at * 2 + 2), 16),
  );

/** The name of an object. */
function nameOf(type: string, body: Uint8Array, encode: (text: string) => Uint8Array): string {
  const head = encode(`${type} ${body.length}\0`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return toHex(sha1(whole));
}

/** Git sorts directories as if their names ended in a slash. */
const sortName = ({ mode, name }: TreeEntry): string => (mode === '40000' ? `${name}/` : name);

const personText = ({ name, email, time }: Person): string => `${name} <${email}> ${time} +0000`;

function parsePerson(text: string): Person {
  const match = /^(.*) <(.*)> (\d+) [-+]\d{4}$/.exec(text);
  return { name: match?.[1] ?? '', email: match?.[2] ?? '', time: Number(match?.[3] ?? 0) };
}

export class ObjectStore {
  readonly #files: GitFiles;
  readonly #directory: string;
  readonly #commits = new Map<string, Commit>();

  constructor(files: GitFiles, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  #path(id: string): string {
    return `${this.#directory}/objects/${id.slice(0, 2)}/${id.slice(2)}`;
  }

  #store(type: string, id: string, text: string): string {
    const path = this.#path(id);
    if (this.#files.read(path) === null) this.#files.write(path, `${type}\n${text}`);
    return id;
  }

  /** The type and text of an object; null where there is none. */
  find(id: string): { readonly type: string; readonly text: string } | null {
    const content = this.#files.read(this.#path(id));
    if (content === null) return null;
    const end = content.indexOf('\n');
    return { type: content.slice(0, end), text: content.slice(end + 1) };
  }

  blobId(text: string): string {
    const encode = (part: string): Uint8Array => this.#files.encodeUtf8(part);
    return nameOf('blob', encode(text), encode);
  }

  writeBlob(text: string): string {
    return this.#store('blob', this.blobId(text), text);
  }

  blob(id: string): string {
    return this.find(id)?.text ?? '';
  }

  writeTree(entries: readonly TreeEntry[]): string {
    const sorted = [...entries].sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
    const encode = (part: string): Uint8Array => this.#files.encodeUtf8(part);
    const bytes = sorted.flatMap(({ mode, name, id }) => [
      ...encode(`${mode} ${name}\0`),
      ...fromHex(id),
    ]);
    const id = nameOf('tree', Uint8Array.from(bytes), encode);
    return this.#store(
      'tree',
      id,
      sorted.map((one) => `${one.mode} ${one.id} ${one.name}\n`).join(''),
    );
  }

  tree(id: string): TreeEntry[] {
    const lines = (this.find(id)?.text ?? '').split('\n').filter(Boolean);
    return lines.map((line) => {
      const [mode = '', entry = '', ...name] = line.split(' ');
      return { mode: mode as TreeEntry['mode'], id: entry, name: name.join(' ') };
    });
  }

  writeCommit(commit: Omit<Commit, 'id'>): string {
    const text = [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${personText(commit.author)}`,
      `committer ${personText(commit.committer)}`,
      '',
      commit.message,
    ].join('\n');
    const encode = (part: string): Uint8Array => this.#files.encodeUtf8(part);
    return this.#store('commit', nameOf('commit', encode(text), encode), text);
  }

  commit(id: string): Commit {
    const known = this.#commits.get(id);
    if (known) return known;
    const text = this.find(id)?.text ?? '';
    const end = text.indexOf('\n\n');
    const fields = text.slice(0, end).split('\n');
    const values = (name: string): string[] =>
      fields
        .filter((line) => line.startsWith(`${name} `))
        .map((line) => line.slice(name.length + 1));
    const commit = {
      id,
      tree: values('tree')[0] ?? '',
      parents: values('parent'),
      author: parsePerson(values('author')[0] ?? ''),
      committer: parsePerson(values('committer')[0] ?? ''),
      message: text.slice(end + 2),
    };
    this.#commits.set(id, commit);
    return commit;
  }

  /** Every file below a tree: path, mode and blob. */
  files(tree: string, prefix = ''): Map<string, TreeEntry> {
    const found = new Map<string, TreeEntry>();
    for (const entry of this.tree(tree)) {
      const path = `${prefix}${entry.name}`;
      if (entry.mode === '40000')
        for (const one of this.files(entry.id, `${path}/`)) found.set(...one);
      else found.set(path, entry);
    }
    return found;
  }

  /** Writes the trees of a set of files and answers the root's name. */
  writeFiles(
    files: ReadonlyMap<string, { readonly mode: TreeEntry['mode']; readonly id: string }>,
  ): string {
    const entries: TreeEntry[] = [];
    const below = new Map<string, Map<string, { mode: TreeEntry['mode']; id: string }>>();
    for (const [path, file] of files) {
      const slash = path.indexOf('/');
      if (slash < 0) {
        entries.push({ ...file, name: path });
        continue;
      }
      const name = path.slice(0, slash);
      const inside = below.get(name) ?? new Map();
      inside.set(path.slice(slash + 1), file);
      below.set(name, inside);
    }
    for (const [name, inside] of below)
      entries.push({ mode: '40000', name, id: this.writeFiles(inside) });
    return this.writeTree(entries);
  }
}
