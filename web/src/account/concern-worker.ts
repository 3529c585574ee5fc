import { type Puzzle, solver } from './concern-work.ts';

/** What the worker tells: how many numbers it has tried, and at the end the one that solves the puzzle. */
export type WorkTold = { readonly tried: number } | { readonly number: string };

const atOnce = 4_096;

/** Solves one puzzle beside the page, which stays quick under the hands meanwhile. */
globalThis.addEventListener('message', ({ data }: MessageEvent<Puzzle>) => {
  const tell = (told: WorkTold): void => globalThis.postMessage(told);
  const next = solver(data);
  for (let tried = 0; ; ) {
    const number = next(atOnce);
    if (number !== undefined) return tell({ number });
    tried += atOnce;
    tell({ tried });
  }
});
