// Checks what comes out of the sandbox before the page believes its shape. Events of the trace come from
// beside reader code: they are only lists of plain data, and whoever shows them shows text.

import type { CommandResult, SandboxMessage } from '../protocol.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const isResult = (value: unknown): value is CommandResult =>
  isObject(value) &&
  isNumber(value['atUs']) &&
  isNumber(value['turns']) &&
  typeof value['digest'] === 'string';

const isCompletion = (value: unknown): boolean =>
  isObject(value) &&
  isNumber(value['from']) &&
  Array.isArray(value['candidates']) &&
  value['candidates'].every((one) => typeof one === 'string');

const CHECKS: Readonly<Record<string, (message: Record<string, unknown>) => boolean>> = {
  ready: () => true,
  started: (message) => isNumber(message['run']) && isResult(message['result']),
  done: (message) =>
    isNumber(message['run']) && isNumber(message['id']) && isResult(message['result']),
  proven: (message) =>
    isNumber(message['run']) && isNumber(message['id']) && Array.isArray(message['events']),
  completed: (message) =>
    isNumber(message['run']) && isNumber(message['id']) && isCompletion(message['completion']),
  events: (message) => isNumber(message['run']) && Array.isArray(message['events']),
  need: (message) => isNumber(message['run']) && typeof message['asset'] === 'string',
  stopped: (message) =>
    isNumber(message['run']) &&
    typeof message['detail'] === 'string' &&
    ['stalled', 'flooded', 'crashed'].includes(message['reason'] as string),
};

/** The message, or null where it is none. */
export function checkMessage(data: unknown): SandboxMessage | null {
  if (!isObject(data) || typeof data['type'] !== 'string') return null;
  return CHECKS[data['type']]?.(data) ? (data as unknown as SandboxMessage) : null;
}

/** Events with a kind and a time; everything else is dropped. */
export function checkEvents(events: readonly unknown[]): { kind: string; atUs: number }[] {
  return events.filter(
    (event): event is { kind: string; atUs: number } =>
      isObject(event) && typeof event['kind'] === 'string' && isNumber(event['atUs']),
  );
}
