// Load on the system of a workbench: what the form says, starting and stopping, and the metrics of the world on show.
// Loaded when the workbench has nothing better to do.
import { computed, type Signal, signal } from '@preact/signals';
import type { TraceEvent } from '#sim';
import { MetricsCollector } from '../../../session/metrics/collector.ts';
import { firstDraft, type LoadDraft, readLoadDraft } from '../../../session/metrics/load-draft.ts';
import { type Metrics, noMetrics } from '../../../session/metrics/metrics.ts';
import type { BenchDesk } from '../bench-desk.ts';

const LOAD_ID = 'load';
/** Simulated time between two looks at what the reader wants. */
const STEP_US = 500_000;
/** How often charts are drawn anew while load runs. */
const DRAW_MS = 250;

export class LoadDesk {
  readonly #desk: BenchDesk;
  readonly #metrics: Signal<Metrics> = signal(noMetrics);
  readonly draft: Signal<LoadDraft>;
  /** Simulated time passes by itself. */
  readonly isPassing = signal(false);
  /** Real time of the last run, in milliseconds, and the simulated time it covered. */
  readonly lastRun: Signal<{ readonly realMs: number; readonly simulatedUs: number } | null> =
    signal(null);
  #collector: MetricsCollector;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: BenchDesk) {
    const { data, view, isRecorded } = desk.session.value;
    this.#desk = desk;
    this.draft = signal(firstDraft(data.presets));
    this.#collector = new MetricsCollector(data.system);
    if (!isRecorded) this.#collector.add(view.events);
    desk.lab.watch({
      worldBegan: () => {
        this.#collector = new MetricsCollector(desk.session.value.data.system);
        this.#drawSoon();
      },
      happened: (events) => this.#take(events),
    });
    this.#draw();
  }

  get metrics(): { readonly value: Metrics } {
    return this.#metrics;
  }

  /** Load is on in the world on show, whether or not time passes. */
  readonly isOn = computed(() => this.#metrics.value.running.length > 0);

  change(change: Partial<LoadDraft>): void {
    this.draft.value = { ...this.draft.value, ...change };
  }

  /** Starts what the form says and lets time pass until it is over. Does nothing where the form is wrong. */
  async start(): Promise<void> {
    const { load } = readLoadDraft(this.draft.value);
    const { lab } = this.#desk;
    if (!load || this.isPassing.value) return;
    this.isPassing.value = true;
    try {
      if (lab.isUnsaved.value) await lab.apply();
      await lab.act([{ type: 'load', id: LOAD_ID, load }], 'Load begins.');
      await this.#pass();
    } finally {
      this.isPassing.value = false;
    }
  }

  /** Lets time pass where load is on and the world stands still: after going back, say. */
  async goOn(): Promise<void> {
    if (this.isPassing.value) return;
    this.isPassing.value = true;
    try {
      await this.#pass();
    } finally {
      this.isPassing.value = false;
    }
  }

  /** No more requests begin; those under way end. */
  stop(): void {
    const commands = this.#collector.metrics.running.map(
      (id) => ({ type: 'stop-load', id }) as const,
    );
    void this.#desk.lab.act(commands, 'Load is stopped. What is under way goes on.');
  }

  async #pass(): Promise<void> {
    const startedMs = performance.now();
    const startedUs = this.#collector.metrics.nowUs;
    await this.#desk.lab.passTime(STEP_US, () => this.#collector.isLoaded);
    this.#draw();
    const simulatedUs = this.#collector.metrics.nowUs - startedUs;
    this.lastRun.value = { realMs: performance.now() - startedMs, simulatedUs };
  }

  #take(events: readonly TraceEvent[]): void {
    this.#collector.add(events);
    this.#drawSoon();
  }

  #drawSoon(): void {
    this.#timer ??= setTimeout(() => this.#draw(), DRAW_MS);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#metrics.value = this.#collector.metrics;
  }
}
