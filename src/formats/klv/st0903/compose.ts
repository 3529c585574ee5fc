import { makeSet } from '../encode.ts';
import type { DecodedSet } from '../set.ts';
import type { Pixel, PixelBox } from './detections.ts';
import { st0903, type VmtiTable } from './st0903.ts';
import { vTargets } from './vtarget.ts';

/** A detection to be sent. */
export interface SentDetection {
  /** 1 to 268,435,455; the same for the same object from frame to frame. */
  readonly id: number;
  readonly pixel: Pixel;
  readonly box: PixelBox;
  readonly confidencePercent: number;
  /** WGS84, height above the ellipsoid; one-sigma errors and their correlations, -1 to 1. */
  readonly location: {
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
    readonly heightM: number;
    readonly sigmaEastM: number;
    readonly sigmaNorthM: number;
    readonly sigmaUpM: number;
    readonly rhoEastNorth: number;
    readonly rhoEastUp: number;
    readonly rhoNorthUp: number;
  };
}

export interface SentFrame {
  readonly frameNumber: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly systemName: string;
}

/**
 * A VMTI set for item 74 of ST 0601 (no checksum or time of its own) in the encoding of ST 0903.6; `vmtiTargets` reads it back.
 * @throws RangeError where a value lies outside what its item can carry.
 */
export function vmtiSet(frame: SentFrame, detections: readonly SentDetection[]): DecodedSet<VmtiTable> {
  const number = ({ row, column }: Pixel): number => column + (row - 1) * frame.widthPixels;
  return makeSet(st0903, {
    systemName: frame.systemName,
    versionNumber: 6,
    targetsDetected: detections.length,
    targetsReported: detections.length,
    frameNumber: frame.frameNumber,
    frameWidthPixels: frame.widthPixels,
    frameHeightPixels: frame.heightPixels,
    targets: {
      entries: detections.map(({ id, pixel, box, confidencePercent, location }) => ({
        id,
        set: makeSet(vTargets.imap, {
          centroidPixelNumber: number(pixel),
          boxTopLeftPixelNumber: number({ row: box.top, column: box.left }),
          boxBottomRightPixelNumber: number({ row: box.bottom, column: box.right }),
          confidencePercent,
          location,
          centroidRow: pixel.row,
          centroidColumn: pixel.column,
        }),
      })),
    },
  });
}
