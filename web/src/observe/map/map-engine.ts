import { type ErrorEvent, type GeoJSONSource, Map as GroundMap, type MapMouseEvent, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { DetectionView, FlightView } from '../../../../src/model/views.ts';
import { flightPath } from '../../state/api.ts';
import type { Theme } from '../../state/workstation.ts';
import type { Coverage } from './coverage.ts';
import { detectionAt, drawScene, type Project, type Scene } from './draw.ts';
import type { Place } from './geometry.ts';
import { baseStyle, COVERAGE, paletteOf, TERRAIN } from './style.ts';
import { aircraftSymbol, loadSymbols } from './symbol.ts';

// The worker is a file of the page itself: the policy allows no other.
setWorkerUrl(workerUrl);

export interface MapEvents {
  readonly onClick: (place: Place) => void;
  readonly onPointer: (place: Place | null) => void;
  readonly onView: () => void;
  /** The person moved the map by hand. */
  readonly onHand: () => void;
}

/** Rings and lines of the moment are drawn on a canvas over the map: at once, in the very frame, and without making the map draw itself anew. */
export class MapEngine {
  readonly map: GroundMap;
  readonly #overlay: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  #theme: Theme;
  #scene: Scene | undefined;
  #flightId: string | undefined;
  #coverage: Coverage | undefined;
  #shownCoverage = true;
  #shownTerrain = true;
  #pending = 0;

  constructor(container: HTMLElement, theme: Theme, events: MapEvents) {
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
      renderWorldCopies: true,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    const overlay = document.createElement('canvas');
    overlay.className = 'at-map-overlay';
    overlay.ariaHidden = 'true';
    const pen = overlay.getContext('2d');
    if (pen === null) throw new Error('No drawing canvas');
    this.#overlay = overlay;
    this.#pen = pen;
    this.map.getCanvasContainer().append(overlay);
    // Until it is there, or where it cannot be fetched, a plain mark stands for the aircraft.
    loadSymbols().then(
      () => this.#soon(),
      () => undefined,
    );
    this.map.on('render', () => this.#draw());
    this.map.on('resize', () => this.#draw());
    this.map.on('move', () => events.onView());
    this.map.on('load', () => events.onView());
    this.map.on('dragstart', () => events.onHand());
    this.map.on('click', ({ lngLat, originalEvent }: MapMouseEvent) => {
      if (originalEvent.defaultPrevented) return;
      events.onClick([lngLat.lng, lngLat.lat]);
    });
    this.map.on('mousemove', ({ lngLat }) => events.onPointer([lngLat.lng, lngLat.lat]));
    this.map.on('mouseout', () => events.onPointer(null));
    this.map.on('error', ({ error }: ErrorEvent) => {
      // A tile without heights is no fault of the map; anything else is worth knowing.
      if (!/terrain|image|decode/i.test(error.message)) console.warn(`map: ${error.message}`);
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.#pending);
    this.map.remove();
  }

  /** Colours change in place; the view stays. */
  setTheme(theme: Theme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.map.setStyle(baseStyle(theme), { diff: true });
    this.map.once('styledata', () => this.#dress());
    this.#soon();
  }

  setFlight(flight: FlightView | null): void {
    if ((flight?.id ?? undefined) === this.#flightId) return;
    this.#flightId = flight?.id;
    this.#coverage = undefined;
    this.#whenStyled();
  }

  setCoverage(coverage: Coverage | undefined): void {
    this.#coverage = coverage;
    this.#whenStyled();
  }

  show(layers: { readonly coverage: boolean; readonly terrain: boolean }): void {
    this.#shownCoverage = layers.coverage;
    this.#shownTerrain = layers.terrain;
    this.#whenStyled();
  }

  setScene(scene: Scene): void {
    this.#scene = scene;
    this.#soon();
  }

  fit(points: readonly Place[], still: boolean): void {
    const [first] = points;
    if (first === undefined) return;
    let [west, south, east, north] = [first[0], first[1], first[0], first[1]];
    for (const [lon, lat] of points) {
      [west, east] = [Math.min(west, lon), Math.max(east, lon)];
      [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    }
    this.map.fitBounds([west, south, east, north], {
      padding: { top: 90, bottom: 60, left: 40, right: 60 },
      maxZoom: 15,
      animate: !still,
      duration: 400,
    });
  }

  /** Brings a place back into the middle when it leaves the inner part of the map. */
  keepInView(place: Place, still: boolean): void {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const { x, y } = this.map.project([place[0], place[1]]);
    const inside = Math.abs(x / clientWidth - 0.5) < 0.3 && Math.abs(y / clientHeight - 0.5) < 0.3;
    if (inside || this.map.isMoving()) return;
    if (still) this.map.jumpTo({ center: [place[0], place[1]] });
    else this.map.easeTo({ center: [place[0], place[1]], duration: 350 });
  }

  /** Metres of a CSS pixel in the middle of the map. */
  metresPerPixel(): number {
    const { lat } = this.map.getCenter();
    return (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom());
  }

  /** The moving object that is drawn about a place, if one is. */
  detectionAt(place: Place): DetectionView | undefined {
    const [x, y] = this.#project(place);
    return this.#scene === undefined ? undefined : detectionAt(this.#project, this.#scene, x, y);
  }

  readonly #project: Project = ([lon, lat]) => {
    const { x, y } = this.map.project([lon, lat]);
    return [x, y];
  };

  #whenStyled(): void {
    if (this.map.isStyleLoaded()) this.#dress();
    else this.map.once('idle', () => this.#dress());
  }

  /** Puts the flight's own layers on the base map. */
  #dress(): void {
    const map = this.map;
    const source = map.getSource<GeoJSONSource>(COVERAGE);
    source?.setData(this.#coverage?.data ?? { type: 'FeatureCollection', features: [] });
    if (map.getLayer(COVERAGE) !== undefined) {
      map.setLayoutProperty(COVERAGE, 'visibility', this.#shownCoverage ? 'visible' : 'none');
    }
    const wanted = this.#flightId === undefined ? undefined : `${TERRAIN}-${this.#flightId}`;
    for (const { id } of map.getStyle().layers) if (id.startsWith(TERRAIN) && id !== wanted) map.removeLayer(id);
    for (const id of Object.keys(map.getStyle().sources)) {
      if (id.startsWith(TERRAIN) && id !== wanted) map.removeSource(id);
    }
    if (wanted === undefined || this.#flightId === undefined) return;
    if (map.getSource(wanted) === undefined) {
      const path = `${flightPath(this.#flightId, '/terrain')}/{z}/{x}/{y}.png`;
      const tiles = [`${location.origin}${path}`];
      map.addSource(wanted, {
        type: 'raster-dem',
        tiles,
        encoding: 'terrarium',
        tileSize: 256,
        minzoom: 5,
        maxzoom: 12,
      });
    }
    if (map.getLayer(wanted) === undefined) {
      const { shadow, light } = paletteOf(this.#theme);
      map.addLayer(
        {
          id: wanted,
          type: 'hillshade',
          source: wanted,
          paint: {
            'hillshade-shadow-color': shadow,
            'hillshade-highlight-color': light,
            'hillshade-accent-color': shadow,
            'hillshade-exaggeration': 0.45,
          },
        },
        'states',
      );
    }
    map.setLayoutProperty(wanted, 'visibility', this.#shownTerrain ? 'visible' : 'none');
  }

  #soon(): void {
    if (this.#pending !== 0) return;
    this.#pending = requestAnimationFrame(() => {
      this.#pending = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const ratio = window.devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#overlay.width !== w || this.#overlay.height !== h) {
      this.#overlay.width = w;
      this.#overlay.height = h;
      this.#overlay.style.width = `${width}px`;
      this.#overlay.style.height = `${height}px`;
    }
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#pen.clearRect(0, 0, width, height);
    if (this.#scene === undefined) return;
    const shown = this.map.getBounds();
    const bounds = {
      west: shown.getWest(),
      south: shown.getSouth(),
      east: shown.getEast(),
      north: shown.getNorth(),
    };
    const colors = paletteOf(this.#theme);
    const aircraft = aircraftSymbol(this.#scene.exercise, colors, ratio);
    drawScene(this.#pen, this.#project, this.#scene, colors, { bounds, width, height }, aircraft);
    // What is on the screen, for those who check that map and picture go together.
    this.#overlay.dataset['frame'] = String(this.#scene.frame?.index ?? '');
  }
}
