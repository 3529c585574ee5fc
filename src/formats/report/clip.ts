/** Vertices as x0, y0, x1, y1 ... */
export type Flat = readonly number[];

/** Cohen-Sutherland-like clipping of a line to the square of half-side `reach` about the origin. */
export function clipLine(line: Flat, reach: number): readonly Flat[] {
  const out: number[][] = [];
  let current: number[] = [];
  for (let at = 0; at + 3 < line.length; at += 2) {
    const [ax, ay, bx, by] = [line[at]!, line[at + 1]!, line[at + 2]!, line[at + 3]!];
    const range = clipRange(ax, ay, bx - ax, by - ay, reach);
    if (range === undefined) {
      if (current.length > 0) out.push(current);
      current = [];
      continue;
    }
    const [from, to] = range;
    if (current.length === 0) current.push(ax + from * (bx - ax), ay + from * (by - ay));
    current.push(ax + to * (bx - ax), ay + to * (by - ay));
    if (to < 1) {
      out.push(current);
      current = [];
    }
  }
  if (current.length > 0) out.push(current);
  return out;
}

/** The stretch of a segment that lies in the square (Liang and Barsky 1984). */
function clipRange(x: number, y: number, dx: number, dy: number, reach: number): readonly [number, number] | undefined {
  let from = 0;
  let to = 1;
  const tests: readonly (readonly [number, number])[] = [
    [-dx, x + reach],
    [dx, reach - x],
    [-dy, y + reach],
    [dy, reach - y],
  ];
  for (const [p, q] of tests) {
    if (p === 0) {
      if (q < 0) return undefined;
    } else if (p < 0) from = Math.max(from, q / p);
    else to = Math.min(to, q / p);
  }
  return from < to ? [from, to] : undefined;
}

/** A ring clipped to the square (Sutherland and Hodgman 1974); edges along the square are for filling only. */
export function clipRing(ring: Flat, reach: number): Flat {
  let current: Flat = ring;
  for (const [axis, sign] of [
    [0, 1],
    [0, -1],
    [1, 1],
    [1, -1],
  ] as const) {
    const out: number[] = [];
    for (let at = 0; at + 1 < current.length; at += 2) {
      const next = (at + 2) % current.length;
      const a = reach - sign * current[at + axis]!;
      const b = reach - sign * current[next + axis]!;
      if (a >= 0) out.push(current[at]!, current[at + 1]!);
      if (a >= 0 !== b >= 0) {
        const share = a / (a - b);
        out.push(
          current[at]! + share * (current[next]! - current[at]!),
          current[at + 1]! + share * (current[next + 1]! - current[at + 1]!),
        );
      }
    }
    current = out;
  }
  if (current.length < 6) return [];
  return [...current, current[0]!, current[1]!];
}

/** Centroid of a closed ring, and its area (positive counter-clockwise). */
export function centroid(ring: Flat): { readonly x: number; readonly y: number; readonly area: number } {
  let [twice, x, y] = [0, 0, 0];
  for (let at = 0; at + 3 < ring.length; at += 2) {
    const cross = ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
    twice += cross;
    x += (ring[at]! + ring[at + 2]!) * cross;
    y += (ring[at + 1]! + ring[at + 3]!) * cross;
  }
  if (twice === 0) return { x: ring[0] ?? 0, y: ring[1] ?? 0, area: 0 };
  return { x: x / (3 * twice), y: y / (3 * twice), area: twice / 2 };
}

/** A line with the vertices that lie within `tolerance` of what remains left out (Douglas and Peucker 1973), without recursion. */
export function simplified(line: Flat, tolerance: number): Flat {
  const count = Math.floor(line.length / 2);
  if (count < 3) return line;
  const kept = new Uint8Array(count);
  kept[0] = 1;
  kept[count - 1] = 1;
  const stack: [number, number][] = [[0, count - 1]];
  while (stack.length > 0) {
    const [first, last] = stack.pop()!;
    const [ax, ay] = [line[2 * first]!, line[2 * first + 1]!];
    const [dx, dy] = [line[2 * last]! - ax, line[2 * last + 1]! - ay];
    const length = Math.hypot(dx, dy);
    let [worst, where] = [0, -1];
    for (let index = first + 1; index < last; index++) {
      const [px, py] = [line[2 * index]! - ax, line[2 * index + 1]! - ay];
      // To the chord itself, not to its line: a hairpin that turns back beyond an end is kept.
      const share = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / (length * length)));
      const distance = Math.hypot(px - share * dx, py - share * dy);
      if (distance > worst) [worst, where] = [distance, index];
    }
    if (worst <= tolerance || where < 0) continue;
    kept[where] = 1;
    stack.push([first, where], [where, last]);
  }
  const out: number[] = [];
  for (let index = 0; index < count; index++) if (kept[index] === 1) out.push(line[2 * index]!, line[2 * index + 1]!);
  return out;
}
