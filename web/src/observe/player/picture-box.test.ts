import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureBox, placeOf, shareAt } from './picture-box.ts';

const length = fc.double({ min: 1, max: 4000, noNaN: true });

describe('pictureBox', () => {
  it('shows the whole picture, centred, in its own proportions', () => {
    expect(pictureBox(800, 400, 640, 480)).toEqual({ left: 400 - 400 / 1.5, top: 0, width: 400 / 0.75, height: 400 });
    fc.assert(
      fc.property(length, length, length, length, (paneWidth, paneHeight, width, height) => {
        const box = pictureBox(paneWidth, paneHeight, width, height);
        expect(box.width / box.height / (width / height)).toBeCloseTo(1, 9);
        expect(box.left).toBeGreaterThanOrEqual(-1e-9);
        expect(box.top).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.min(box.left, box.top)).toBeCloseTo(0, 6);
      }),
    );
  });

  it('gives a click back as the share it was drawn at, and nothing beside the picture', () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(length, length, share, share, (paneWidth, paneHeight, x, y) => {
        const box = pictureBox(paneWidth, paneHeight, 1280, 720);
        const back = shareAt(box, ...placeOf(box, x, y));
        expect(back?.[0]).toBeCloseTo(x, 6);
        expect(back?.[1]).toBeCloseTo(y, 6);
      }),
    );
    expect(shareAt(pictureBox(800, 400, 640, 480), 10, 200)).toBeUndefined();
  });
});
