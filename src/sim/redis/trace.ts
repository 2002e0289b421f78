// What Redis adds to the trace.

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A command was answered, or a client waits for it. */
    'redis-command': {
      readonly host: string;
      /** Number of the connection it came over. */
      readonly connection: number;
      readonly database: number;
      /** The command and its words; passwords are left out, long ones are cut. */
      readonly words: readonly string[];
      /** What the client got: `error` with its text, `waits` for one that blocks. */
      readonly outcome: 'answered' | 'error' | 'queued' | 'waits';
      readonly error: string | null;
      readonly durationUs: number;
    };
    /** A key went away because memory was full. */
    'redis-evicted': { readonly host: string; readonly database: number; readonly key: string };
    /** A connection was not accepted. */
    'redis-rejected': {
      readonly host: string;
      readonly connection: number;
      readonly reason: string;
    };
    /** What redis-server said about its configuration. */
    'redis-configuration': {
      readonly host: string;
      readonly isAccepted: boolean;
      readonly line: number | null;
      readonly text: string;
    };
  }
}

const MOST_WORDS = 8;
const LONGEST_WORD = 80;

/** The words of a command as the trace keeps them. */
export function tracedWords(words: readonly string[]): string[] {
  const [name = '', ...rest] = words;
  if (/^(?:auth|hello)$/i.test(name) && rest.length > 0) return [name, '(redacted)'];
  return words
    .slice(0, MOST_WORDS)
    .map((word) => (word.length > LONGEST_WORD ? `${word.slice(0, LONGEST_WORD)}...` : word));
}
