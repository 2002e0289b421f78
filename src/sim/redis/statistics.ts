// What INFO counts since the server started.

export class Statistics {
  connections = 0;
  rejectedConnections = 0;
  commands = 0;
  inputBytes = 0;
  outputBytes = 0;
  expiredKeys = 0;
  evictedKeys = 0;
  hits = 0;
  misses = 0;
  errorReplies = 0;
  peakBytes = 0;
  /** Calls and failures by the command's full name. */
  readonly calls = new Map<string, { calls: number; failed: number; rejected: number }>();
  /** How often each error code was answered. */
  readonly errors = new Map<string, number>();

  call(command: string): { calls: number; failed: number; rejected: number } {
    let counted = this.calls.get(command);
    if (!counted) {
      counted = { calls: 0, failed: 0, rejected: 0 };
      this.calls.set(command, counted);
    }
    return counted;
  }

  countError(code: string): void {
    this.errorReplies++;
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** CONFIG RESETSTAT. */
  reset(): void {
    this.connections = 0;
    this.rejectedConnections = 0;
    this.commands = 0;
    this.inputBytes = 0;
    this.outputBytes = 0;
    this.expiredKeys = 0;
    this.evictedKeys = 0;
    this.hits = 0;
    this.misses = 0;
    this.errorReplies = 0;
    this.calls.clear();
    this.errors.clear();
  }
}
