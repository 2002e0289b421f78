import type { Customer } from './customers.ts';

/** The two letters in the circle at the top of the page. */
function initials(name: string): string {
  const [first, last] = name.split(' ');
  return (first[0] + last[0]).toUpperCase();
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
