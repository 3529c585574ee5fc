import { createStore, useStore } from '../../state/store.ts';
import type { Place } from './geometry.ts';

/** What the map shows, and what its pointer does. */
export interface MapState {
  readonly track: boolean;
  readonly footprints: boolean;
  readonly view: boolean;
  readonly errors: boolean;
  readonly detections: boolean;
  readonly coverage: boolean;
  readonly terrain: boolean;
  readonly graticule: boolean;
  /** The map goes along with what the camera looks at. */
  readonly follow: boolean;
  readonly measuring: boolean;
  /** Ends of the measured line. */
  readonly measure: readonly Place[];
}

export const LAYERS = [
  'track',
  'footprints',
  'view',
  'errors',
  'detections',
  'coverage',
  'terrain',
  'graticule',
] as const;
export type Layer = (typeof LAYERS)[number];

export const mapState = createStore<MapState>({
  track: true,
  footprints: true,
  view: true,
  errors: true,
  detections: true,
  coverage: true,
  terrain: true,
  graticule: true,
  follow: false,
  measuring: false,
  measure: [],
});

export const useMapState = <S>(select: (value: MapState) => S): S => useStore(mapState, select);

/** Another end of the measured line; a third begins a new one. */
export const addMeasure = (place: Place): void =>
  mapState.set(({ measure }) => ({ measure: measure.length >= 2 ? [place] : [...measure, place] }));

export const toggleLayer = (layer: Layer): void => mapState.set((value) => ({ [layer]: !value[layer] }));
