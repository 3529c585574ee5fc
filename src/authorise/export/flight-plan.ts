import { levelText, pointText, speedText } from '../../formats/fpl/encode.ts';
import type {
  Change,
  Coordinates,
  FlightPlanMessage,
  OtherInformation,
  RouteElement,
} from '../../formats/fpl/message.ts';
import { otherIndicators } from '../../formats/fpl/message.ts';
import { AtalayaError } from '../../model/errors.ts';
import { instantUs } from '../../model/instant.ts';
import type { StayDocument, TerrainRange, WindowDocument } from '../../model/region.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { typeDesignator } from './aircraft-types.ts';
import { filedLevel } from './filed-level.ts';

/**
 * What the operator files and a plan does not know. What is not handed in is filed by the default named here, and the message says so (RMK, items to be
 * confirmed): an export never passes a default off as known.
 */
export interface FilingDetails {
  /** Default `I`: foreign state aircraft fly on an IFR flight plan (FAA AIM 5-6-8). */
  readonly flightRules?: FlightPlanMessage['flightRules'];
  /** Default `X`; `M` for a military flight. */
  readonly flightType?: FlightPlanMessage['flightType'];
  readonly wake?: FlightPlanMessage['aircraft']['wake'];
  /** Item 10 (a). Default `Z`, with COM/ saying that it is to be stated. */
  readonly radio?: string;
  /** Item 10 (b). Default `C` (modes A and C) where the plan's transponder is on; `N` where it is off. */
  readonly surveillance?: string;
  /** Aircraft address, six hexadecimal figures. */
  readonly code?: string;
  readonly performance?: 'A' | 'B' | 'C' | 'D' | 'E' | 'H';
  /** What ZZZZ stands for: a name, or a place in the forms of item 18. */
  readonly departure?: string;
  readonly destination?: string;
  readonly alternate?: string;
}

const minuteUs = 60e6;
const dayMin = 24 * 60;

function momentUs(text: string, where: string): number {
  const us = instantUs(text);
  if (us === undefined) throw new AtalayaError('value-out-of-range', `No such moment: ${text}`, where, 'Mend the plan');
  return us;
}

/** Free text as item 18 carries it: capitals without accents; what has no place there becomes a blank. */
export function telegraphic(text: string): string {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
  return plain.replaceAll(/[^A-Z0-9.,+?:']+/g, ' ').trim();
}

const toMinutes = (deg: number): number => Math.round(deg * 60) + 0;
const placed = (it: { readonly latitudeDeg: number; readonly longitudeDeg: number }): Coordinates => ({
  kind: 'coordinates',
  latitudeMin: toMinutes(it.latitudeDeg),
  longitudeMin: toMinutes(it.longitudeDeg),
  form: 'minutes',
});
const sameChange = (a: Change, b: Change): boolean =>
  speedText(a.speed) + levelText(a.level) === speedText(b.speed) + levelText(b.level);

/** Item 15: direct to the entry, from point to point, and direct from the exit. Points that fall on one minute are one. */
function routeOf(plan: SortiePlanDocument, changes: readonly Change[]): readonly RouteElement[] {
  const points: { readonly point: Coordinates; change: Change | null }[] = [];
  let flown = changes[0];
  for (const [i, waypoint] of plan.route.waypoints.entries()) {
    const point = placed(waypoint);
    const next = changes[i];
    const change = next === undefined || flown === undefined || sameChange(next, flown) ? null : next;
    flown = next ?? flown;
    const last = points[points.length - 1];
    if (last !== undefined && pointText(last.point) === pointText(point)) last.change = change ?? last.change;
    else points.push({ point, change });
  }
  // Between two points by coordinates no DCT is written (Appendix 2, item 15).
  return [
    { kind: 'direct' },
    ...points.map(({ point, change }): RouteElement => ({ kind: 'point', point, change })),
    { kind: 'direct' },
  ];
}

const hhmm = (min: number): string =>
  String(Math.floor(min / 60)).padStart(2, '0') + String(Math.floor(min % 60)).padStart(2, '0');

/** DLE/: at the point that is passed last before a stay begins, for as long as the stay; minutes are rounded up. */
function delaysOf(plan: SortiePlanDocument): string {
  const minutesAt = new Map<string, number>();
  for (const [i, stay] of plan.stays.entries()) {
    const from = momentUs(stay.window.from, `/stays/${i}/window/from`);
    const until = momentUs(stay.window.until, `/stays/${i}/window/until`);
    const before = plan.route.waypoints.filter((it, k) => momentUs(it.at, `/route/waypoints/${k}/at`) <= from);
    const at = before[before.length - 1] ?? plan.route.waypoints[0];
    if (at === undefined) continue;
    const place = pointText(placed(at));
    minutesAt.set(place, (minutesAt.get(place) ?? 0) + Math.ceil((until - from) / minuteUs));
  }
  return [...minutesAt].map(([place, min]) => place + hhmm(Math.min(min, 99 * 60 + 59))).join(' ');
}

/** EET/: to the entry and the exit of what is flown under the agreement, counted from off blocks, which is all a plan knows. */
function elapsedOf(plan: SortiePlanDocument, startUs: number): string {
  const { waypoints } = plan.route;
  const ends = [waypoints[0], waypoints[waypoints.length - 1]];
  return ends
    .flatMap((it) => {
      if (it === undefined) return [];
      const min = Math.floor((momentUs(it.at, '/route/waypoints') - startUs) / minuteUs);
      return min < 0 || min >= 100 * 60 ? [] : [pointText(placed(it)) + hhmm(min)];
    })
    .join(' ');
}

const clock = (text: string): string => {
  const us = momentUs(text, '/stays');
  const iso = new Date(us / 1_000).toISOString();
  return `${iso.slice(8, 10)}${iso.slice(11, 13)}${iso.slice(14, 16)}`;
};
const windowText = ({ from, until }: WindowDocument): string => `${clock(from)} TO ${clock(until)}`;
const stayText = ({ area, window }: StayDocument): string => `STAY ${area.id} ${windowText(window)}`;

function remarks(plan: SortiePlanDocument, planHash: string, remote: boolean, unconfirmed: readonly number[]): string {
  const said = [
    remote ? 'RPAS' : '',
    plan.diplomaticClearance === null ? '' : `DIP CLNC NR ${plan.diplomaticClearance}`,
    `AGREEMENT ${plan.agreement.id} V${plan.agreement.version}`,
    `PLAN ${plan.id} SHA256 ${planHash}`,
    `ENDURANCE ${hhmm(plan.enduranceMin)}`,
    plan.transponder === 'off' ? 'TRANSPONDER OFF' : '',
    'LEVELS FILED ARE TOPS OF CLEARED BANDS',
    ...plan.stays.map(stayText),
    unconfirmed.length === 0 ? '' : `OPERATOR TO CONFIRM ITEMS ${unconfirmed.join(' ')}`,
  ];
  return telegraphic(said.filter((it) => it !== '').join(', '));
}

function otherOf(plan: SortiePlanDocument, planHash: string, details: FilingDetails, startUs: number) {
  const type = typeDesignator(plan.aircraft.type);
  // A plan for a lost link is one for an aircraft that has a link to lose.
  const remote = type?.remotelyPiloted ?? plan.lostLink !== null;
  const [first, second, ...more] = plan.diverts;
  const unconfirmed = [
    ...(details.flightRules === undefined || details.flightType === undefined ? [8] : []),
    ...(type === undefined && details.wake === undefined ? [9] : []),
    ...(details.radio === undefined || (details.surveillance === undefined && plan.transponder === 'on') ? [10] : []),
  ];
  const byIndicator: Readonly<Partial<Record<(typeof otherIndicators)[number], string>>> = {
    STS: 'STATE',
    COM: details.radio === undefined ? 'OPERATOR TO STATE' : '',
    DEP: plan.departure === 'ZZZZ' ? telegraphic(details.departure ?? '') : '',
    DEST: plan.destination === 'ZZZZ' ? telegraphic(details.destination ?? '') : '',
    DOF: new Date(startUs / 1_000).toISOString().slice(2, 10).replaceAll('-', ''),
    REG: telegraphic(plan.aircraft.registration).replaceAll(/[^A-Z0-9]/g, ''),
    EET: elapsedOf(plan, startUs),
    TYP: type === undefined ? telegraphic(plan.aircraft.type) : '',
    CODE: details.code ?? '',
    DLE: delaysOf(plan),
    OPR: telegraphic(`${plan.state} ${plan.agency}`),
    PER: details.performance ?? '',
    ALTN: first === 'ZZZZ' || second === 'ZZZZ' ? telegraphic(details.alternate ?? '') : '',
    RALT: more.join(' '),
    RMK: remarks(plan, planHash, remote, unconfirmed),
  };
  return otherIndicators.flatMap((indicator): OtherInformation[] => {
    const text = byIndicator[indicator] ?? '';
    return text === '' ? [] : [{ indicator, text }];
  });
}

function ofZzzz(plan: SortiePlanDocument, details: FilingDetails): void {
  const asked = [
    ['departure', plan.departure, details.departure],
    ['destination', plan.destination, details.destination],
    ['alternate', plan.diverts.slice(0, 2).find((it) => it === 'ZZZZ'), details.alternate],
  ] as const;
  for (const [name, aerodrome, said] of asked) {
    if (aerodrome !== 'ZZZZ' || telegraphic(said ?? '') !== '') continue;
    const cure = 'Give the name or place that ZZZZ stands for, or the location indicator in the plan';
    throw new AtalayaError(
      'not-possible',
      `The plan's ${name} is ZZZZ, and nothing says what it stands for`,
      `/${name}`,
      cure,
    );
  }
}

/**
 * The flight plan message of a sortie plan. What item 15 has no form for is in the remarks, and the plan itself stands there by its hash: places are rounded to
 * whole minutes of arc, so the message tells air traffic services of the flight, and the plan is what was cleared. Errors: `not-possible` where a band has
 * no form as a level, or ZZZZ is not explained.
 */
export function flightPlanOf(
  plan: SortiePlanDocument,
  planHash: string,
  terrain: TerrainRange | null,
  details: FilingDetails = {},
): FlightPlanMessage {
  ofZzzz(plan, details);
  const startUs = momentUs(plan.window.from, '/window/from');
  const untilUs = momentUs(plan.window.until, '/window/until');
  const type = typeDesignator(plan.aircraft.type);
  const speed = { unit: 'kt', value: plan.cruiseKt } as const;
  const changes = plan.route.legs.map(({ band }, i): Change => {
    const from = plan.route.waypoints[i];
    return {
      speed,
      level: filedLevel(band, from ?? { latitudeDeg: 0, longitudeDeg: 0 }, terrain, `/route/legs/${i}/band`),
    };
  });
  const [cruise] = changes;
  if (cruise === undefined)
    throw new AtalayaError('value-out-of-range', 'No leg', '/route/legs', 'Give the plan a route');
  return {
    aircraftId: plan.callSign,
    flightRules: details.flightRules ?? 'I',
    flightType: details.flightType ?? 'X',
    aircraft: { count: 1, type: type?.designator ?? 'ZZZZ', wake: details.wake ?? type?.wake ?? 'L' },
    equipment: {
      radio: details.radio ?? 'Z',
      surveillance: plan.transponder === 'off' ? 'N' : (details.surveillance ?? 'C'),
    },
    departure: { aerodrome: plan.departure, timeMin: Math.floor(startUs / minuteUs) % dayMin },
    cruise,
    route: routeOf(plan, changes),
    destination: {
      aerodrome: plan.destination,
      elapsedMin: Math.ceil((untilUs - startUs) / minuteUs),
      alternates: plan.diverts.slice(0, 2),
    },
    other: otherOf(plan, planHash, details, startUs),
  };
}
