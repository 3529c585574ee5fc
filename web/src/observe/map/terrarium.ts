/** Metres of a pixel of a terrarium-coded tile (Mapzen): red * 256 + green + blue / 256 - 32768. */
export const terrariumM = (red: number, green: number, blue: number): number => red * 256 + green + blue / 256 - 32_768;

/** Tile of a place at a zoom level (web Mercator), and the place within it, as shares. */
export function tileAt(
  longitudeDeg: number,
  latitudeDeg: number,
  zoom: number,
): { readonly x: number; readonly y: number; readonly u: number; readonly v: number } {
  const count = 2 ** zoom;
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, latitudeDeg)) * Math.PI) / 180);
  const turn = (longitudeDeg + 180) / 360;
  const x = (turn - Math.floor(turn)) * count;
  const y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * count;
  return { x: Math.floor(x), y: Math.floor(y), u: x - Math.floor(x), v: y - Math.floor(y) };
}
