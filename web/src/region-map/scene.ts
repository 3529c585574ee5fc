import { useEffect, useRef, useState } from 'react';
import type { AreaDocument, PathDocument } from '../../../src/model/region.ts';
import { createStore, useStore } from '../state/store.ts';

/**
 * What the map of the stages agree and authorise shows. A page hands its parts to `useRegionScene`; the map stands beside every
 * page of these stages and is never reloaded.
 */

/** What a part stands for: it gives the colour and the kind of line. */
export const TONES = ['permitted', 'flown', 'excluded', 'zone', 'other', 'asked', 'draft', 'fault'] as const;
export type Tone = (typeof TONES)[number];

interface Named {
  /** Of the page's own; what is picked on the map is told by it. */
  readonly id: string;
  readonly tone: Tone;
  readonly label?: string;
  readonly selected?: boolean;
}

/** An area with its holes; edges are drawn as they run, along geodesics or parallels. */
export interface AreaPart extends Named {
  readonly kind: 'area';
  readonly area: Pick<AreaDocument, 'outer' | 'holes'>;
}
/** A way flown, with the outline of what each leg's buffer takes up, and a dot for each waypoint. */
export interface RoutePart extends Named {
  readonly kind: 'route';
  readonly way: {
    readonly waypoints: readonly PathDocument['waypoints'][number][];
    readonly legs: readonly Pick<PathDocument['legs'][number], 'bufferM' | 'edge'>[];
  };
}
export interface PlacePart extends Named {
  readonly kind: 'place';
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}
export type RegionPart = AreaPart | RoutePart | PlacePart;

export interface RegionScene {
  readonly parts: readonly RegionPart[];
  /** The map is fitted to what it shows once for each value; the rest of the time the view is the person's own. */
  readonly fitKey: string;
  /** Called with the id of the part that was clicked. */
  readonly onPick: ((id: string) => void) | null;
  /** Counts what was asked by `fitRegion`. */
  readonly fits: number;
}

const EMPTY: RegionScene = { parts: [], fitKey: '', onPick: null, fits: 0 };
export const regionScene = createStore<RegionScene>(EMPTY);
export const useScene = <S>(select: (value: RegionScene) => S): S => useStore(regionScene, select);

/**
 * Shows these parts on the map for as long as the component lives. Keep `parts` the same object while nothing changes (useMemo).
 * @param fitKey the map is fitted to the parts whenever this changes; the id of what is selected serves well
 */
export function useRegionScene(parts: readonly RegionPart[], fitKey: string, onPick?: (id: string) => void): void {
  const pick = useRef(onPick);
  pick.current = onPick;
  const [own] = useState(() => (id: string) => pick.current?.(id));
  useEffect(() => {
    regionScene.set({ parts, fitKey, onPick: own });
  }, [parts, fitKey, own]);
  // What has been put there by another since then stays.
  useEffect(() => () => regionScene.set(({ onPick: now }) => (now === own ? { parts: [], onPick: null } : {})), [own]);
}

/** Brings all that is shown, or what is selected of it, into view. */
export const fitRegion = (): void => regionScene.set(({ fits }) => ({ fits: fits + 1 }));
