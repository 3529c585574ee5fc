import type { FeatureCollection } from 'geojson';
import {
  type FilterSpecification,
  type GeoJSONSource,
  Map as GroundMap,
  type LayerSpecification,
  Marker,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { baseStyle } from '../observe/map/style.ts';
import { createStore, useStore } from '../state/store.ts';
import type { Theme } from '../state/workstation.ts';
import { collectionOf, labelPlace, positionsOf } from './lines.ts';
import { type RegionPart, TONES } from './scene.ts';
import { tonesOf } from './tones.ts';

// The worker is a file of the page itself: the policy allows no other.
setWorkerUrl(workerUrl);

const SOURCE = 'region';

/** The layers of the parts: insides, then lines of every tone, then places. */
function layersOf(theme: Theme): LayerSpecification[] {
  const tones = tonesOf(theme);
  const layers: LayerSpecification[] = [];
  const only = (tone: string, ...roles: string[]): FilterSpecification => [
    'all',
    ['==', ['get', 'tone'], tone],
    ['in', ['get', 'role'], ['literal', roles]],
  ];
  for (const tone of TONES) {
    const { line, fill } = tones[tone];
    layers.push({
      id: `region-fill-${tone}`,
      type: 'fill',
      source: SOURCE,
      filter: only(tone, 'area'),
      paint: { 'fill-color': line, 'fill-opacity': ['case', ['get', 'selected'], fill * 2, fill] },
    });
  }
  for (const tone of TONES) {
    const { line, dash } = tones[tone];
    layers.push({
      id: `region-buffer-${tone}`,
      type: 'line',
      source: SOURCE,
      filter: only(tone, 'buffer'),
      paint: { 'line-color': line, 'line-width': 1, 'line-opacity': 0.8 },
    });
    layers.push({
      id: `region-line-${tone}`,
      type: 'line',
      source: SOURCE,
      filter: only(tone, 'area', 'route'),
      paint: {
        'line-color': line,
        'line-width': ['case', ['get', 'selected'], 3, 1.75],
        ...(dash === undefined ? {} : { 'line-dasharray': [...dash] }),
      },
    });
  }
  for (const tone of TONES) {
    layers.push({
      id: `region-place-${tone}`,
      type: 'circle',
      source: SOURCE,
      filter: only(tone, 'waypoint', 'place'),
      paint: {
        'circle-radius': ['case', ['==', ['get', 'role'], 'place'], 6, 3],
        'circle-color': tones[tone].line,
        'circle-stroke-width': 1,
        'circle-stroke-color': theme === 'dark' ? '#0b0f14' : '#ffffff',
      },
    });
  }
  return layers;
}

export interface RegionEvents {
  readonly onPick: (id: string) => void;
  readonly onPointer: (place: readonly [number, number] | null) => void;
  readonly onView: () => void;
}

/** The map of areas and ways: made once, and kept while pages come and go beside it. */
export class RegionEngine {
  readonly map: GroundMap;
  #theme: Theme;
  #data: FeatureCollection = collectionOf([]);
  #labels: Marker[] = [];
  readonly #onDressed = new Set<() => void>();
  /** While something is drawn, clicks are the drawing's. */
  isDrawing = false;

  constructor(container: HTMLElement, theme: Theme, events: RegionEvents) {
    this.#theme = theme;
    this.map = new GroundMap({
      container,
      style: baseStyle(theme),
      center: [-109, 31.3],
      zoom: 4,
      attributionControl: false,
      dragRotate: false,
      touchPitch: false,
      pitchWithRotate: false,
      maxZoom: 19,
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.on('style.load', () => this.#dress());
    this.map.on('move', events.onView);
    this.map.on('load', events.onView);
    this.map.on('resize', events.onView);
    this.map.on('click', ({ point }) => {
      if (this.isDrawing || this.map.getSource(SOURCE) === undefined) return;
      const near: [[number, number], [number, number]] = [
        [point.x - 4, point.y - 4],
        [point.x + 4, point.y + 4],
      ];
      const found = this.map.queryRenderedFeatures(near).find(({ source }) => source === SOURCE);
      const id: unknown = found?.properties['id'];
      if (typeof id === 'string') events.onPick(id);
    });
    this.map.on('mousemove', ({ lngLat }) => events.onPointer([lngLat.lng, lngLat.lat]));
    this.map.on('mouseout', () => events.onPointer(null));
  }

  destroy(): void {
    this.map.remove();
  }

  /** Colours change in place; the view stays. */
  setTheme(theme: Theme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.map.setStyle(baseStyle(theme), { diff: false });
  }

  setParts(parts: readonly RegionPart[]): void {
    this.#data = collectionOf(parts);
    this.map.getSource<GeoJSONSource>(SOURCE)?.setData(this.#data);
    for (const label of this.#labels) label.remove();
    this.#labels = parts.flatMap((part) => {
      const at = part.label === undefined ? undefined : labelPlace(part);
      if (at === undefined) return [];
      const element = document.createElement('div');
      element.className = 'at-region-label';
      element.textContent = part.label ?? '';
      element.dataset['tone'] = part.tone;
      element.dataset['selected'] = String(part.selected === true);
      const place: [number, number] = [at[0] ?? 0, at[1] ?? 0];
      return [new Marker({ element, anchor: 'bottom' }).setLngLat(place).addTo(this.map)];
    });
    // What is on the map, for those who check that page and map go together.
    this.map.getContainer().dataset['parts'] = parts.map(({ id }) => id).join(' ');
  }

  /** Brings parts into view: those that are selected, or all. */
  fit(parts: readonly RegionPart[], still: boolean): void {
    const chosen = parts.filter(({ selected }) => selected === true);
    const places = (chosen.length > 0 ? chosen : parts).flatMap(positionsOf);
    const [first] = places;
    if (first === undefined) return;
    const lons = places.map(([lon = 0]) => lon);
    const lats = places.map(([, lat = 0]) => lat);
    const bounds: [number, number, number, number] = [
      Math.min(...lons),
      Math.min(...lats),
      Math.max(...lons),
      Math.max(...lats),
    ];
    this.map.fitBounds(bounds, { padding: 48, maxZoom: 13, animate: !still, duration: 400 });
  }

  /** Metres of a CSS pixel in the middle of the map. */
  metresPerPixel(): number {
    const { lat } = this.map.getCenter();
    return (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom());
  }

  /** Calls it once the layers are on the map, and again whenever they were put there anew; until what this gives is called. */
  whenDressed(listener: () => void): () => void {
    this.#onDressed.add(listener);
    if (this.map.getSource(SOURCE) !== undefined) listener();
    return () => {
      this.#onDressed.delete(listener);
    };
  }

  #dress(): void {
    if (this.map.getSource(SOURCE) !== undefined) return;
    this.map.addSource(SOURCE, { type: 'geojson', data: this.#data });
    for (const layer of layersOf(this.#theme)) this.map.addLayer(layer);
    for (const listener of [...this.#onDressed]) listener();
  }
}

/** The one map of these stages, once it is made; null before, and where the browser has no WebGL. */
const made = createStore<{ readonly engine: RegionEngine | null }>({ engine: null });
export const useRegionEngine = (): RegionEngine | null => useStore(made, ({ engine }) => engine);
export const setRegionEngine = (engine: RegionEngine | null): void => made.set({ engine });
