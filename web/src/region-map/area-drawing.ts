import type { Position } from 'geojson';
import { type GeoJSONStoreFeatures, TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { RegionEngine } from './region-engine.ts';

/** A ring of an area on the map: places as [longitude, latitude], degrees; not closed by the first again. */
export type DrawnRing = readonly Position[];

/** Places are drawn to about 0.1 m. */
const decimals = 6;
const rounded = (value: number): number => Number(value.toFixed(decimals));
const sameRing = (a: DrawnRing, b: DrawnRing): boolean =>
  a.length === b.length && a.every((at, i) => at[0] === b[i]?.[0] && at[1] === b[i]?.[1]);

const ringOf = ({ geometry }: GeoJSONStoreFeatures): DrawnRing =>
  geometry.type === 'Polygon'
    ? (geometry.coordinates[0] ?? []).slice(0, -1).map(([lon = 0, lat = 0]) => [rounded(lon), rounded(lat)])
    : [];

const COLOR = '#d9a514';

/** Rings that are drawn and changed by the pointer: vertices dragged, added on the middle of an edge, taken away by a right click, whole rings by Delete. */
export class AreaDrawing {
  readonly #engine: RegionEngine;
  readonly #onRings: (rings: readonly DrawnRing[]) => void;
  readonly #endDressed: () => void;
  #draw: TerraDraw | null = null;
  #rings: readonly DrawnRing[] = [];
  /** The place among the rings of what is drawn now; null while nothing is. */
  #drawnAs: number | null = null;
  #due = 0;

  constructor(engine: RegionEngine, onRings: (rings: readonly DrawnRing[]) => void) {
    this.#engine = engine;
    this.#onRings = onRings;
    engine.isDrawing = true;
    // A change of colours takes all layers of the map away, these too.
    this.#endDressed = engine.whenDressed(() => this.#start());
  }

  /** Shows rings that were changed elsewhere; those already shown stay as they are, so that a drag goes on. */
  setRings(rings: readonly DrawnRing[]): void {
    const next = rings.map((ring) => ring.map(([lon = 0, lat = 0]) => [rounded(lon), rounded(lat)]));
    if (next.length === this.#rings.length && next.every((ring, i) => sameRing(ring, this.#rings[i] ?? []))) return;
    this.#rings = next;
    this.#show();
  }

  /** Begins a ring that takes this place among the rings. */
  begin(place: number): void {
    this.#drawnAs = place;
    this.#draw?.setMode('polygon');
  }

  /** Gives up the ring that is drawn. */
  giveUp(): void {
    this.#drawnAs = null;
    this.#show();
  }

  destroy(): void {
    cancelAnimationFrame(this.#due);
    this.#endDressed();
    this.#engine.isDrawing = false;
    this.#end();
  }

  #end(): void {
    try {
      this.#draw?.stop();
    } catch {
      // The map was taken away first, and the layers with it.
    }
    this.#draw = null;
  }

  #start(): void {
    this.#end();
    const draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: this.#engine.map, coordinatePrecision: 9 }),
      modes: [
        new TerraDrawPolygonMode({
          styles: { fillColor: COLOR, fillOpacity: 0.1, outlineColor: COLOR, outlineWidth: 1 },
        }),
        new TerraDrawSelectMode({
          flags: {
            polygon: {
              feature: { draggable: false, coordinates: { draggable: true, midpoints: true, deletable: true } },
            },
          },
          styles: {
            selectedPolygonColor: COLOR,
            selectedPolygonFillOpacity: 0.1,
            selectedPolygonOutlineColor: COLOR,
            selectedPolygonOutlineWidth: 1,
            selectionPointColor: COLOR,
            selectionPointWidth: 5,
            midPointColor: COLOR,
            midPointWidth: 3,
          },
        }),
      ],
    });
    draw.on('finish', (id, { action }) => {
      if (action === 'draw') this.#drawn(id);
    });
    draw.on('change', () => {
      if (this.#due !== 0 || this.#drawnAs !== null) return;
      this.#due = requestAnimationFrame(() => {
        this.#due = 0;
        this.#changed();
      });
    });
    this.#draw = draw;
    draw.start();
    this.#show();
  }

  #drawn(id: string | number): void {
    const place = this.#drawnAs;
    const feature = this.#draw?.getSnapshotFeature(id);
    if (place === null || feature === undefined) return;
    const ring = ringOf(feature);
    const rings = [...this.#rings];
    rings[place] = ring;
    this.#drawnAs = null;
    this.#rings = rings;
    // Shown anew once the drawing has come to its end by itself.
    requestAnimationFrame(() => this.#show());
    this.#onRings(rings);
  }

  #changed(): void {
    const features = this.#draw?.getSnapshot() ?? [];
    const rings = this.#rings.map((before, place) => {
      const feature = features.find(({ properties }) => properties['place'] === place);
      return feature === undefined ? (before.length < 3 ? before : []) : ringOf(feature);
    });
    if (rings.every((ring, i) => sameRing(ring, this.#rings[i] ?? []))) return;
    this.#rings = rings;
    this.#onRings(rings);
  }

  #show(): void {
    const draw = this.#draw;
    if (draw === null || !draw.enabled) return;
    // While nothing changes but this, what is told of the change is no news.
    const before = this.#drawnAs;
    this.#drawnAs = before ?? -1;
    draw.clear();
    const features = this.#rings.flatMap((ring, place): GeoJSONStoreFeatures[] => {
      const [first] = ring;
      if (first === undefined || ring.length < 3) return [];
      const coordinates = [[...ring.map((at) => [...at]), [...first]]];
      return [{ type: 'Feature', properties: { mode: 'polygon', place }, geometry: { type: 'Polygon', coordinates } }];
    });
    const added = draw.addFeatures(features);
    this.#drawnAs = before;
    draw.setMode(before === null ? 'select' : 'polygon');
    const [chosen] = added;
    if (before === null && chosen?.valid === true && chosen.id !== undefined) draw.selectFeature(chosen.id);
  }
}
