import { hoursSaid, isInHours } from './hours.ts';
import { type Finding, type Row, rowAG, rowG, where } from './row.ts';
import { both, placeText, type Said } from './say.ts';
import { bandOf, bandStanding, leaves, overlapOf, type Space, type Volume } from './space.ts';

/** The areas of the agreement in which a volume lies, leaving altitude aside. */
const holding = (space: Space, volume: Volume): readonly Volume[] =>
  space.areas.filter((area) => leaves(volume, area) === undefined);

const areaFindings = (space: Space, volumes: readonly Volume[]): readonly Finding[] =>
  volumes.filter((volume) => holding(space, volume).length === 0).map((volume) => insideNone(space, volume));

function insideNone(space: Space, volume: Volume): Finding {
  const left = leftBy(space, volume);
  return {
    found: both(
      (say) => `${say.it(volume.name)} is inside none: it leaves ${say.it(left)}`,
      (say) => `${say.it(volume.name)} no está dentro de ninguna: sale de ${say.it(left)}`,
    ),
    allowed: both(
      () => 'all of it, and 1 m more, inside one area',
      () => 'todo ello, y 1 m más, dentro de un área',
    ),
  };
}

/** Every area with a place where a volume leaves it. */
function leftBy(space: Space, volume: Volume): Said {
  const left = space.areas.flatMap((area) => {
    const at = leaves(volume, area)?.at;
    return at === undefined ? [] : [{ name: area.name, at: placeText(at) }];
  });
  return both(
    (say) => `${left.map(({ name, at }) => `${say.it(name)} near ${at}`).join('; ')}`,
    (say) => `${left.map(({ name, at }) => `${say.it(name)} cerca de ${at}`).join('; ')}`,
  );
}

/** Areas with their bands. */
const bandsSaid = (areas: readonly Volume[]): Said =>
  both(
    (say) => `${areas.map((area) => `${say.band(area.band)} (${say.it(area.name)})`).join(', ')}`,
    (say) => `${areas.map((area) => `${say.band(area.band)} (${say.it(area.name)})`).join(', ')}`,
  );

/** A leg of the lost-link path that leaves every area, or whose band is in none that holds it, or not for sure. */
const lostLinkSaid = (space: Space, volume: Volume): Finding => {
  const areas = holding(space, volume);
  if (areas.length === 0) return insideNone(space, volume);
  return {
    found: bandOf(volume),
    allowed: both(
      (say) => `surely inside ${say.it(bandsSaid(areas))}`,
      (say) => `con certeza dentro de ${say.it(bandsSaid(areas))}`,
    ),
  };
};

/** How the band of a volume stands with the areas that hold it: in one of them, undecided, or in none. */
function bandVerdict(space: Space, volume: Volume): 'inside' | 'outside' | 'unknown' | 'nowhere' {
  const standings = holding(space, volume).map((area) => bandStanding(space, volume, area.band));
  if (standings.length === 0) return 'nowhere';
  if (standings.includes('inside')) return 'inside';
  return standings.includes('unknown') ? 'unknown' : 'outside';
}

const bandFindings = (space: Space, verdict: 'outside' | 'unknown'): readonly Finding[] =>
  space.flown
    .filter((volume) => bandVerdict(space, volume) === verdict)
    .map((volume) => ({
      found: bandOf(volume),
      allowed: both(
        (say) => `${verdict === 'unknown' ? 'surely ' : ''}inside ${say.it(bandsSaid(holding(space, volume)))}`,
        (say) => `${verdict === 'unknown' ? 'con certeza ' : ''}dentro de ${say.it(bandsSaid(holding(space, volume)))}`,
      ),
    }));

/** Overlaps of some volumes with another. */
function overlaps(space: Space, volumes: readonly Volume[], other: Volume): readonly Finding[] {
  return volumes.flatMap((volume) => {
    const at = overlapOf(space, volume, other);
    if (at === undefined) return [];
    return [
      {
        found: both(
          (say) => `${say.it(volume.name)} and ${say.it(other.name)}, near ${placeText(at)}, ${say.band(volume.band)}`,
          (say) =>
            `${say.it(volume.name)} y ${say.it(other.name)}, cerca de ${placeText(at)}, ${say.band(volume.band)}`,
        ),
        allowed: both(
          (say) => `apart from ${say.band(other.band)}, ${say.span(other.window)}`,
          (say) => `apartado de ${say.band(other.band)}, ${say.span(other.window)}`,
        ),
      },
    ];
  });
}

export const volumeRows: readonly Row[] = [
  rowAG('outside-area', (_, space) => areaFindings(space, space.flown)),
  rowAG('outside-band', (_, space) => bandFindings(space, 'outside')),
  rowAG('altitude-undecidable', (_, space) => bandFindings(space, 'unknown')),
  rowAG('outside-hours', ({ agreement: { document } }, space) => {
    const { hours } = document;
    if (hours === null) return [];
    return space.flown.flatMap((volume) =>
      where(!isInHours(volume.window, hours), () => ({
        found: both(
          (say) => `${say.it(volume.name)}: ${say.span(volume.window)}`,
          (say) => `${say.it(volume.name)}: ${say.span(volume.window)}`,
        ),
        allowed: hoursSaid(hours),
      })),
    );
  }),
  rowAG('lost-link-outside', (_, space) =>
    space.lostLink
      .filter((volume) => bandVerdict(space, volume) !== 'inside')
      .map((volume) => lostLinkSaid(space, volume)),
  ),
  rowG('restricted-zone', ({ plan }, space) =>
    space.zones
      .filter(({ exceptAgencies }) => !exceptAgencies.includes(plan.agency))
      .flatMap((zone) => overlaps(space, [...space.flown, ...space.lostLink], zone)),
  ),
  rowG('volume-overlap', ({ plan }, space) =>
    space.cleared
      .filter(({ sortie }) => sortie !== plan.id)
      .flatMap(({ volumes }) => volumes.flatMap((other) => overlaps(space, space.flown, other))),
  ),
];
