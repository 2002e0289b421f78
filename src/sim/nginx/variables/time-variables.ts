// Variables of time. The simulated machines run on UTC.

import { monthName } from '../../http/http-date.ts';
import type { VariableGetter } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';

const pad = (number: number): string => String(number).padStart(2, '0');

interface DateTexts {
  readonly second: number;
  readonly local: string;
  readonly iso: string;
}

// Many requests of one second ask for the same text.
let latest: DateTexts = { second: -1, local: '', iso: '' };

const dateTexts = (request: HttpRequest): DateTexts => {
  const second = Math.floor(request.worker.machine.timeMs / 1_000);
  if (second === latest.second) return latest;
  const date = new Date(second * 1_000);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(pad).join(':');
  const day = pad(date.getUTCDate());
  const year = date.getUTCFullYear();
  latest = {
    second,
    local: `${day}/${monthName(date.getUTCMonth())}/${year}:${time} +0000`,
    iso: `${year}-${pad(date.getUTCMonth() + 1)}-${day}T${time}+00:00`,
  };
  return latest;
};

/** Seconds with three digits after the point. */
export const inSeconds = (ms: number): string => (Math.max(0, Math.floor(ms)) / 1_000).toFixed(3);

/** Variables of time, by name. */
export const TIME_VARIABLES: Readonly<Record<string, VariableGetter>> = {
  time_local: (r) => dateTexts(r).local,
  time_iso8601: (r) => dateTexts(r).iso,
  msec: (r) => inSeconds(r.worker.machine.timeMs),
  request_time: (r) => inSeconds((r.worker.kernel.nowUs - r.main.startedUs) / 1_000),
  connection_time: (r) => inSeconds(r.worker.nowMs - r.connection.startedMs),
};
