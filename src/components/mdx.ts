// The whole vocabulary of authors: every component a page of content may use, and what plain Markdown
// becomes. MDX files import nothing; src/content checks that they use no other name.
import type { AstroComponentFactory } from 'astro/runtime/server/index.js';
import Aside from './Aside.astro';
import CodePre from './CodePre.astro';
import Comparison from './Comparison.astro';
import Fact from './Fact.astro';
import Heading2 from './Heading2.astro';
import Heading3 from './Heading3.astro';
import Layer from './Layer.astro';
import Link from './Link.astro';
import LogLines from './LogLines.astro';
import OptionalSandbox from './OptionalSandbox.astro';
import Route from './Route.astro';
import SpecQuote from './SpecQuote.astro';
import Steps from './Steps.astro';
import Terminal from './Terminal.astro';

// The sandbox is built by another part of the project and may be absent from a build.
const built = import.meta.glob<{ default: AstroComponentFactory }>('./Sandbox.astro', {
  eager: true,
});
const Sandbox = built['./Sandbox.astro']?.default ?? OptionalSandbox;

/** Pass as `components` to a rendered entry's <Content />. */
export const mdxComponents = {
  Aside,
  Comparison,
  Fact,
  Layer,
  LogLines,
  Route,
  Sandbox,
  SpecQuote,
  Steps,
  Terminal,
  a: Link,
  h2: Heading2,
  h3: Heading3,
  pre: CodePre,
};
