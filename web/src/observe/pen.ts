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
