import type { BandDocument, PathDocument } from '../../model/region.ts';
import type { JudgedCase, JudgedRoute, Span } from '../case/judged.ts';
import { type Finding, where } from './finding.ts';
import { altitudeText, spanText, timeText } from './say.ts';
import { isWithin } from './windows.ts';

/** Lower end above the upper; ends of two references are not compared here. */
export function isReversed({ lower, upper }: BandDocument): boolean {
  if (lower.reference === 'FL') return upper.reference === 'FL' && lower.flightLevel > upper.flightLevel;
  return upper.reference === lower.reference && lower.altitudeM > upper.altitudeM;
}

export const bandFinding = (band: BandDocument, where: string): readonly Finding[] =>
  isReversed(band)
    ? [
        {
          found: `${where}: ${altitudeText(band.lower)} to ${altitudeText(band.upper)}`,
          allowed: 'the lower end not above the upper',
        },
      ]
    : [];

function legFindings(path: Pick<PathDocument, 'legs'> & { readonly waypoints: readonly unknown[] }, name: string) {
  const { legs, waypoints } = path;
  return where(legs.length !== waypoints.length - 1, () => ({
    found: `${name}: ${legs.length} legs between ${waypoints.length} waypoints`,
    allowed: `${waypoints.length - 1} legs`,
  }));
}

/** What is wrong with the order of a route. */
export function routeFindings(route: JudgedRoute, name: string): readonly Finding[] {
  const { waypoints } = route;
  const order = waypoints.flatMap(({ atUs }, i) => {
    const before = waypoints[i - 1];
    return where(before !== undefined && before.atUs >= atUs, () => ({
      found: `${name}: waypoint ${i + 1} at ${timeText(atUs)}`,
      allowed: `later than ${timeText(before?.atUs ?? 0)}`,
    }));
  });
  return [...legFindings(route, name), ...order];
}

function timeFindings({ plan }: JudgedCase): readonly Finding[] {
  const outside = (window: Span, name: string): readonly Finding[] =>
    where(!isWithin(window, plan.window), () => ({
      found: `${name}: ${spanText(window)}`,
      allowed: `within the plan's window, ${spanText(plan.window)}`,
    }));
  const times = plan.route.waypoints.map(({ atUs }) => atUs);
  const [fromUs = 0, untilUs = 0] = [times[0], times.at(-1)];
  return [
    ...outside({ fromUs, untilUs }, 'the route'),
    ...plan.stays.flatMap(({ area, window }) => outside(window, `the stay ${area.id}`)),
  ];
}

/** Where a plan contradicts itself. */
export function planFindings(judged: JudgedCase): readonly Finding[] {
  const { route, lostLink, stays } = judged.plan;
  const bands = (legs: readonly { readonly band: BandDocument }[], name: string): readonly Finding[] =>
    legs.flatMap(({ band }, i) => bandFinding(band, `${name}, leg ${i + 1}`));
  const ids = stays.map(({ area }) => area.id);
  return [
    ...routeFindings(route, 'the route'),
    ...(lostLink === null ? [] : legFindings(lostLink, 'lost link')),
    ...timeFindings(judged),
    ...bands(route.legs, 'the route'),
    ...(lostLink === null ? [] : bands(lostLink.legs, 'lost link')),
    ...stays.flatMap(({ area }) => bandFinding(area.band, `the stay ${area.id}`)),
    ...ids
      .filter((id, i) => ids.indexOf(id) < i)
      .map((id) => ({ found: `a second stay ${id}`, allowed: 'each stay with an area id of its own' })),
  ];
}
