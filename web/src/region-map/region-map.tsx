import { Button } from '@blueprintjs/core';
import { MinusIcon, PlusIcon, ZoomToFitIcon } from '@blueprintjs/icons';
import { useEffect, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import './region-map.css';
import { useWords } from '../i18n/index.ts';
import { PointerReadout, ScaleBar } from '../observe/map/map-furniture.tsx';
import { useWorkstation, workstation } from '../state/workstation.ts';
import { RegionEngine, setRegionEngine, useRegionEngine } from './region-engine.ts';
import { fitRegion, regionScene, useScene } from './scene.ts';

/** True where the person asked for less motion. */
const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The map beside the pages of agreeing and authorising. */
export function RegionMap() {
  const t = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const engine = useRegionEngine();
  const [failed, setFailed] = useState(false);
  const [pointer, setPointer] = useState<readonly [number, number] | null>(null);
  const [metresPerPixel, setMetresPerPixel] = useState(0);
  const theme = useWorkstation((state) => state.theme);
  const parts = useScene((scene) => scene.parts);
  const fitKey = useScene((scene) => scene.fitKey);
  const fits = useScene((scene) => scene.fits);

  useEffect(() => {
    if (holder.current === null) return;
    let made: RegionEngine;
    try {
      made = new RegionEngine(holder.current, workstation.get().theme, {
        onPick: (id) => regionScene.get().onPick?.(id),
        onPointer: setPointer,
        onView: () => setMetresPerPixel(made.metresPerPixel()),
      });
    } catch {
      // No WebGL: the pages work without the map, and say so.
      setFailed(true);
      return;
    }
    setRegionEngine(made);
    return () => {
      setRegionEngine(null);
      made.destroy();
    };
  }, []);
  useEffect(() => engine?.setTheme(theme), [engine, theme]);
  useEffect(() => engine?.setParts(parts), [engine, parts]);
  const fitted = useRef('');
  useEffect(() => {
    const key = `${fitKey} ${fits}`;
    if (engine === null || parts.length === 0 || fitted.current === key) return;
    fitted.current = key;
    engine.fit(parts, still());
  }, [engine, parts, fitKey, fits]);

  if (failed) return <div className="at-map-none">{t('map.none')}</div>;
  return (
    <div className="at-map at-region-map">
      <div className="at-map-holder" ref={holder} />
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
          aria-label={t('region.fit')}
          title={t('region.fit')}
          disabled={parts.length === 0}
          onClick={fitRegion}
        />
      </div>
      <div className="at-map-foot">
        <ScaleBar metresPerPixel={metresPerPixel} />
        <PointerReadout flightId={null} place={pointer === null ? null : [pointer[0], pointer[1]]} />
      </div>
    </div>
  );
}
