import { Button, HTMLSelect } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { AreaDrawing } from '../region-map/area-drawing.ts';
import { useRegionEngine } from '../region-map/region-engine.ts';
import type { AreaForm, FormLimit, FormRing } from './area-form.ts';
import { REFERENCES } from './area-form.ts';
import { positionsOf, withRings } from './drawn-rings.ts';
import { Line } from './fields.tsx';
import { RingTable } from './ring-table.tsx';

interface Props {
  readonly area: AreaForm;
  readonly onArea: (area: AreaForm) => void;
  /** Requirements have one area, whose id is nobody's concern. */
  readonly named: boolean;
}

/** An area by pointer on the map and by keyboard in a table, both of them one thing; with its holes and its band. */
export function AreaEditor({ area, onArea, named }: Props) {
  const t = useWords();
  const [ring, setRing] = useState(0);
  const { begin, giveUp, drawing } = useDrawing(area, onArea);
  const rings = [area.outer, ...area.holes];
  const at = Math.min(ring, rings.length - 1);
  const ringName = (i: number): string => (i === 0 ? t('area.ring.outer') : t('area.ring.hole', { n: i }));
  const put = (next: FormRing): void =>
    at === 0
      ? onArea({ ...area, outer: next })
      : onArea({ ...area, holes: area.holes.map((hole, i) => (i === at - 1 ? next : hole)) });
  return (
    <div className="at-area">
      {named && <Line name={t('area.id')} value={area.id} required={true} onText={(id) => onArea({ ...area, id })} />}
      <div className="at-buttons">
        {drawing ? (
          <Button size="small" intent="primary" text={t('area.draw.stop')} onClick={giveUp} />
        ) : (
          <>
            <Button size="small" text={t('area.draw.outer')} onClick={() => begin(0)} />
            <Button
              size="small"
              text={t('area.draw.hole')}
              disabled={area.outer.length < 3}
              onClick={() => {
                setRing(rings.length);
                begin(rings.length);
              }}
            />
          </>
        )}
      </div>
      <p className="at-quiet">{t('area.draw.how')}</p>
      <div className="at-buttons">
        <div className="at-choice">
          <span aria-hidden={true}>{t('area.ring')}</span>
          <HTMLSelect
            aria-label={t('area.ring')}
            value={at}
            onChange={({ currentTarget }) => setRing(Number(currentTarget.value))}
          >
            {rings.map((_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rings have no other name
              <option key={i} value={i}>
                {ringName(i)}
              </option>
            ))}
          </HTMLSelect>
        </div>
        <Button
          size="small"
          variant="minimal"
          text={t('area.hole.add')}
          onClick={() => {
            onArea({ ...area, holes: [...area.holes, []] });
            setRing(rings.length);
          }}
        />
        {at > 0 && (
          <Button
            size="small"
            variant="minimal"
            text={t('area.hole.remove', { n: at })}
            onClick={() => {
              onArea({ ...area, holes: area.holes.filter((_, i) => i !== at - 1) });
              setRing(at - 1);
            }}
          />
        )}
      </div>
      <RingTable name={ringName(at)} ring={rings[at] ?? []} onRing={put} />
      <div className="at-dates">
        <Limit name={t('area.lower')} limit={area.lower} onLimit={(lower) => onArea({ ...area, lower })} />
        <Limit name={t('area.upper')} limit={area.upper} onLimit={(upper) => onArea({ ...area, upper })} />
      </div>
    </div>
  );
}

interface LimitProps {
  readonly name: string;
  readonly limit: FormLimit;
  readonly onLimit: (limit: FormLimit) => void;
}

/** One end of a band, with what it is measured from. */
function Limit({ name, limit, onLimit }: LimitProps) {
  const t = useWords();
  return (
    <fieldset className="at-limit">
      <legend>{name}</legend>
      <div>
        <input
          className="bp6-input bp6-small"
          aria-label={`${name}: ${t('area.value')}`}
          inputMode="decimal"
          value={limit.value}
          onChange={({ currentTarget }) => onLimit({ ...limit, value: currentTarget.value })}
        />
        <HTMLSelect
          aria-label={`${name}: ${t('area.reference')}`}
          value={limit.reference}
          onChange={({ currentTarget: { value } }) => {
            const reference = REFERENCES.find((one) => one === value);
            if (reference !== undefined) onLimit({ ...limit, reference });
          }}
        >
          {REFERENCES.map((one) => (
            <option key={one} value={one}>
              {one}: {t(`area.reference.${one}`)}
            </option>
          ))}
        </HTMLSelect>
      </div>
    </fieldset>
  );
}

/** Ties the area of a form to the drawing on the map: what one changes the other shows. */
function useDrawing(area: AreaForm, onArea: (area: AreaForm) => void) {
  const engine = useRegionEngine();
  const [drawing, setDrawing] = useState(false);
  const pen = useRef<AreaDrawing | null>(null);
  const latest = useRef({ area, onArea });
  latest.current = { area, onArea };
  useEffect(() => {
    if (engine === null) return;
    const made = new AreaDrawing(engine, (rings) => {
      setDrawing(false);
      const { area: before, onArea: tell } = latest.current;
      tell(withRings(before, rings));
    });
    pen.current = made;
    made.setRings(positionsOf(latest.current.area));
    return () => {
      pen.current = null;
      made.destroy();
    };
  }, [engine]);
  useEffect(() => pen.current?.setRings(positionsOf(area)), [area]);
  return {
    drawing,
    begin: (place: number): void => {
      setDrawing(true);
      pen.current?.begin(place);
    },
    giveUp: (): void => {
      setDrawing(false);
      pen.current?.giveUp();
    },
  };
}
