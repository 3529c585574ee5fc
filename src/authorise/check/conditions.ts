import type { JudgedCondition } from '../case/judged.ts';
import { type Finding, type Under, where } from './row.ts';
import { both, placeText, planWindow, within } from './say.ts';
import { bandOf, bandStanding, overlapOf, type Space, type Volume } from './space.ts';
import { isWithin } from './windows.ts';

/** What a state added when it concurred, read like the agreement's own. */
function findingsOf(
  condition: JudgedCondition,
  { judged: { plan } }: Under,
  space: Space | undefined,
): readonly Finding[] {
  switch (condition.kind) {
    case 'text':
      return [];
    case 'window':
      return where(!isWithin(plan.window, condition.window), () => ({
        found: planWindow(plan.window),
        allowed: within(condition.window),
      }));
    case 'excluded-sensor':
      return where(plan.aircraft.sensors.includes(condition.sensor), () => ({
        found: both(
          () => `the sensor ${condition.sensor}`,
          () => `el sensor ${condition.sensor}`,
        ),
        allowed: both(
          () => `without ${condition.sensor}`,
          () => `sin ${condition.sensor}`,
        ),
      }));
    case 'band':
      return space === undefined ? [] : bandFindings(condition.band, space);
    case 'excluded-area':
      return space === undefined ? [] : excludedFindings(condition, space);
  }
}

function bandFindings(band: Volume['band'], space: Space): readonly Finding[] {
  return space.flown
    .filter((volume) => bandStanding(space, volume, band) !== 'inside')
    .map((volume) => ({
      found: bandOf(volume),
      allowed: both(
        (say) => `within ${say.band(band)}`,
        (say) => `dentro de ${say.band(band)}`,
      ),
    }));
}

function excludedFindings(condition: JudgedCondition, space: Space): readonly Finding[] {
  const excluded = space.excluded.get(condition);
  if (excluded === undefined) return [];
  return [...space.flown, ...space.lostLink].flatMap((volume) => {
    const at = overlapOf(space, volume, excluded);
    return at === undefined
      ? []
      : [
          {
            found: both(
              (say) => `${say.it(volume.name)}, near ${placeText(at)}`,
              (say) => `${say.it(volume.name)}, cerca de ${placeText(at)}`,
            ),
            allowed: both(
              (say) => `outside ${say.band(excluded.band)} there`,
              (say) => `fuera de ${say.band(excluded.band)} allí`,
            ),
          },
        ];
  });
}

/** Every condition of the concurrences that count, which the plan does not keep. */
export function conditionFindings(under: Under, space: Space | undefined): readonly Finding[] {
  return under.live.flatMap(({ state, conditions }) =>
    conditions.flatMap((condition) =>
      findingsOf(condition, under, space).map((it) => ({
        ...it,
        found: both(
          (say) => `${condition.id} of ${state}: ${say.it(it.found)}`,
          (say) => `${condition.id} de ${state}: ${say.it(it.found)}`,
        ),
      })),
    ),
  );
}
