import type { PixelCounts } from '../geo/footprint.ts';
import type { VmtiDetection } from '../model/flight.ts';
import type { DetectionView, MovingView } from '../model/views.ts';
import { Rows } from './pose-columns.ts';

/** A number that is silent for longer may have been given to another object, microseconds. */
const sameObjectUs = 5_000_000;

/** Reports of moving objects (ST 0903), a row each, in the order of their frames. */
export class DetectionTable {
  /** Frame, id, box (left, top, right, bottom), place in the image, latitude, longitude, height, image size. */
  readonly #rows = new Rows(13);

  get length(): number {
    return this.#rows.length;
  }

  add(frame: number, detection: VmtiDetection): void {
    this.#rows.add(detectionRow(frame, detection));
  }

  inFrame(frame: number, pixels: PixelCounts): DetectionView[] {
    const found: DetectionView[] = [];
    const end = this.#rows.lowerBound(frame + 1);
    for (let at = this.#rows.lowerBound(frame); at < end; at++) found.push(detectionView(this.#rows.row(at), pixels));
    return found;
  }

  /**
   * The report of an object in a frame, and the run of reports of its number around it: as long as none is farther from the next than a
   * number may be silent. `timeUsOf` gives the time of a frame. `undefined` where the frame reports none of that number.
   */
  run(frame: number, id: number, pixels: PixelCounts, timeUsOf: (frame: number) => number): MovingView | undefined {
    const rows = this.#rows;
    const end = rows.lowerBound(frame + 1);
    let own = rows.lowerBound(frame);
    while (own < end && rows.row(own)[1] !== id) own++;
    if (own >= end) return undefined;
    let reports = 1;
    const edge = (step: 1 | -1): number => {
      let known = frame;
      for (let at = own + step; at >= 0 && at < rows.length; at += step) {
        const [other = known, number] = rows.row(at);
        if (Math.abs(timeUsOf(other) - timeUsOf(known)) > sameObjectUs) break;
        if (number !== id) continue;
        known = other;
        reports += 1;
      }
      return known;
    };
    const [firstFrame, lastFrame] = [edge(-1), edge(1)];
    return {
      report: detectionView(rows.row(own), pixels),
      firstFrame,
      lastFrame,
      firstUs: timeUsOf(firstFrame),
      lastUs: timeUsOf(lastFrame),
      reports,
    };
  }
}

/** Pixels count from 1: the middle of the first is half a pixel from the edge. Image sizes that were not sent are NaN. */
function detectionRow(index: number, { id, pixel, box, image, position }: VmtiDetection): (number | undefined)[] {
  return [
    index,
    id,
    ...(box === undefined
      ? [undefined, undefined, undefined, undefined]
      : [box.left - 1, box.top - 1, box.right, box.bottom]),
    ...(pixel === undefined ? [undefined, undefined] : [pixel.column - 0.5, pixel.row - 0.5]),
    position?.latitudeDeg,
    position?.longitudeDeg,
    position?.heightM,
    image?.columns,
    image?.rows,
  ];
}

function detectionView(row: readonly number[], pixels: PixelCounts): DetectionView {
  const [frame, id, left, top, right, bottom, x, y, latitude, longitude, , columns, rows] = row;
  const share = (value: number | undefined, sent: number | undefined, assumed: number): number =>
    Math.max(0, Math.min(1, (value ?? 0) / (sent === undefined || !(sent > 0) ? assumed : sent)));
  const across = (value: number | undefined): number => share(value, columns, pixels.columns);
  const down = (value: number | undefined): number => share(value, rows, pixels.rows);
  const known = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value);
  const boxed = known(left) && known(top) && known(right) && known(bottom);
  return {
    frame: frame ?? 0,
    id: id ?? 0,
    box: boxed ? [across(left), down(top), across(right), down(bottom)] : null,
    at: known(x) && known(y) ? [across(x), down(y)] : null,
    latitudeDeg: known(latitude) ? latitude : null,
    longitudeDeg: known(longitude) ? longitude : null,
  };
}
