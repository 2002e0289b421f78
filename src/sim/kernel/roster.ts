// What is open, waiting or under way at the moment: a set for members that come and go all the time.

/**
 * A set in the order of joining, kept in an array: see the notes on memory in this folder's README. Leaving takes a
 * search, which is short, since mostly the oldest leaves first.
 */
export class Roster<Member> {
  readonly #members: Member[] = [];

  get size(): number {
    return this.#members.length;
  }

  has(member: Member): boolean {
    return this.#members.includes(member);
  }

  /** Joining twice counts once. */
  add(member: Member): void {
    if (!this.has(member)) this.#members.push(member);
  }

  /** Whether it was in. */
  delete(member: Member): boolean {
    const place = this.#members.indexOf(member);
    if (place < 0) return false;
    this.#members.splice(place, 1);
    return true;
  }

  clear(): void {
    this.#members.length = 0;
  }

  some(test: (member: Member) => boolean): boolean {
    return this.#members.some(test);
  }

  /** Those who are in when the look begins and have not left before their turn. */
  *[Symbol.iterator](): Generator<Member> {
    for (const member of [...this.#members]) if (this.has(member)) yield member;
  }
}
