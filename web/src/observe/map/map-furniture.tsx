import { useEffect, useMemo, useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import type { Language } from '../../state/workstation.ts';
import { latLonText, lengthText, mgrsText, roundLengthM } from './coordinates.ts';
import type { Band } from './coverage.ts';
import { measure as measured, type Place } from './geometry.ts';
import { Heights } from './heights.ts';

/** The locale the page writes numbers in (i18n/index.ts). */
const localeOf = (language: Language): string => (language === 'es' ? 'es-MX' : 'en-GB');

/** Longest the scale bar gets, CSS pixels. */
const SCALE_PX = 120;

export function ScaleBar({ metresPerPixel }: { readonly metresPerPixel: number }) {
  const t = useWords();
  if (!(metresPerPixel > 0)) return null;
  const lengthM = roundLengthM(metresPerPixel * SCALE_PX);
  const text = lengthText(lengthM, localeOf(t.language));
  return (
    <div className="at-map-scale" role="img" aria-label={t('map.scale', { length: text })}>
      <svg width={SCALE_PX + 2} height={6} aria-hidden="true">
        <path d={`M1 0V5H${1 + lengthM / metresPerPixel}V0`} fill="none" stroke="currentColor" strokeWidth={2} />
      </svg>
      <span>{text}</span>
    </div>
  );
}

/** Grid reference, latitude and longitude, and height of the place under the pointer. */
export function PointerReadout({
  flightId,
  place,
}: {
  readonly flightId: string | null;
  readonly place: Place | null;
}) {
  const t = useWords();
  const heights = useMemo(() => (flightId === null ? null : new Heights(flightId)), [flightId]);
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    if (place === null || heights === null) {
      setHeight(null);
      return;
    }
    let current = true;
    void heights.at(place).then((heightM) => {
      if (current) setHeight(heightM);
    });
    return () => {
      current = false;
    };
  }, [heights, place]);
  if (place === null) return <div className="at-map-pointer">{t('map.pointer.none')}</div>;
  return (
    <div className="at-map-pointer">
      <b>{mgrsText(place) ?? t('map.beyondGrid')}</b>
      <span>{latLonText(place)}</span>
      {height === null ? null : <span>{t('map.height', { height: t.quantity(height, 'm') })}</span>}
    </div>
  );
}

export function MeasureReadout({ measure }: { readonly measure: readonly Place[] }) {
  const t = useWords();
  const [from, to] = measure;
  const text = (): string => {
    if (from === undefined) return t('map.measure.first');
    if (to === undefined) return t('map.measure.second');
    const { lengthM, bearingDeg } = measured(from, to);
    return t('map.measure.result', {
      length: lengthText(lengthM, localeOf(t.language)),
      bearing: t.quantity((bearingDeg + 360) % 360, '°', 1),
    });
  };
  return (
    <div className="at-map-measure" aria-live="polite">
      {text()}
    </div>
  );
}

/** What the colours of the covered ground mean. */
export function CoverageLegend({ bands }: { readonly bands: readonly Band[] }) {
  const t = useWords();
  const metres = (value: number): string => value.toLocaleString(localeOf(t.language), { maximumSignificantDigits: 2 });
  return (
    <div className="at-map-legend">
      <span id="at-map-legend">{t('map.legend')}</span>
      <table aria-labelledby="at-map-legend">
        <tbody>
          {bands.map(({ minGsdM, maxGsdM, areaKm2, color }) => (
            <tr key={minGsdM}>
              <td>
                <svg width={14} height={10} aria-hidden="true">
                  <rect width={14} height={10} fill={color} />
                </svg>
              </td>
              <td>
                {Number.isFinite(maxGsdM)
                  ? t('map.legend.between', { from: metres(minGsdM), to: metres(maxGsdM) })
                  : t('map.legend.over', { from: metres(minGsdM) })}
              </td>
              <td>
                {areaKm2 === null
                  ? ''
                  : `${areaKm2.toLocaleString(localeOf(t.language), { maximumSignificantDigits: 3 })} km²`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
