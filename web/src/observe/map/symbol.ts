import type { Palette } from './style.ts';

/** A symbol ready to be drawn: where the place it stands for lies in it, CSS pixels from the upper left. */
export interface MapSymbol {
  readonly picture: HTMLCanvasElement;
  readonly width: number;
  readonly height: number;
  readonly anchor: readonly [x: number, y: number];
}

type Library = typeof import('milsymbol')['default'];

const SIZE = 28;

/** A colour for every affiliation: the frame shows on any ground, and so does the X of an exercise, which is drawn in its colour. */
const everyone = (color: string) => ({
  Civilian: color,
  Friend: color,
  Hostile: color,
  Neutral: color,
  Unknown: color,
  Suspect: color,
});

/**
 * Symbol identification code of MIL-STD-2525D (appendix A): friend, air, present, military unmanned aircraft (entity 11 03 00). An aircraft
 * of an exercise has context 1, which writes an X beside the frame.
 */
export const aircraftCode = (exercise: boolean): string => `10${exercise ? 1 : 0}30100001103000000`;

let library: Library | undefined;
let asked: Promise<void> | undefined;

/** Fetches the drawing library, once: the page is there before it. */
export function loadSymbols(): Promise<void> {
  asked ??= import('milsymbol').then(({ default: loaded }) => {
    library = loaded;
  });
  return asked;
}

let kept: { readonly key: string; readonly symbol: MapSymbol } | undefined;

/** The aircraft, sharp at `ratio` screen pixels to one of CSS; undefined until the library is there. */
export function aircraftSymbol(exercise: boolean, colors: Palette, ratio: number): MapSymbol | undefined {
  if (library === undefined) return undefined;
  const key = `${exercise} ${colors.ink} ${ratio}`;
  if (kept?.key === key) return kept.symbol;
  const made = new library.Symbol(aircraftCode(exercise), {
    size: SIZE,
    outlineWidth: 0,
    frameColor: everyone(colors.ink),
  });
  const { x, y } = made.getAnchor();
  const { width, height } = made.getSize();
  const symbol: MapSymbol = { picture: made.asCanvas(ratio), width, height, anchor: [x, y] };
  kept = { key, symbol };
  return symbol;
}
