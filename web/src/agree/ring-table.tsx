import { Button, HTMLSelect } from '@blueprintjs/core';
import { CrossIcon, PlusIcon } from '@blueprintjs/icons';
import { useWords } from '../i18n/index.ts';
import { degrees, type FormRing, type FormVertex } from './area-form.ts';

interface Props {
  readonly name: string;
  readonly ring: FormRing;
  readonly onRing: (ring: FormRing) => void;
}

const wrong = (text: string, most: number): boolean => !(Math.abs(degrees(text)) <= most);

/** The vertices of a ring, typed: what the map draws, without a pointer. */
export function RingTable({ name, ring, onRing }: Props) {
  const t = useWords();
  const put = (at: number, change: Partial<FormVertex>): void =>
    onRing(ring.map((vertex, i) => (i === at ? { ...vertex, ...change } : vertex)));
  const addAfter = (at: number): void => {
    const fresh: FormVertex = { lat: '', lon: '', edge: 'geodesic' };
    onRing([...ring.slice(0, at + 1), fresh, ...ring.slice(at + 1)]);
  };
  return (
    <>
      <table className="at-ring" aria-label={t('area.vertices', { ring: name })}>
        <thead>
          <tr>
            <th scope="col">{t('area.vertex')}</th>
            <th scope="col">{t('area.lat')}</th>
            <th scope="col">{t('area.lon')}</th>
            <th scope="col">{t('area.edge')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {ring.map(({ lat, lon, edge }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: vertices have no other name, and are written in place
            <tr key={i}>
              <th scope="row">{i + 1}</th>
              <td>
                <input
                  className="bp6-input bp6-small"
                  aria-label={t('area.lat.of', { n: i + 1 })}
                  aria-invalid={wrong(lat, 90)}
                  inputMode="decimal"
                  value={lat}
                  onChange={({ currentTarget }) => put(i, { lat: currentTarget.value })}
                />
              </td>
              <td>
                <input
                  className="bp6-input bp6-small"
                  aria-label={t('area.lon.of', { n: i + 1 })}
                  aria-invalid={wrong(lon, 180)}
                  inputMode="decimal"
                  value={lon}
                  onChange={({ currentTarget }) => put(i, { lon: currentTarget.value })}
                />
              </td>
              <td>
                <HTMLSelect
                  aria-label={t('area.edge.of', { n: i + 1 })}
                  value={edge}
                  onChange={({ currentTarget: { value } }) =>
                    put(i, { edge: value === 'parallel' ? value : 'geodesic' })
                  }
                >
                  <option value="geodesic">{t('area.edge.geodesic')}</option>
                  <option value="parallel">{t('area.edge.parallel')}</option>
                </HTMLSelect>
              </td>
              <td>
                <Button
                  variant="minimal"
                  size="small"
                  icon={<PlusIcon />}
                  aria-label={t('area.vertex.add', { n: i + 1 })}
                  onClick={() => addAfter(i)}
                />
                <Button
                  variant="minimal"
                  size="small"
                  icon={<CrossIcon />}
                  aria-label={t('area.vertex.remove', { n: i + 1 })}
                  onClick={() => onRing(ring.filter((_, at) => at !== i))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="small" variant="outlined" text={t('area.vertex.first')} onClick={() => addAfter(ring.length - 1)} />
    </>
  );
}
