/**
 * Stops of the viridis scale (Smith and van der Walt, matplotlib 1.5; CC0), evenly spaced: even in lightness, safe for colour-blind eyes.
 */
const stops: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
];

/** `#rrggbb` at a place in [0, 1] on the viridis scale. */
export function viridis(share: number): string {
  const at = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [stops[low]!, stops[low + 1]!];
  const channel = (index: 0 | 1 | 2): string =>
    Math.round(from[index] + (at - low) * (to[index] - from[index]))
      .toString(16)
      .padStart(2, '0');
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}
