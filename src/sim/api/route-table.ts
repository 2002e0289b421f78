// Finds a request's route and its next answer: each route counts what it has been asked.

import type { ScriptAnswer, ScriptRoute } from './script.ts';

/** A route that fits, how often it was asked, and what the parts of its path stand for. */
export interface Match {
  readonly answer: ScriptAnswer;
  /** The first is 1. */
  readonly attempt: number;
  readonly parts: ReadonlyMap<string, string>;
}

/** No route: of that path, or of that method for the path. */
export type NoMatch = { readonly allowed: readonly string[] };

function partsOf(route: ScriptRoute, path: readonly string[]): Map<string, string> | null {
  if (route.path.length !== path.length) return null;
  const parts = new Map<string, string>();
  for (const [i, wanted] of route.path.entries()) {
    const given = path[i] ?? '';
    if (wanted.startsWith(':')) parts.set(wanted.slice(1), given);
    else if (wanted !== given) return null;
  }
  return parts;
}

function answerFor({ answers, afterwards }: ScriptRoute, attempt: number): ScriptAnswer {
  const total = answers.reduce((sum, { times }) => sum + times, 0);
  let left = afterwards === 'start-over' ? (attempt - 1) % total : attempt - 1;
  for (const answer of answers) {
    if (left < answer.times) return answer;
    left -= answer.times;
  }
  return answers.at(-1) as ScriptAnswer;
}

export class RouteTable {
  readonly #routes: readonly ScriptRoute[];
  readonly #asked = new Map<ScriptRoute, number>();

  constructor(routes: readonly ScriptRoute[]) {
    this.#routes = routes;
  }

  /** Takes the next answer for a request. A route for GET answers HEAD as well. */
  take(method: string, target: string): Match | NoMatch {
    const path = (target.split('?')[0] ?? '').split('/').slice(1);
    const allowed: string[] = [];
    for (const route of this.#routes) {
      const parts = partsOf(route, path);
      if (!parts) continue;
      if (route.method !== method && !(method === 'HEAD' && route.method === 'GET')) {
        allowed.push(route.method);
        continue;
      }
      const attempt = (this.#asked.get(route) ?? 0) + 1;
      this.#asked.set(route, attempt);
      return { answer: answerFor(route, attempt), attempt, parts };
    }
    return { allowed };
  }
}
