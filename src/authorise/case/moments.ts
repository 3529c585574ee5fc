import { pointerStep } from '../../formats/jcs/canonical.ts';
import { instantUs } from '../../model/instant.ts';
import type { CaseFault } from './faults.ts';
import type { Span } from './judged.ts';

/** Reads the times of a document whose schema was looked at, and keeps what is wrong with them. */
export class Moments {
  readonly #faults: CaseFault[] = [];

  get faults(): readonly CaseFault[] {
    return this.#faults;
  }

  refuse(pointer: string, found: string, allowed: string): void {
    this.#faults.push({ pointer, found, allowed });
  }

  us(text: string, pointer: string): number {
    const us = instantUs(text);
    if (us !== undefined) return us;
    this.refuse(pointer, `"${text}"`, 'a moment that exists, such as 2026-12-01T14:00:00Z');
    return Number.NaN;
  }

  span(window: { readonly from: string; readonly until: string | null }, pointer: string): Span {
    const fromUs = this.us(window.from, `${pointer}/from`);
    const untilUs = window.until === null ? Number.POSITIVE_INFINITY : this.us(window.until, `${pointer}/until`);
    if (untilUs <= fromUs) this.refuse(`${pointer}/until`, `"${window.until}"`, `later than "${window.from}"`);
    return { fromUs, untilUs };
  }

  /** Refuses what stands twice, by a key that must be of one alone. */
  once<T>(items: readonly T[], keyOf: (item: T) => string, pointer: string): void {
    const seen = new Set<string>();
    for (const [i, item] of items.entries()) {
      const key = keyOf(item);
      if (seen.has(key)) this.refuse(pointer + pointerStep(i), `"${key}" for the second time`, 'each once');
      seen.add(key);
    }
  }
}
