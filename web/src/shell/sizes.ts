import { createStore, useStore } from '../state/store.ts';

/** Sizes of what stands around the map, in CSS pixels; `video` and so on: shares of a dock among its panes. */
export interface Sizes {
  readonly right: number;
  readonly below: number;
  readonly inspector: number;
  readonly timeline: number;
  /** The map of areas beside a page. */
  readonly region: number;
  readonly video: number;
  readonly table: number;
  readonly quality: number;
}

/** The map of areas takes three tenths of the window until somebody chooses otherwise. */
const regionPx = typeof innerWidth === 'undefined' ? 400 : Math.round(innerWidth * 0.3);
const USUAL: Sizes = {
  right: 520,
  below: 240,
  inspector: 316,
  timeline: 112,
  region: regionPx,
  video: 1.15,
  table: 1,
  quality: 1,
};
const KEPT_AS = 'atalaya.sizes';

function kept(): Sizes {
  const sizes: Record<string, number> = { ...USUAL };
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null');
    for (const [name, size] of Object.entries(value ?? {})) {
      if (name in USUAL && typeof size === 'number' && size > 0 && size < 4000) sizes[name] = size;
    }
  } catch {
    // What was kept cannot be read: the usual sizes serve.
  }
  return { ...USUAL, ...sizes };
}

export const sizes = createStore<Sizes>(typeof localStorage === 'undefined' ? USUAL : kept());

export const useSize = (name: keyof Sizes): number => useStore(sizes, (value) => value[name]);

export function setSize(name: keyof Sizes, size: number): void {
  sizes.set({ [name]: size });
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(sizes.get()));
  } catch {
    // Storage is shut: the sizes last as long as the page.
  }
}
