import { blobFolder, entriesFolder, tileFolder, tileWidth } from '../format.ts';

/** Which tile or bundle: level (`entries` for bundles), index within the level, hashes or entries it holds. */
export interface TileName {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** Name of a tile or bundle below the evidence's prefix (tlog-tiles, "Merkle Tree" and "Log entries"). */
export function tileName(level: number | 'entries', index: number, width: number): string {
  const folder = level === 'entries' ? entriesFolder : `${tileFolder}/${level}`;
  let path = (index % 1000).toString().padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${(rest % 1000).toString().padStart(3, '0')}/${path}`;
  }
  return `${folder}/${path}${width === tileWidth ? '' : `.p/${width}`}`;
}

const TILE = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The tile that a name stands for; `undefined` where it is no tile's name, or not the one canonical form of it. */
export function parseTileName(name: string): TileName | undefined {
  const match = TILE.exec(name);
  if (match === null) return undefined;
  const [, level = '', high = '', low = '', partial] = match;
  const index = Number(high.replaceAll(/[x/]/g, '') + low);
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!Number.isSafeInteger(index) || (partial !== undefined && width >= tileWidth)) return undefined;
  const tile: TileName = { level: level === 'entries' ? level : Number(level), index, width };
  return tileName(tile.level, index, width) === name ? tile : undefined;
}

/** Name of a blob: the SHA-256 of its ciphertext in hexadecimal, below a folder of its first two digits. */
export function blobName(hex: string): string {
  return `${blobFolder}/${hex.slice(0, 2)}/${hex}`;
}

const BLOB = /^blob\/([0-9a-f]{2})\/([0-9a-f]{64})$/;

/** The SHA-256, in hexadecimal, that a blob's name gives. */
export function parseBlobName(name: string): string | undefined {
  const match = BLOB.exec(name);
  return match?.[2]?.startsWith(match[1] ?? '-') ? match[2] : undefined;
}
