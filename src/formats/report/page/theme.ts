/** Colours of the drawings, by the names of the style sheet's variables. */
export interface Theme {
  readonly sea: string;
  readonly land: string;
  readonly coast: string;
  readonly border: string;
  readonly graticule: string;
  readonly text: string;
  readonly muted: string;
  readonly halo: string;
  readonly track: string;
  readonly trackAhead: string;
  readonly footprint: string;
  readonly error: string;
  readonly vmti: string;
  readonly line: string;
  readonly fault: string;
  readonly warning: string;
  readonly panel: string;
  readonly selection: string;
}

/** Reads the colours that hold now (dark, light or print). */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const at = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    sea: at('sea'),
    land: at('land'),
    coast: at('coast'),
    border: at('border'),
    graticule: at('graticule'),
    text: at('text'),
    muted: at('muted'),
    halo: at('halo'),
    track: at('track'),
    trackAhead: at('track-ahead'),
    footprint: at('footprint'),
    error: at('error'),
    vmti: at('vmti'),
    line: at('line'),
    fault: at('fault'),
    warning: at('warning'),
    panel: at('panel'),
    selection: at('selection'),
  };
}

/** A `#rrggbb` colour at an opacity. */
export function faded(hex: string, opacity: number): string {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return `rgba(${channel(1)},${channel(3)},${channel(5)},${opacity.toFixed(3)})`;
}
