import { openPiece, type SealedPiece } from './sealing.ts';
import type { FindKey, TrackPart } from './tracks.ts';

/** Pieces fetched at once while reading. */
export const pageRows = 32;

/**
 * Opens the samples in [fromUs, toUs) page by page. `page` gives the pieces that overlap that time and end after a moment, in order, `pageRows`
 * of them while there are so many.
 */
export async function* openPieces(
  page: (afterUs: number) => Promise<readonly SealedPiece[]>,
  fromUs: number,
  toUs: number,
  find: FindKey,
): AsyncIterable<TrackPart> {
  let seenUs = -1;
  for (;;) {
    const pieces = await page(seenUs);
    for (const piece of pieces) {
      seenUs = piece.toUs;
      const key = await find(piece.compartment, piece.keyId);
      if (key === undefined) yield { unreadable: piece.count };
      else {
        const samples = openPiece(key, piece).filter(({ timeUs }) => timeUs >= fromUs && timeUs < toUs);
        if (samples.length > 0) yield { samples };
      }
    }
    if (pieces.length < pageRows) return;
  }
}
