import { describe, expect, it } from 'vitest';
import { framesOf } from '../../../test/frames-view.ts';
import { detectionAt as onMap, type Scene } from './map/draw.ts';
import { detectionAt as onPicture } from './player/overlay.ts';

const view = framesOf([{ timeUs: 0 }]);
const one = { frame: 0, id: 1, box: [0.1, 0.1, 0.5, 0.5], at: [0.3, 0.3], latitudeDeg: 10, longitudeDeg: 20 } as const;
const inner = {
  frame: 0,
  id: 2,
  box: [0.2, 0.2, 0.3, 0.3],
  at: [0.25, 0.25],
  latitudeDeg: 10,
  longitudeDeg: 21,
} as const;
const nowhere = { frame: 0, id: 3, box: null, at: null, latitudeDeg: null, longitudeDeg: null };
const moving = { detections: [one, inner, nowhere], now: true };
const shown = { track: true, footprints: true, view: true, errors: true, detections: true, graticule: true };
const scene: Scene = {
  stretches: [],
  atS: 0,
  exercise: true,
  frame: { index: 0, packetIndex: 0, timeUs: 0, ptsS: null, atS: 0, view, row: 0, detections: [] },
  before: [],
  moving,
  chosen: null,
  ground: null,
  place: null,
  measure: [],
  shown,
};
/** Ten pixels a degree. */
const project = ([lon, lat]: readonly [number, number]) => [10 * lon, 10 * lat] as const;

describe('the moving object under a click', () => {
  it('on the map is the nearest within reach, and none where they are not shown', () => {
    expect(onMap(project, scene, 201, 101)?.id).toBe(1);
    expect(onMap(project, scene, 207, 100)?.id).toBe(2);
    expect(onMap(project, scene, 240, 100)).toBeUndefined();
    expect(onMap(project, { ...scene, shown: { ...shown, detections: false } }, 201, 101)).toBeUndefined();
  });

  it('on the picture is the smallest mark it falls into, with a little room about it', () => {
    const box = { left: 0, top: 0, width: 400, height: 300 };
    expect(onPicture({ moving }, box, 100, 75)?.id).toBe(2);
    expect(onPicture({ moving }, box, 180, 140)?.id).toBe(1);
    expect(onPicture({ moving }, box, 205, 150)?.id).toBe(1);
    expect(onPicture({ moving }, box, 230, 150)).toBeUndefined();
  });
});
