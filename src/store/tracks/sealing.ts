import { createCipheriv, createDecipheriv } from 'node:crypto';
import { encodeCbor } from '../../account/cbor.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { DataKey, RandomBytes } from '../keys/keys.ts';
import type { TrackSample } from './tracks.ts';

/** What stands open beside a piece, and is bound to it: whose it is, its first and last time, and its number of samples. */
export interface PieceFrame {
  readonly aircraft: string;
  readonly compartment: string;
  readonly keyId: Uint8Array;
  readonly fromUs: number;
  /** Time of the last sample. */
  readonly toUs: number;
  readonly count: number;
}

export interface SealedPiece extends PieceFrame {
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

const columns = ['latDeg', 'lonDeg', 'heightM', 'headingDeg', 'speedMS'] as const;
const tagBytes = 16;
/** Samples of one piece; a longer run is several pieces. */
export const pieceSamples = 4_096;

function refusal(what: string, aircraft: string): AtalayaError {
  const cure = 'Give samples of finite numbers, oldest first, none at or before the last that was kept.';
  return new AtalayaError('value-out-of-range', what, `track of ${aircraft}`, cure);
}

/** Refuses samples that are out of order or hold no number. */
export function checkSamples(aircraft: string, samples: readonly TrackSample[]): void {
  let lastUs = -1;
  for (const [i, sample] of samples.entries()) {
    if (!Number.isSafeInteger(sample.timeUs) || sample.timeUs <= lastUs)
      throw refusal(`Sample ${i} does not come after the one before it`, aircraft);
    for (const name of columns) {
      if (!Number.isFinite(sample[name])) throw refusal(`Sample ${i} has no ${name}`, aircraft);
    }
    lastUs = sample.timeUs;
  }
}

export function notAfterLast(aircraft: string): AtalayaError {
  return refusal('The first sample does not come after the last that was kept', aircraft);
}

/** Times as differences from the one before (variable length, 7 bits a byte, low first), then each column as Float64, big-endian. */
function encode(samples: readonly TrackSample[], fromUs: number): Buffer {
  const times: number[] = [];
  let lastUs = fromUs;
  for (const { timeUs } of samples) {
    let rest = timeUs - lastUs;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) times.push((rest % 0x80) | 0x80);
    times.push(rest);
    lastUs = timeUs;
  }
  const bytes = Buffer.alloc(times.length + columns.length * samples.length * 8);
  bytes.set(times);
  let at = times.length;
  for (const name of columns) for (const sample of samples) at = bytes.writeDoubleBE(sample[name], at);
  return bytes;
}

function decode(bytes: Buffer, { fromUs, count }: PieceFrame): TrackSample[] {
  const times = new Float64Array(count);
  let at = 0;
  let timeUs = fromUs;
  for (let i = 0; i < count; i += 1) {
    let scale = 1;
    for (; (bytes[at] ?? 0) >= 0x80; at += 1, scale *= 0x80) timeUs += ((bytes[at] ?? 0) & 0x7f) * scale;
    timeUs += (bytes[at] ?? 0) * scale;
    at += 1;
    times[i] = timeUs;
  }
  if (bytes.length - at !== columns.length * count * 8) throw damaged();
  const value = (column: number, i: number): number => bytes.readDoubleBE(at + (column * count + i) * 8);
  return Array.from({ length: count }, (_, i) => ({
    timeUs: times[i] ?? 0,
    latDeg: value(0, i),
    lonDeg: value(1, i),
    heightM: value(2, i),
    headingDeg: value(3, i),
    speedMS: value(4, i),
  }));
}

function associated({ aircraft, compartment, keyId, fromUs, toUs, count }: PieceFrame): Uint8Array {
  return encodeCbor(['track', aircraft, compartment, keyId, fromUs, toUs, count]);
}

/** Seals checked samples, at most `pieceSamples`, at least one. */
export function sealPiece(
  aircraft: string,
  { keyId, key }: DataKey,
  compartment: string,
  samples: readonly TrackSample[],
  random: RandomBytes,
): SealedPiece {
  const [fromUs, toUs] = [samples[0]?.timeUs ?? 0, samples.at(-1)?.timeUs ?? 0];
  const frame = { aircraft, compartment, keyId, fromUs, toUs, count: samples.length };
  const nonce = random(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associated(frame));
  const sealed = Buffer.concat([cipher.update(encode(samples, fromUs)), cipher.final(), cipher.getAuthTag()]);
  return { ...frame, nonce, sealed };
}

/** Seals a run of checked samples as pieces of `pieceSamples` at most. */
export function sealPieces(
  aircraft: string,
  key: DataKey,
  compartment: string,
  samples: readonly TrackSample[],
  random: RandomBytes,
): SealedPiece[] {
  const pieces: SealedPiece[] = [];
  for (let at = 0; at < samples.length; at += pieceSamples) {
    pieces.push(sealPiece(aircraft, key, compartment, samples.slice(at, at + pieceSamples), random));
  }
  return pieces;
}

function damaged(): AtalayaError {
  const cure = 'Take the tracks from a backup; the log itself is not touched.';
  return new AtalayaError('log-damaged', 'A piece of a track does not open', 'tracks', cure);
}

/** The samples of a piece; throws `log-damaged` where it or its frame was changed. */
export function openPiece(key: Uint8Array, piece: SealedPiece): readonly TrackSample[] {
  const end = piece.sealed.length - tagBytes;
  if (end < 0) throw damaged();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, piece.nonce, { authTagLength: tagBytes });
    decipher.setAAD(associated(piece));
    decipher.setAuthTag(piece.sealed.subarray(end));
    return decode(Buffer.concat([decipher.update(piece.sealed.subarray(0, end)), decipher.final()]), piece);
  } catch {
    throw damaged();
  }
}
