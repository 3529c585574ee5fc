import type { Special } from './codec.ts';
import { imapDecode, imapMapping } from './imap.ts';
import type { DecodedSet } from './set.ts';
import type { Sdcc } from './st1010.ts';

/** An item that an SDCC-FLP speaks of. */
export interface Source {
  readonly tag: number;
  /** Name in the set's table; the tag where the table does not know it. */
  readonly name: string;
  readonly unit: string;
}

/**
 * Items that the SDCC-FLP at a position of a set's layout speaks of: the `matrixSize` items that stand right before it
 * (ST 1010.3 section 6.1), in stream order.
 *
 * @returns `undefined` where fewer items stand before it.
 */
export function sourceListOf(set: DecodedSet, position: number, pack: Sdcc): readonly Source[] | undefined {
  const from = position - pack.matrixSize;
  if (from < 0) return undefined;
  const sources: Source[] = [];
  for (let i = from; i < position; i++) {
    const tag = set.layout.tags[i]!;
    const row = set.layout.rows[i];
    sources.push({ tag, name: row?.name ?? String(tag), unit: row?.unit ?? '' });
  }
  return sources;
}

/**
 * The pack with its standard deviations read, where they are mapped by IMAP from 0 to the given ends, one a variable
 * (for example by `st1107DeviationMax`). Those without an end stay unknown.
 */
export function withDeviationRanges(pack: Sdcc, ends: readonly (number | undefined)[]): Sdcc {
  const { mapped } = pack;
  if (mapped === undefined) return pack;
  const standardDeviations = mapped.map((bytes, i): number | Special | undefined => {
    const end = ends[i];
    if (end === undefined) return pack.standardDeviations[i];
    return imapDecode(imapMapping(0, end, bytes.length), bytes, 0, bytes.length);
  });
  return { ...pack, standardDeviations };
}
