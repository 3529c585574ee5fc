/** A stroke that shows on any ground: a halo below, the colour above. */
export function haloStroke(
  pen: CanvasRenderingContext2D,
  color: string,
  halo: string,
  width: number,
  dash: readonly number[] = [],
): void {
  pen.setLineDash([]);
  pen.strokeStyle = halo;
  pen.lineWidth = width + 2;
  pen.stroke();
  pen.setLineDash([...dash]);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.stroke();
  pen.setLineDash([]);
}

/** The path of a cross of four arms, open in the middle: from `gapPx` to `armPx` from it. */
export function crossPath(pen: CanvasRenderingContext2D, x: number, y: number, gapPx: number, armPx: number): void {
  pen.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    pen.moveTo(x + gapPx * dx, y + gapPx * dy);
    pen.lineTo(x + armPx * dx, y + armPx * dy);
  }
}
