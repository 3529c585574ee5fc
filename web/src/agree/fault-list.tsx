import { useWords, type Words } from '../i18n/index.ts';
import type { RegionPart } from '../region-map/scene.ts';
import { type AreaForm, type Fault, placesOf } from './area-form.ts';
import { fieldText } from './sentences.ts';

/** One fault, with its field, its place and what mends it. */
export function faultText({ pointer, kind, place }: Fault, t: Words): string {
  const field = fieldText(pointer, t);
  if (kind !== 'crossing') return t(`agree.fault.${kind}`, { field });
  const at = place === undefined ? '?' : `${place.latitudeDeg.toFixed(4)}°, ${place.longitudeDeg.toFixed(4)}°`;
  return t('agree.fault.crossing', { field, place: at });
}

/** What has to be mended before it can be sent. */
export function FaultList({ faults }: { readonly faults: readonly Fault[] }) {
  const t = useWords();
  if (faults.length === 0) return <p role="status">{t('agree.faults.none')}</p>;
  return (
    <div role="status" className="at-faults-box">
      <p className="at-warned">{t.count('agree.faults', faults.length)}</p>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.kind} ${fault.pointer}`}>{faultText(fault, t)}</li>
        ))}
      </ul>
    </div>
  );
}

/** The areas of a form on the map, and the places of their faults. */
export function partsOfForm(
  areas: readonly AreaForm[],
  faults: readonly Fault[],
  here: number,
  t: Words,
): readonly RegionPart[] {
  const drawn = areas.map(
    (area, i): RegionPart => ({
      kind: 'area',
      id: `form ${i}`,
      tone: 'draft',
      label: area.id,
      selected: i === here,
      area: { outer: [...placesOf(area.outer)], holes: area.holes.map((hole) => [...placesOf(hole)]) },
    }),
  );
  const places = faults.flatMap((fault): RegionPart[] => {
    const { place, pointer } = fault;
    return place === undefined
      ? []
      : [{ kind: 'place', id: `fault ${pointer}`, tone: 'fault', label: fieldText(pointer, t), ...place }];
  });
  return [...drawn, ...places];
}
