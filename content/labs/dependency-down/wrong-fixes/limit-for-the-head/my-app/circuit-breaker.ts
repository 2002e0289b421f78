/** Thrown instead of a call that would most likely fail. */
export class CircuitOpenError extends Error {}

/** Leaves a service in peace after several failures in a row, and asks it again one call at a time. */
export class CircuitBreaker {
  readonly #failuresMax: number;
  readonly #openMs: number;
  #failures = 0;
  #openUntilMs = 0;

  constructor({ failuresMax, openMs }: { failuresMax: number; openMs: number }) {
    this.#failuresMax = failuresMax;
    this.#openMs = openMs;
  }

  /** Throws a CircuitOpenError without calling while the circuit is open. */
  async call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const nowMs = performance.now();
    if (this.#failures >= this.#failuresMax) {
      if (nowMs < this.#openUntilMs) throw new CircuitOpenError('the circuit is open');
      // This call finds out whether the service is back; all others go on being refused meanwhile.
      this.#openUntilMs = nowMs + this.#openMs;
    }
    try {
      const answer = await work();
      this.#failures = 0;
      return answer;
    } catch (error) {
      this.#failures += 1;
      this.#openUntilMs = performance.now() + this.#openMs;
      throw error;
    }
  }
}
