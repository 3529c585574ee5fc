/** A rectangle in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a picture of `width` x `height` lies in a pane that shows it whole and centred (`object-fit: contain`). */
export function pictureBox(paneWidth: number, paneHeight: number, width: number, height: number): Box {
  if (!(width > 0 && height > 0 && paneWidth > 0 && paneHeight > 0)) {
    return { left: 0, top: 0, width: Math.max(0, paneWidth), height: Math.max(0, paneHeight) };
  }
  const scale = Math.min(paneWidth / width, paneHeight / height);
  const [w, h] = [width * scale, height * scale];
  return { left: (paneWidth - w) / 2, top: (paneHeight - h) / 2, width: w, height: h };
}

/** A place in the pane as shares of the picture's width and height; undefined outside of it. */
export function shareAt(box: Box, x: number, y: number): readonly [number, number] | undefined {
  const at: readonly [number, number] = [(x - box.left) / box.width, (y - box.top) / box.height];
  return at.every((share) => share >= 0 && share <= 1) ? at : undefined;
}

/** A place in the picture, given as shares, in CSS pixels of the pane. */
export function placeOf(box: Box, x: number, y: number): readonly [number, number] {
  return [box.left + x * box.width, box.top + y * box.height];
}
