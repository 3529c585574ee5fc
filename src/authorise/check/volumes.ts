import { hoursSaid, isInHours } from './hours.ts';
import { type Finding, type Row, rowAG, rowG, where } from './row.ts';
import { bandText, placeText, spanText } from './say.ts';
import { bandStanding, leaves, overlapOf, type Space, type Volume } from './space.ts';

/** The areas of the agreement in which a volume lies, leaving altitude aside. */
const holding = (space: Space, volume: Volume): readonly Volume[] =>
  space.areas.filter((area) => leaves(volume, area) === undefined);

function areaFindings(space: Space, volumes: readonly Volume[]): readonly Finding[] {
  return volumes
    .filter((volume) => holding(space, volume).length === 0)
    .map((volume) => {
      const left = space.areas.flatMap((area) => {
        const at = leaves(volume, area)?.at;
        return at === undefined ? [] : [`${area.name} near ${placeText(at)}`];
      });
      return {
        found: `${volume.name} is inside none: it leaves ${left.join('; ')}`,
        allowed: 'all of it, and 1 m more, inside one area',
      };
    });
}

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
      found: `${volume.name}: ${bandText(volume.band)}`,
      allowed: holding(space, volume)
        .map((area) => `${bandText(area.band)} (${area.name})`)
        .join(', '),
    }));

/** Overlaps of some volumes with another. */
function overlaps(space: Space, volumes: readonly Volume[], other: Volume): readonly Finding[] {
  return volumes.flatMap((volume) => {
    const at = overlapOf(space, volume, other);
    if (at === undefined) return [];
    return [
      {
        found: `${volume.name} and ${other.name}, near ${placeText(at)}, ${bandText(volume.band)}`,
        allowed: `apart from ${bandText(other.band)}, ${spanText(other.window)}`,
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
        found: `${volume.name}: ${spanText(volume.window)}`,
        allowed: hoursSaid(hours),
      })),
    );
  }),
  rowAG('lost-link-outside', (_, space) =>
    space.lostLink
      .filter((volume) => bandVerdict(space, volume) !== 'inside')
      .map((volume) => ({
        found: `${volume.name}: ${bandText(volume.band)}`,
        allowed: `inside one area with its band: ${space.areas.map((area) => `${area.name}, ${bandText(area.band)}`).join('; ')}`,
      })),
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
