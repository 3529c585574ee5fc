import type { JudgedCondition } from '../case/judged.ts';
import { type Finding, type Under, where } from './row.ts';
import { bandText, placeText, spanText } from './say.ts';
import { bandStanding, overlapOf, type Space, type Volume } from './space.ts';
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
        found: `the plan's window: ${spanText(plan.window)}`,
        allowed: `within ${spanText(condition.window)}`,
      }));
    case 'excluded-sensor':
      return where(plan.aircraft.sensors.includes(condition.sensor), () => ({
        found: `the sensor ${condition.sensor}`,
        allowed: `without ${condition.sensor}`,
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
    .map((volume) => ({ found: `${volume.name}: ${bandText(volume.band)}`, allowed: `within ${bandText(band)}` }));
}

function excludedFindings(condition: JudgedCondition, space: Space): readonly Finding[] {
  const excluded = space.excluded.get(condition);
  if (excluded === undefined) return [];
  return [...space.flown, ...space.lostLink].flatMap((volume) => {
    const at = overlapOf(space, volume, excluded);
    return at === undefined
      ? []
      : [{ found: `${volume.name}, near ${placeText(at)}`, allowed: `outside ${bandText(excluded.band)} there` }];
  });
}

/** Every condition of the concurrences that count, which the plan does not keep. */
export function conditionFindings(under: Under, space: Space | undefined): readonly Finding[] {
  return under.live.flatMap(({ state, conditions }) =>
    conditions.flatMap((condition) =>
      findingsOf(condition, under, space).map((it) => ({ ...it, found: `${condition.id} of ${state}: ${it.found}` })),
    ),
  );
}
