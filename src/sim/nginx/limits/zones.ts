// The shared memory of limit_req and limit_conn: what is counted, by key. It outlives a worker.

import type { Template } from '../config/template.ts';

/** What limit_req remembers of one key. */
export interface ReqState {
  /** Requests over the rate, in thousandths. */
  excess: number;
  lastMs: number;
}

/** A zone of `limit_req_zone`: a bucket for each key. */
export class LimitReqZone {
  readonly name: string;
  readonly key: Template;
  /** Thousandths of a request per second. */
  readonly rate: number;
  readonly states = new Map<string, ReqState>();

  constructor(options: { name: string; key: Template; rate: number }) {
    this.name = options.name;
    this.key = options.key;
    this.rate = options.rate;
  }
}

/** A zone of `limit_conn_zone`: how many requests of each key are under way. */
export class LimitConnZone {
  readonly name: string;
  readonly key: Template;
  /** Connections now in use, by key. */
  readonly counts = new Map<string, number>();

  constructor(options: { name: string; key: Template }) {
    this.name = options.name;
    this.key = options.key;
  }
}
