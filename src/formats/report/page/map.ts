import { fitted, onceAFrame } from './dom.ts';
import { drawGlobe } from './globe.ts';
import type { Speech } from './language.ts';
import type { View } from './map-base.ts';
import { cursorText, drawBase, levelFor, toPlane, toScreen } from './map-base.ts';
import type { Shown } from './map-overlay.ts';
import { drawOverlay } from './map-overlay.ts';
import type { Scene } from './scene.ts';
import type { Theme } from './theme.ts';

export interface MapParts {
  readonly host: HTMLElement;
  readonly base: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  readonly globe: HTMLCanvasElement;
}

export interface MapNeeds {
  readonly scene: Scene;
  readonly theme: () => Theme;
  readonly speech: () => Speech;
  readonly selected: () => number;
  readonly onPick: (index: number) => void;
  readonly onCursor: (longitudeDeg: number, latitudeDeg: number, text: string, mpp: number) => void;
  readonly onLevel: (scale: string) => void;
}

export type Stage = 'flight' | 'surroundings' | 'region';

export interface MapControl {
  readonly shown: Shown;
  readonly redraw: () => void;
  /** At once: a page that is being printed waits for no frame. */
  readonly redrawNow: () => void;
  readonly redrawOverlay: () => void;
  readonly zoom: (factor: number, x?: number, y?: number) => void;
  readonly pan: (dxPixels: number, dyPixels: number) => void;
  readonly show: (stage: Stage) => void;
  readonly keepInView: () => void;
}

/** The middle and the scale at which an extent of the plane fills a box, with a margin for what lies over its edges. */
function fitting(extent: readonly [number, number, number, number], width: number, height: number) {
  const [minX, minY, maxX, maxY] = extent;
  // The legend and the globe stand at the right, coordinates at the left and at the bottom.
  const [left, right, top, bottom] = [48, width > 560 ? 190 : 30, 24, 40];
  const mpp = Math.max(
    (maxX - minX) / Math.max(50, width - left - right),
    (maxY - minY) / Math.max(50, height - top - bottom),
    0.2,
  );
  return {
    xM: (minX + maxX) / 2 + ((right - left) / 2) * mpp,
    yM: (minY + maxY) / 2 - ((bottom - top) / 2) * mpp,
    mpp,
  };
}

export function createMap(parts: MapParts, needs: MapNeeds): MapControl {
  const { scene } = needs;
  const shown: Shown = { coverage: true, footprints: true, errors: true, track: true, vmti: true };
  let place = { xM: 0, yM: 0, mpp: 1 };
  let stage: Stage | undefined = 'flight';
  const view = (): View => ({ ...place, width: parts.base.clientWidth, height: parts.base.clientHeight });

  const overlayNow = (): void => {
    const { context } = fitted(parts.overlay);
    if (scene.doc.centre !== null) drawOverlay(context, view(), scene, needs.theme(), needs.selected(), shown);
  };
  const baseNow = (): void => {
    const { context } = fitted(parts.base);
    drawBase(context, view(), scene, needs.theme(), needs.speech(), shown.coverage);
    drawGlobe(parts.globe, scene, needs.theme());
    needs.onLevel(levelFor(scene, view())?.level.scale ?? '');
  };
  const redrawOverlay = onceAFrame(overlayNow);
  const redrawBase = onceAFrame(baseNow);
  const redraw = (): void => {
    redrawBase();
    redrawOverlay();
  };

  const bounded = (): void => {
    const reach = scene.levels.at(-1)?.level.reachM ?? 1e6;
    const { width, height } = view();
    place.mpp = Math.max(0.05, Math.min(place.mpp, (2 * reach) / Math.max(1, Math.max(width, height))));
    const [roomX, roomY] = [(width / 2) * place.mpp, (height / 2) * place.mpp];
    place.xM = Math.max(-reach + roomX, Math.min(reach - roomX, place.xM));
    place.yM = Math.max(-reach + roomY, Math.min(reach - roomY, place.yM));
  };

  const show = (next: Stage): void => {
    stage = next;
    const { width, height } = view();
    const level = next === 'region' ? scene.levels.at(-1) : scene.levels[0];
    const border = scene.doc.surroundings?.border;
    const near = (level?.level.reachM ?? 1e6) * 0.98;
    // Far enough out for the nearest border to be seen with some land behind it.
    const half = next === 'region' ? near * 0.8 : Math.min(near, Math.max(60_000, (border?.distanceKm ?? 100) * 1600));
    place =
      next === 'flight'
        ? fitting(scene.extent, width, height)
        : { xM: 0, yM: 0, mpp: (2 * half) / Math.max(1, Math.min(width, height)) };
    bounded();
    redraw();
  };

  const zoom = (factor: number, x = view().width / 2, y = view().height / 2): void => {
    stage = undefined;
    const [px, py] = toPlane(view(), x, y);
    const old = place.mpp;
    place.mpp /= factor;
    bounded();
    const share = place.mpp / old;
    place.xM = px + (place.xM - px) * share;
    place.yM = py + (place.yM - py) * share;
    bounded();
    redraw();
  };

  const pan = (dx: number, dy: number): void => {
    stage = undefined;
    place.xM -= dx * place.mpp;
    place.yM += dy * place.mpp;
    bounded();
    redraw();
  };

  const keepInView = (): void => {
    const index = needs.selected();
    const { width, height } = view();
    const points = [scene.sensor, scene.center]
      .map((line) => [line[2 * index]!, line[2 * index + 1]!] as const)
      .filter(([x]) => !Number.isNaN(x));
    if (points.length === 0) return;
    const outside = points.some(([x, y]) => {
      const [sx, sy] = toScreen(view(), x, y);
      return sx < 30 || sy < 30 || sx > width - 30 || sy > height - 30;
    });
    if (!outside) return;
    const [first, last] = [points[0]!, points.at(-1)!];
    const bothFit =
      Math.abs(first[0] - last[0]) < (width - 60) * place.mpp &&
      Math.abs(first[1] - last[1]) < (height - 60) * place.mpp;
    // Where aircraft and look do not fit together, the ground that is looked at is followed.
    place.xM = bothFit ? (first[0] + last[0]) / 2 : last[0];
    place.yM = bothFit ? (first[1] + last[1]) / 2 : last[1];
    bounded();
    redraw();
  };

  const pick = (x: number, y: number): void => {
    let best: { index: number; distance: number } | undefined;
    for (const line of [scene.sensor, scene.center]) {
      for (let index = 0; index < scene.count; index++) {
        if (Number.isNaN(line[2 * index]!)) continue;
        const [sx, sy] = toScreen(view(), line[2 * index]!, line[2 * index + 1]!);
        const distance = Math.hypot(sx - x, sy - y);
        if (distance < 16 && (best === undefined || distance < best.distance)) best = { index, distance };
      }
    }
    if (best !== undefined) needs.onPick(best.index);
  };

  attachPointer(parts, {
    zoom,
    pan,
    pick,
    hover: (x, y) => {
      const [lon, lat, text] = cursorText(view(), scene, x, y, needs.speech());
      needs.onCursor(lon, lat, text, place.mpp);
    },
  });
  new ResizeObserver(() => {
    if (stage === undefined) redraw();
    else show(stage);
  }).observe(parts.host);
  const redrawNow = (): void => {
    baseNow();
    overlayNow();
  };
  return { shown, redraw, redrawNow, redrawOverlay, zoom, pan, show, keepInView };
}

interface PointerActions {
  readonly zoom: (factor: number, x: number, y: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly pick: (x: number, y: number) => void;
  readonly hover: (x: number, y: number) => void;
}

/** Drag moves, wheel and pinch zoom about the pointer, a click without a drag picks. */
function attachPointer(parts: MapParts, actions: PointerActions): void {
  const target = parts.overlay;
  const down = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  const at = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const box = target.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  target.addEventListener('wheel', (event) => {
    // The page scrolls as pages do until the map is in use: focus it, or hold Ctrl.
    if (document.activeElement !== parts.host && !event.ctrlKey) return;
    event.preventDefault();
    const { x, y } = at(event);
    actions.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), x, y);
  });
  target.addEventListener('pointerdown', (event) => {
    parts.host.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    if (down.size === 1) travelled = 0;
  });
  target.addEventListener('pointermove', (event) => {
    const here = at(event);
    const before = down.get(event.pointerId);
    if (before === undefined) {
      actions.hover(here.x, here.y);
      return;
    }
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) actions.pan(here.x - before.x, here.y - before.y);
    else {
      const [was, is] = [before, here].map((point) => Math.hypot(point.x - other.x, point.y - other.y));
      if (was !== undefined && is !== undefined && was > 0) actions.zoom(is / was, other.x, other.y);
    }
    travelled += Math.hypot(here.x - before.x, here.y - before.y);
    down.set(event.pointerId, here);
  });
  const lift = (event: PointerEvent): void => {
    const was = down.delete(event.pointerId);
    if (was && event.type === 'pointerup' && travelled < 5) {
      const { x, y } = at(event);
      actions.pick(x, y);
    }
  };
  target.addEventListener('pointerup', lift);
  target.addEventListener('pointercancel', lift);
}
