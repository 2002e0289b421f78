// Latencies counted in buckets, so that any number of them takes little room and two counts can be added up. Exact up to
// 1,023 µs; above, a value is known to 0.1 %, as in an HdrHistogram of three digits. Least, most and mean are exact.

import type { Micros } from '../kernel/event-queue.ts';

export interface Latencies {
  readonly minUs: Micros;
  readonly meanUs: number;
  readonly p50Us: Micros;
  readonly p90Us: Micros;
  readonly p95Us: Micros;
  readonly p99Us: Micros;
  readonly maxUs: Micros;
}

/** A histogram as plain data: buckets in ascending order. */
export interface LatencyCounts {
  readonly minUs: Micros;
  readonly maxUs: Micros;
  readonly sumUs: number;
  /** The largest value of each bucket that holds any, and how many it holds. */
  readonly buckets: readonly (readonly [upToUs: Micros, count: number])[];
}

/** Values keep so many binary digits. */
const DIGITS = 10;

/** The largest value that is counted together with `us`. */
function bucketOf(us: Micros): Micros {
  const size = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, us))) + 1 - DIGITS);
  return Math.floor(us / size) * size + size - 1;
}

export class LatencyHistogram {
  readonly #counts = new Map<Micros, number>();
  #count = 0;
  #sumUs = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;

  get count(): number {
    return this.#count;
  }

  add(us: Micros): void {
    this.#addTo(bucketOf(us), 1);
    this.#sumUs += us;
    this.#minUs = Math.min(this.#minUs, us);
    this.#maxUs = Math.max(this.#maxUs, us);
  }

  /** Adds what another has counted. */
  merge({ buckets, sumUs, minUs, maxUs }: LatencyCounts): void {
    for (const [upToUs, count] of buckets) this.#addTo(upToUs, count);
    this.#sumUs += sumUs;
    this.#minUs = Math.min(this.#minUs, minUs);
    this.#maxUs = Math.max(this.#maxUs, maxUs);
  }

  /** null where nothing was counted. */
  get counts(): LatencyCounts | null {
    if (this.#count === 0) return null;
    const buckets = [...this.#counts].sort(([a], [b]) => a - b);
    return { minUs: this.#minUs, maxUs: this.#maxUs, sumUs: this.#sumUs, buckets };
  }

  /** null where nothing was counted. */
  get latencies(): Latencies | null {
    const { counts } = this;
    if (!counts) return null;
    const [p50Us = 0, p90Us = 0, p95Us = 0, p99Us = 0] = this.#percentiles(counts);
    const { minUs, maxUs } = counts;
    return { minUs, meanUs: this.#sumUs / this.#count, p50Us, p90Us, p95Us, p99Us, maxUs };
  }

  /** By nearest rank: the smallest bucket up to which there are at least so many. */
  #percentiles({ buckets, minUs, maxUs }: LatencyCounts): Micros[] {
    return [0.5, 0.9, 0.95, 0.99].map((share) => {
      let left = Math.max(1, Math.ceil(share * this.#count));
      for (const [upToUs, count] of buckets) {
        left -= count;
        if (left <= 0) return Math.min(maxUs, Math.max(minUs, upToUs));
      }
      return maxUs;
    });
  }

  #addTo(bucket: Micros, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#count += count;
  }
}
