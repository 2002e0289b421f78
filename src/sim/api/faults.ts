// What can be broken at a scripted API while it runs, over and above its script. The first that is on decides.

import type { FaultSetting } from '../scenario/host-service.ts';
import type { RateLimit, ScriptAnswer, ScriptResponse } from './script.ts';

/** Faults by name, in the order in which they decide. */
export const API_FAULTS = [
  'refuse',
  'hang',
  'reset',
  'reset-on-reuse',
  'garbage',
  'status',
  'rate-limit',
  'html',
  'slow-head',
  'slow-body',
  'cut',
] as const;

export type ApiFault = (typeof API_FAULTS)[number];

/** Throws for a name that is no fault of an API. */
export function checkFault(name: string): ApiFault {
  const found = API_FAULTS.find((fault) => fault === name);
  if (!found) throw new Error(`An API has no fault "${name}"; it has ${API_FAULTS.join(', ')}`);
  return found;
}

function numberOf(setting: FaultSetting, name: string, otherwise: number): number {
  const value = setting?.[name] ?? otherwise;
  if (typeof value !== 'number' || !(value >= 0)) throw new Error(`"${name}" must be a number`);
  return value;
}

const PLAIN: ScriptResponse = {
  does: 'respond',
  status: 200,
  reason: null,
  fields: [],
  body: { kind: 'none' },
  framing: 'length',
  waitMs: 0,
  bodyWaitMs: 0,
  drip: null,
  cut: null,
  closes: false,
};

const ONCE = { times: 1, line: 0 } as const;

/** A page as a load balancer shows it in place of the API. */
const HTML =
  '<!DOCTYPE html>\n<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n';

/** An answer with JSON, as the API itself gives errors. */
export const plainAnswer = (
  status: number,
  error: string,
  fields: readonly (readonly [string, string])[] = [],
): ScriptAnswer => ({
  ...PLAIN,
  ...ONCE,
  status,
  fields,
  body: { kind: 'json', value: { error } },
});

export class FaultSwitches {
  readonly #active = new Map<ApiFault, FaultSetting>();

  set(fault: ApiFault, setting: FaultSetting): void {
    if (setting === null) this.#active.delete(fault);
    else this.#active.set(fault, setting);
  }

  has(fault: ApiFault): boolean {
    return this.#active.has(fault);
  }

  /** A limit in place of the script's. */
  get rateLimit(): RateLimit | null {
    const setting = this.#active.get('rate-limit');
    if (!setting) return null;
    return {
      requests: numberOf(setting, 'requests', 1),
      perMs: Math.max(1, numberOf(setting, 'perMs', 60_000)),
      status: numberOf(setting, 'status', 429),
      retryAfter: setting['retryAfter'] !== false,
    };
  }

  /** The answer a fault gives in place of the script's, and its name. */
  replacement(): readonly [ApiFault, ScriptAnswer] | null {
    if (this.has('hang')) return ['hang', { does: 'hang', ...ONCE }];
    if (this.has('reset')) return ['reset', { does: 'reset', waitMs: 0, ...ONCE }];
    const garbage = this.#active.get('garbage');
    if (garbage) {
      const text = String(garbage['text'] ?? '\0garbage\r\n');
      return ['garbage', { does: 'garbage', text, waitMs: 0, ...ONCE }];
    }
    const status = this.#active.get('status');
    if (!status) return null;
    const seconds = numberOf(status, 'retryAfter', 0);
    const fields = seconds > 0 ? [['Retry-After', String(seconds)] as const] : [];
    return ['status', plainAnswer(numberOf(status, 'status', 503), 'unavailable', fields)];
  }

  /** What faults make of the answer of the script, and the name of the last one. */
  bend(answer: ScriptAnswer): readonly [ApiFault | null, ScriptAnswer] {
    if (answer.does !== 'respond') return [null, answer];
    let bent = answer;
    let by: ApiFault | null = null;
    const apply = (fault: ApiFault, change: (setting: FaultSetting) => object): void => {
      const setting = this.#active.get(fault);
      if (!setting) return;
      bent = { ...bent, ...change(setting) };
      by = fault;
    };
    apply('html', (setting) => ({
      status: numberOf(setting, 'status', bent.status),
      body: { kind: 'text', text: HTML, type: 'text/html' },
    }));
    apply('slow-head', (setting) => ({ waitMs: bent.waitMs + numberOf(setting, 'ms', 30_000) }));
    apply('slow-body', (setting) => ({
      bodyWaitMs: bent.bodyWaitMs + numberOf(setting, 'ms', 30_000),
    }));
    apply('cut', (setting) => ({
      cut: {
        afterBytes: numberOf(setting, 'afterBytes', 0),
        by: setting?.['by'] === 'reset' ? 'reset' : 'end',
      },
    }));
    return [by, bent];
  }
}
