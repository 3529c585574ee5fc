import { Button, Checkbox, PopoverNext } from '@blueprintjs/core';
import { LayersIcon, LocateIcon, MinusIcon, PathSearchIcon, PlusIcon, ZoomToFitIcon } from '@blueprintjs/icons';
import type { FeatureCollection } from 'geojson';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import type { FramesView } from '../../../../src/model/views.ts';
import { useWords } from '../../i18n/index.ts';
import { ask, flightPath } from '../../state/api.ts';
import { clock } from '../../state/clock.ts';
import type { FrameRow } from '../../state/frames.ts';
import { registerKeys } from '../../state/keys.ts';
import { frames, seekFrame, select, selectDetection, useOverview } from '../../state/session.ts';
import { useFlight, useWorkstation, workstation } from '../../state/workstation.ts';
import { type Coverage, colored } from './coverage.ts';
import { centerOf, cornersOf, type Place, sensorOf } from './geometry.ts';
import { MapEngine } from './map-engine.ts';
import { CoverageLegend, MeasureReadout, PointerReadout, ScaleBar } from './map-furniture.tsx';
import { addMeasure, LAYERS, mapState, toggleLayer, useMapState } from './map-state.ts';
import { sceneNow, stretchesOf } from './scene.ts';

/** True where the person asked for less motion. */
const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The place whose best moment is to be shown once the service has told its visits: set by a click, not by a link. */
let jumpFor: string | null = null;

function click(place: Place, engine: MapEngine): void {
  const longitudeDeg = place[0] - 360 * Math.round(place[0] / 360);
  if (mapState.get().measuring) {
    addMeasure(place);
    return;
  }
  const detection = engine.detectionAt(place);
  if (detection !== undefined) {
    selectDetection(detection);
    return;
  }
  jumpFor = `${place[1]} ${longitudeDeg}`;
  select({ kind: 'place', latitudeDeg: place[1], longitudeDeg });
}

/** Goes to the best moment of the place that was clicked, once it is known. */
function jumpWhenKnown(): void {
  const { selection, detail } = workstation.get();
  if (jumpFor === null || selection?.kind !== 'place' || detail.visits === null) return;
  if (jumpFor !== `${selection.latitudeDeg} ${selection.longitudeDeg}`) return;
  jumpFor = null;
  const [best] = [...detail.visits].sort(
    (a, b) => (a.bestGsdM ?? Number.POSITIVE_INFINITY) - (b.bestGsdM ?? Number.POSITIVE_INFINITY),
  );
  if (best !== undefined) void seekFrame(best.bestFrame);
}

function pointsOf(overview: FramesView): Place[] {
  const points: Place[] = [];
  for (let row = 0; row < overview.count; row++) {
    for (const at of [sensorOf(overview, row), centerOf(overview, row), ...(cornersOf(overview, row) ?? [])]) {
      if (at !== undefined) points.push(at);
    }
  }
  return points;
}

/** Draws the scene anew whenever the moment or what is shown of it changes, at most once a frame of the screen. */
function followScene(engine: MapEngine, overview: FramesView | null): () => void {
  const stretches = stretchesOf(overview);
  let last: FrameRow | null = null;
  const draw = (): void => {
    const scene = sceneNow(stretches, last);
    last = scene.frame;
    engine.setScene(scene);
    const at =
      scene.frame === null
        ? undefined
        : (centerOf(scene.frame.view, scene.frame.row) ?? sensorOf(scene.frame.view, scene.frame.row));
    if (mapState.get().follow && at !== undefined) engine.keepInView(at, still());
  };
  const ends = [clock.subscribe(draw), workstation.subscribe(draw), mapState.subscribe(draw)];
  const framesEnd = frames()?.subscribe(draw);
  draw();
  return () => {
    framesEnd?.();
    for (const end of ends) end();
  };
}

/** The coverage of a flight, once it has been read. */
function useCoverage(flightId: string | null, ready: boolean): Coverage | null {
  const [coverage, setCoverage] = useState<{ readonly id: string; readonly value: Coverage } | null>(null);
  useEffect(() => {
    if (flightId === null || !ready) return;
    const abort = new AbortController();
    ask<FeatureCollection>(flightPath(flightId, '/coverage'), { signal: abort.signal })
      .then((collection) => setCoverage({ id: flightId, value: colored(collection) }))
      // Without it the map still shows everything else; that the service is away is told by the status bar.
      .catch(() => undefined);
    return () => abort.abort();
  }, [flightId, ready]);
  return coverage !== null && coverage.id === flightId ? coverage.value : null;
}

/** The map: made once, and kept through all that changes around it. */
export function MapPane() {
  const t = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const [pointer, setPointer] = useState<Place | null>(null);
  const [metresPerPixel, setMetresPerPixel] = useState(0);
  const [failed, setFailed] = useState(false);
  const theme = useWorkstation((state) => state.theme);
  const flight = useFlight();
  const overview = useOverview();
  const shown = useMapState((state) => state);
  const coverage = useCoverage(flight?.id ?? null, flight?.state === 'ready');

  useEffect(() => {
    if (holder.current === null) return;
    let made: MapEngine;
    try {
      made = new MapEngine(holder.current, workstation.get().theme, {
        onClick: (place) => click(place, made),
        onPointer: setPointer,
        onView: () => setMetresPerPixel(made.metresPerPixel()),
        onHand: () => mapState.set({ follow: false }),
      });
    } catch {
      // No WebGL: the rest of the page works without the map, and says so.
      setFailed(true);
      return;
    }
    setEngine(made);
    const end = workstation.subscribe(jumpWhenKnown);
    return () => {
      end();
      setEngine(null);
      made.destroy();
    };
  }, []);

  useEffect(() => engine?.setTheme(theme), [engine, theme]);
  useEffect(() => engine?.setFlight(flight), [engine, flight]);
  useEffect(() => engine?.setCoverage(coverage ?? undefined), [engine, coverage]);
  useEffect(() => engine?.show(shown), [engine, shown]);
  useEffect(() => (engine === null ? undefined : followScene(engine, overview)), [engine, overview]);

  const points = useMemo(() => (overview === null ? [] : pointsOf(overview)), [overview]);
  const fitted = useRef<string | null>(null);
  useEffect(() => {
    if (engine === null || flight === null || points.length === 0 || fitted.current === flight.id) return;
    // Once for each flight: afterwards the view is the person's own.
    fitted.current = flight.id;
    engine.fit(points, true);
  }, [engine, flight, points]);

  useEffect(
    () =>
      registerKeys([
        {
          id: 'map-follow',
          group: 'map',
          label: 'map.follow',
          keys: ['g'],
          run: () => mapState.set(({ follow }) => ({ follow: !follow })),
        },
        { id: 'map-fit', group: 'map', label: 'map.fit', keys: ['w'], run: () => engine?.fit(points, still()) },
        {
          id: 'map-graticule',
          group: 'map',
          label: 'map.graticule',
          keys: ['r'],
          run: () => toggleLayer('graticule'),
        },
        { id: 'map-measure', group: 'map', label: 'map.measure', keys: ['m'], run: toggleMeasure },
        {
          id: 'map-in',
          group: 'map',
          label: 'map.zoomIn',
          keys: ['+', '='],
          run: () => engine?.map.zoomIn({ animate: !still() }),
        },
        {
          id: 'map-out',
          group: 'map',
          label: 'map.zoomOut',
          keys: ['-'],
          run: () => engine?.map.zoomOut({ animate: !still() }),
        },
      ]),
    [engine, points],
  );

  /** Enter does in the middle of the map what a click does; MapLibre moves the map by the arrows. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (engine === null || !(event.target instanceof HTMLCanvasElement)) return;
    if (event.key === 'Enter') {
      const { lng, lat } = engine.map.getCenter();
      click([lng, lat], engine);
      event.preventDefault();
    } else if (event.key.startsWith('Arrow')) mapState.set({ follow: false });
  };

  if (failed) return <div className="at-map-none">{t('map.none')}</div>;
  return (
    <div className="at-map" data-measuring={shown.measuring}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the canvas inside has the focus and the role; its keys are heard here */}
      <div className="at-map-holder" ref={holder} onKeyDown={onKeyDown} />
      <div className="at-map-cross" aria-hidden="true" />
      <div className="at-map-tools" role="toolbar" aria-label={t('map.tools')}>
        <Button
          icon={<PlusIcon />}
          aria-label={t('map.zoomIn')}
          title={t('map.zoomIn')}
          onClick={() => engine?.map.zoomIn({ animate: !still() })}
        />
        <Button
          icon={<MinusIcon />}
          aria-label={t('map.zoomOut')}
          title={t('map.zoomOut')}
          onClick={() => engine?.map.zoomOut({ animate: !still() })}
        />
        <Button
          icon={<ZoomToFitIcon />}
          aria-label={t('map.fit')}
          title={t('map.fit')}
          disabled={points.length === 0}
          onClick={() => engine?.fit(points, still())}
        />
        <Button
          icon={<LocateIcon />}
          aria-label={t('map.follow')}
          title={t('map.follow')}
          aria-pressed={shown.follow}
          active={shown.follow}
          onClick={() => mapState.set({ follow: !shown.follow })}
        />
        <Button
          icon={<PathSearchIcon />}
          aria-label={t('map.measure')}
          title={t('map.measure')}
          aria-pressed={shown.measuring}
          active={shown.measuring}
          onClick={toggleMeasure}
        />
        <PopoverNext
          placement="left-start"
          content={
            <div className="at-map-layers">
              {LAYERS.map((layer) => (
                <Checkbox
                  key={layer}
                  checked={shown[layer]}
                  label={t(`map.layer.${layer}`)}
                  onChange={() => toggleLayer(layer)}
                />
              ))}
            </div>
          }
        >
          <Button icon={<LayersIcon />} aria-label={t('map.layers')} title={t('map.layers')} />
        </PopoverNext>
      </div>
      <div className="at-map-foot">
        <ScaleBar metresPerPixel={metresPerPixel} />
        <PointerReadout flightId={flight?.id ?? null} place={pointer} />
        {shown.measuring || shown.measure.length > 0 ? <MeasureReadout measure={shown.measure} /> : null}
      </div>
      {shown.coverage && coverage !== null && coverage.bands.length > 0 ? (
        <CoverageLegend bands={coverage.bands} />
      ) : null}
    </div>
  );
}

/** Begins measuring, or ends it and takes the line away. */
function toggleMeasure(): void {
  mapState.set(({ measuring }) => ({ measuring: !measuring, measure: [] }));
}
