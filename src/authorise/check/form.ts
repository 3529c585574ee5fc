import type { BandDocument, PathDocument } from '../../model/region.ts';
import type { JudgedCase, JudgedRoute, Span } from '../case/judged.ts';
import { type Finding, where } from './finding.ts';
import { both, type Said, timeText } from './say.ts';
import { isWithin } from './windows.ts';

/** The parts of a plan. */
export const names = {
  route: { en: 'the route', es: 'la ruta' },
  lostLink: { en: 'lost link', es: 'pérdida de enlace' },
  stay: { en: 'the stay', es: 'la permanencia' },
} as const satisfies Record<string, Said>;

export const legOf = (name: Said, i: number): Said =>
  both(
    (say) => `${say.it(name)}, leg ${i + 1}`,
    (say) => `${say.it(name)}, tramo ${i + 1}`,
  );

export const stayOf = (name: Said, id: string): Said => ({ en: `${name.en} ${id}`, es: `${name.es} ${id}` });

/** Lower end above the upper; ends of two references are not compared here. */
export function isReversed({ lower, upper }: BandDocument): boolean {
  if (lower.reference === 'FL') return upper.reference === 'FL' && lower.flightLevel > upper.flightLevel;
  return upper.reference === lower.reference && lower.altitudeM > upper.altitudeM;
}

export const bandFinding = (band: BandDocument, name: Said): readonly Finding[] =>
  isReversed(band)
    ? [
        {
          found: both(
            (say) => `${say.it(name)}: ${say.band(band)}`,
            (say) => `${say.it(name)}: ${say.band(band)}`,
          ),
          allowed: both(
            () => `the lower end not above the upper`,
            () => `el extremo inferior no por encima del superior`,
          ),
        },
      ]
    : [];

function legFindings(path: Pick<PathDocument, 'legs'> & { readonly waypoints: readonly unknown[] }, name: Said) {
  const { legs, waypoints } = path;
  return where(legs.length !== waypoints.length - 1, () => ({
    found: both(
      (say) => `${say.it(name)}: ${legs.length} legs between ${waypoints.length} waypoints`,
      (say) => `${say.it(name)}: ${legs.length} tramos entre ${waypoints.length} puntos de paso`,
    ),
    allowed: both(
      () => `legs: ${waypoints.length - 1}`,
      () => `tramos: ${waypoints.length - 1}`,
    ),
  }));
}

/** What is wrong with the order of a route. */
export function routeFindings(route: JudgedRoute, name: Said): readonly Finding[] {
  const { waypoints } = route;
  const order = waypoints.flatMap(({ atUs }, i) => {
    const before = waypoints[i - 1];
    return where(before !== undefined && before.atUs >= atUs, () => ({
      found: both(
        (say) => `${say.it(name)}: waypoint ${i + 1} at ${timeText(atUs)}`,
        (say) => `${say.it(name)}: punto de paso ${i + 1} a las ${timeText(atUs)}`,
      ),
      allowed: both(
        () => `later than ${timeText(before?.atUs ?? 0)}`,
        () => `después de ${timeText(before?.atUs ?? 0)}`,
      ),
    }));
  });
  return [...legFindings(route, name), ...order];
}

function timeFindings({ plan }: JudgedCase): readonly Finding[] {
  const outside = (window: Span, name: Said): readonly Finding[] =>
    where(!isWithin(window, plan.window), () => ({
      found: both(
        (say) => `${say.it(name)}: ${say.span(window)}`,
        (say) => `${say.it(name)}: ${say.span(window)}`,
      ),
      allowed: both(
        (say) => `within the plan's window, ${say.span(plan.window)}`,
        (say) => `dentro de la ventana del plan, ${say.span(plan.window)}`,
      ),
    }));
  const times = plan.route.waypoints.map(({ atUs }) => atUs);
  const [fromUs = 0, untilUs = 0] = [times[0], times.at(-1)];
  return [
    ...outside({ fromUs, untilUs }, names.route),
    ...plan.stays.flatMap(({ area, window }) => outside(window, stayOf(names.stay, area.id))),
  ];
}

/** Where a plan contradicts itself. */
export function planFindings(judged: JudgedCase): readonly Finding[] {
  const { route, lostLink, stays } = judged.plan;
  const bands = (legs: readonly { readonly band: BandDocument }[], name: Said): readonly Finding[] =>
    legs.flatMap(({ band }, i) => bandFinding(band, legOf(name, i)));
  const ids = stays.map(({ area }) => area.id);
  return [
    ...routeFindings(route, names.route),
    ...(lostLink === null ? [] : legFindings(lostLink, names.lostLink)),
    ...timeFindings(judged),
    ...bands(route.legs, names.route),
    ...(lostLink === null ? [] : bands(lostLink.legs, names.lostLink)),
    ...stays.flatMap(({ area }) => bandFinding(area.band, stayOf(names.stay, area.id))),
    ...ids
      .filter((id, i) => ids.indexOf(id) < i)
      .map((id) => ({
        found: both(
          () => `a second stay ${id}`,
          () => `una segunda permanencia ${id}`,
        ),
        allowed: both(
          () => `each stay with an area id of its own`,
          () => `cada permanencia con un id de área propio`,
        ),
      })),
  ];
}
