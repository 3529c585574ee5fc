import type { StyleSpecification } from 'maplibre-gl';
import type { Theme } from '../../state/workstation.ts';

/** Colours of the map by theme. Those of the moment stand out by lightness too, not by hue alone. */
export interface Palette {
  readonly sea: string;
  readonly land: string;
  readonly border: string;
  readonly state: string;
  readonly shadow: string;
  readonly light: string;
  readonly halo: string;
  readonly ink: string;
  readonly past: string;
  readonly ahead: string;
  readonly footprint: string;
  readonly error: string;
  readonly moving: string;
  readonly selected: string;
}

// Sky blue, orange, bluish green and reddish purple of Okabe and Ito (2008), safe for colour-blind eyes, with darker twins on light ground.
// The footprint is ink on a halo: the ground below it may have any colour of the coverage scale.
const palettes: Readonly<Record<Theme, Palette>> = {
  dark: {
    sea: '#10161d',
    land: '#1d252e',
    border: '#8f99a8',
    state: '#4b5766',
    shadow: '#05080b',
    light: '#5b6876',
    halo: '#0b0f14',
    ink: '#f6f7f9',
    past: '#56b4e9',
    ahead: '#54708a',
    footprint: '#f6f7f9',
    error: '#e69f00',
    moving: '#5fd3b3',
    selected: '#ff9ad5',
  },
  light: {
    sea: '#dbe4ec',
    land: '#f4f3ef',
    border: '#5f6b7c',
    state: '#aab2bd',
    shadow: '#6b7480',
    light: '#ffffff',
    halo: '#ffffff',
    ink: '#1c2127',
    past: '#005a9c',
    ahead: '#7d9bb5',
    footprint: '#1c2127',
    error: '#a83f00',
    moving: '#00664d',
    selected: '#9c1f6b',
  },
};

export const paletteOf = (theme: Theme): Palette => palettes[theme];

export const COVERAGE = 'coverage';
export const TERRAIN = 'terrain';

const nothing = { type: 'FeatureCollection' as const, features: [] };

/** The base map, from the service alone: no glyphs, no sprites, nothing from elsewhere. */
export function baseStyle(theme: Theme): StyleSpecification {
  const colors = palettes[theme];
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: '/api/base/land.json' },
      borders: { type: 'geojson', data: '/api/base/borders.json' },
      states: { type: 'geojson', data: '/api/base/states.json' },
      [COVERAGE]: { type: 'geojson', data: nothing },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colors.sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colors.land, 'fill-antialias': false } },
      { id: 'states', type: 'line', source: 'states', paint: { 'line-color': colors.state, 'line-width': 0.75 } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': colors.border, 'line-width': 1.25 } },
      {
        id: COVERAGE,
        type: 'fill',
        source: COVERAGE,
        paint: { 'fill-color': ['get', 'color'], 'fill-opacity': 0.45, 'fill-antialias': false },
      },
    ],
  };
}
