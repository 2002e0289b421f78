// The record and its fields: $0, $1 to $NF, each made anew when another changes.

import { toText } from './awk-format.ts';
import { type AwkRegexps, splitText } from './awk-regexps.ts';
import { type AwkValue, Input } from './awk-values.ts';

export interface FieldSettings {
  readonly separator: () => string;
  readonly outputSeparator: () => string;
  readonly convertFormat: () => string;
  readonly regexps: AwkRegexps;
}

export class Fields {
  readonly #settings: FieldSettings;
  #record: AwkValue = new Input('');
  /** null while they were not asked for. */
  #fields: AwkValue[] | null = [];
  #isRecordStale = false;

  constructor(settings: FieldSettings) {
    this.#settings = settings;
  }

  setRecord(text: string): void {
    this.#record = new Input(text);
    this.#fields = null;
    this.#isRecordStale = false;
  }

  #split(): AwkValue[] {
    if (!this.#fields) {
      const { separator, regexps, convertFormat } = this.#settings;
      const text = toText(this.#record, convertFormat());
      this.#fields = splitText(text, separator(), regexps).map((part) => new Input(part));
    }
    return this.#fields;
  }

  get count(): number {
    return this.#split().length;
  }

  set count(count: number) {
    const fields = this.#split();
    const wanted = Math.max(0, Math.trunc(count));
    while (fields.length < wanted) fields.push('');
    fields.length = wanted;
    this.#isRecordStale = true;
  }

  get(index: number): AwkValue {
    if (index > 0) return this.#split()[index - 1] ?? null;
    if (this.#isRecordStale) {
      const { outputSeparator, convertFormat } = this.#settings;
      const texts = this.#split().map((field) => toText(field, convertFormat()));
      this.#record = new Input(texts.join(outputSeparator()));
      this.#isRecordStale = false;
    }
    return this.#record;
  }

  set(index: number, value: AwkValue): void {
    if (index === 0) {
      this.setRecord(toText(value, this.#settings.convertFormat()));
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#isRecordStale = true;
  }
}
