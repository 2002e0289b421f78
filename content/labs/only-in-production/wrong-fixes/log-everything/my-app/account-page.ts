import type { Customer } from './customers.ts';

/** The one or two letters in the circle at the top of the page. Many people have one name, and some have four. */
function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  const letters = [parts.at(0), parts.length > 1 ? parts.at(-1) : ''].map((part) => part?.at(0) ?? '');
  return letters.join('').toUpperCase();
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The account page of a customer. */
export function accountPage({ name, since }: Customer, points: number): string {
  return `<!doctype html>
<title>Your account</title>
<p class="circle">${escaped(initials(name))}</p>
<h1>${escaped(name)}</h1>
<p>Member since ${since}. You have ${points} points.</p>
`;
}
