import { bandOf, boxOf, flightLevel, msl, onDay } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { destination } from '../../src/geo/ellipsoid.ts';
import type { AltitudeDocument, AreaDocument, BandDocument } from '../../src/model/region.ts';
import { agreementOf, at, clear, refused, type TableCase, there } from './change.ts';

const sonora = (file: CaseDocument): AreaDocument => at(agreementOf(file).areas, 0);
const leg = (file: CaseDocument, i: number) => at(file.plan.route.legs, i);
const waypoint = (file: CaseDocument, i: number) => at(file.plan.route.waypoints, i);
const stay = (file: CaseDocument) => at(file.plan.stays, 0);
const lostLink = (file: CaseDocument) => there(file.plan.lostLink);
const lostLeg = (file: CaseDocument) => at(lostLink(file).legs, 0);
const hae = (altitudeM: number): AltitudeDocument => ({ reference: 'HAE', altitudeM });
const agl = (altitudeM: number): AltitudeDocument => ({ reference: 'AGL', altitudeM });

/** Only the first leg and no stay, so that one reason is one place. */
function oneLeg(file: CaseDocument): void {
  file.plan.stays = [];
  file.plan.route.waypoints.pop();
  file.plan.route.legs.pop();
}

/** One leg along the meridian of 110 W that ends so far south of the parallel of 31 N, the northern border. */
function towardsBorder(file: CaseDocument, shortOfM: number): void {
  oneLeg(file);
  const end = destination({ latitudeDeg: 31, longitudeDeg: -110 }, 180, shortOfM);
  Object.assign(waypoint(file, 0), { latitudeDeg: 30, longitudeDeg: -110 });
  Object.assign(waypoint(file, 1), { latitudeDeg: end.latitudeDeg, longitudeDeg: -110 });
}

/** One leg along a parallel, so far south of that border. */
function alongBorder(file: CaseDocument, southM: number, edge: 'parallel' | 'geodesic'): void {
  oneLeg(file);
  const { latitudeDeg } = destination({ latitudeDeg: 31, longitudeDeg: -110 }, 180, southM);
  Object.assign(waypoint(file, 0), { latitudeDeg, longitudeDeg: -110.8 });
  Object.assign(waypoint(file, 1), { latitudeDeg, longitudeDeg: -109.4 });
  leg(file, 0).edge = edge;
}

const stayBox = (file: CaseDocument, northDeg: number): void => {
  stay(file).area.outer = boxOf(29.6, -110.4, northDeg, -110.2);
};
const southOfBorderDeg = (southM: number): number =>
  destination({ latitudeDeg: 31, longitudeDeg: -110 }, 180, southM).latitudeDeg;
const noZones = (file: CaseDocument): void => {
  file.restrictedZones = [];
  file.concurrences = file.concurrences.map((one) => ({ ...one, conditions: [] }));
};

export const areaCases: readonly TableCase[] = [
  refused('outside-area', 'one leg leaves', (f) => {
    noZones(f);
    waypoint(f, 2).latitudeDeg = 31.2;
  }),
  refused('outside-area outside-area outside-area', 'everything is outside', (f) => {
    agreementOf(f).areas.shift();
    f.plan.lostLink = null;
    agreementOf(f).conditions.lostLinkRoute = false;
  }),
  clear('0.5 m more than buffer and 1 m from the border', (f) => towardsBorder(f, 5_001.5)),
  refused('outside-area', '0.5 m less', (f) => towardsBorder(f, 5_000.5)),
  clear('a parallel along a parallel', (f) => alongBorder(f, 5_001.5, 'parallel')),
  refused('outside-area', '… 1 m nearer', (f) => alongBorder(f, 5_000.5, 'parallel')),
  refused('outside-area', 'a geodesic between the same places bends to the border', (f) =>
    alongBorder(f, 5_001.5, 'geodesic'),
  ),
  clear('a stay 1.5 m from the border', (f) => stayBox(f, southOfBorderDeg(1.5))),
  refused('outside-area', 'a stay 0.5 m from the border', (f) => stayBox(f, southOfBorderDeg(0.5))),
  refused('outside-area', 'a hole in the way of a leg', (f) => {
    sonora(f).holes = [boxOf(30.2, -109.61, 30.25, -109.59)];
  }),
  refused('outside-area', 'a hole within a stay', (f) => {
    sonora(f).holes = [boxOf(29.69, -110.31, 29.7, -110.3)];
  }),
  clear('a hole beside everything', (f) => {
    sonora(f).holes = [boxOf(29.2, -109.6, 29.3, -109.4)];
  }),
  refused('outside-area', 'a leg that two areas hold only together', (f) => {
    oneLeg(f);
    noZones(f);
    waypoint(f, 1).longitudeDeg = -108;
  }),
  clear('cut at a waypoint where the areas overlap', (f) => {
    noZones(f);
    waypoint(f, 1).longitudeDeg = -109.1;
    Object.assign(waypoint(f, 2), { latitudeDeg: 30.1, longitudeDeg: -108 });
  }),
  refused('outside-band', 'outside the band', (f) => {
    noZones(f);
    leg(f, 0).band = bandOf(2_999, 5_000);
  }),
  refused('outside-band', 'above the band', (f) => {
    noZones(f);
    f.clearedVolumes = [];
    leg(f, 0).band = bandOf(4_000, 7_000.001);
  }),
  clear('the band exactly', (f) => {
    noZones(f);
    f.clearedVolumes = [];
    leg(f, 0).band = bandOf(3_000, 7_000);
  }),
  refused('outside-band', 'of a stay', (f) => {
    noZones(f);
    stay(f).area.band = bandOf(2_000, 4_000);
  }),
  clear('a second area of the same place with another band', (f) => {
    noZones(f);
    leg(f, 0).band = bandOf(1_000, 1_500);
    agreementOf(f).areas.push({ ...sonora(f), id: 'low', band: bandOf(500, 2_000) });
  }),
];

/** One leg between two altitudes, in an area between two others; no condition, zone or lost link has to be compared with it. */
function bands(file: CaseDocument, leg: BandDocument, area: BandDocument): void {
  oneLeg(file);
  noZones(file);
  file.clearedVolumes = [];
  at(file.plan.route.legs, 0).band = leg;
  sonora(file).band = area;
  file.plan.lostLink = null;
  agreementOf(file).conditions.lostLinkRoute = false;
}
const levels = { lower: flightLevel(150), upper: flightLevel(180) };
const metresUp = { lower: msl(3_000), upper: msl(7_000) };

export const altitudeCases: readonly TableCase[] = [
  clear('flight levels of the same', (f) => bands(f, levels, levels)),
  refused('outside-band', 'a flight level below', (f) => bands(f, { ...levels, lower: flightLevel(149) }, levels)),
  refused('outside-band', 'a flight level above', (f) => bands(f, { ...levels, upper: flightLevel(181) }, levels)),
  clear('flight levels far within metres', (f) => bands(f, levels, metresUp)),
  refused('outside-band', 'flight levels surely above metres', (f) => bands(f, levels, bandOf(1_000, 3_000))),
  refused('altitude-undecidable', 'a flight level about the limit in metres', (f) =>
    bands(f, levels, bandOf(3_000, 5_600)),
  ),
  refused('altitude-undecidable', 'a flight level about the lower limit in metres', (f) =>
    bands(f, levels, bandOf(4_500, 7_000)),
  ),
  refused('altitude-undecidable', 'flight levels and no atmosphere', (f) => {
    bands(f, levels, metresUp);
    f.atmosphere = null;
  }),
  clear('flight levels of the same and no atmosphere', (f) => {
    bands(f, levels, levels);
    f.atmosphere = null;
  }),
  clear('above ground, over the highest', (f) =>
    bands(f, bandOf(4_000, 5_000), { lower: agl(1_000), upper: msl(7_000) }),
  ),
  refused('altitude-undecidable', 'above ground, over the lowest only', (f) => {
    bands(f, bandOf(3_000, 5_000), { lower: agl(1_000), upper: msl(7_000) });
  }),
  refused('outside-band', 'above ground, under the lowest', (f) => {
    bands(f, bandOf(1_000, 5_000), { lower: agl(1_000), upper: msl(7_000) });
  }),
  refused('altitude-undecidable', 'above ground, and no terrain', (f) => {
    bands(f, bandOf(4_000, 5_000), { lower: agl(1_000), upper: msl(7_000) });
    f.terrain = null;
  }),
  clear('above ground both, and no terrain', (f) => {
    bands(f, { lower: agl(1_000), upper: msl(5_000) }, { lower: agl(1_000), upper: msl(5_000) });
    f.terrain = null;
  }),
  refused('outside-band', 'above ground both, a metre less', (f) => {
    bands(f, { lower: agl(999), upper: msl(5_000) }, { lower: agl(1_000), upper: msl(5_000) });
  }),
  clear('above the ellipsoid, the geoid far below', (f) => {
    bands(f, { lower: hae(3_500), upper: hae(5_000) }, metresUp);
    f.terrain = null;
    f.atmosphere = null;
  }),
  refused('outside-band', 'above the ellipsoid, some 30 m too high for the sea level', (f) => {
    bands(f, { lower: hae(3_500), upper: hae(7_000) }, metresUp);
  }),
  refused('altitude-undecidable', 'one area is decided against, another is not', (f) => {
    bands(f, levels, bandOf(3_000, 5_600));
    agreementOf(f).areas.push({ ...sonora(f), id: 'low', band: bandOf(500, 2_000) });
  }),
  clear('one area is not decided, another permits', (f) => {
    bands(f, levels, bandOf(3_000, 5_600));
    agreementOf(f).areas.push({ ...sonora(f), id: 'levels', band: levels });
  }),
];

const hours = (file: CaseDocument) => there(agreementOf(file).hours);
const setHours = (file: CaseDocument, ...daily: readonly (readonly [string, string])[]): void => {
  hours(file).daily = daily.map(([from, until]) => ({ from, until }));
};

/** At UTC-07:00: legs 08:00 to 10:00 with 10 min to both sides, the stay 10:30 to 12:30. */
export const hoursCases: readonly TableCase[] = [
  clear('any hour', (f) => {
    agreementOf(f).hours = null;
  }),
  clear('the hours exactly', (f) => setHours(f, ['07:50', '12:30'])),
  refused('outside-hours', 'a minute too late for the first leg', (f) => setHours(f, ['07:51', '12:30'])),
  refused('outside-hours', 'a minute too short for the stay', (f) => setHours(f, ['07:50', '12:29'])),
  clear('no tolerance', (f) => {
    delete f.plan.route.timeToleranceS;
    setHours(f, ['08:00', '12:30']);
  }),
  refused('outside-hours', 'half a second of tolerance', (f) => {
    f.plan.route.timeToleranceS = 0.5;
    setHours(f, ['08:00', '12:30']);
  }),
  clear('tolerance is rounded to the microsecond', (f) => {
    f.plan.route.timeToleranceS = 0.000_000_4;
    setHours(f, ['08:00', '12:30']);
  }),
  clear('hours that touch', (f) => setHours(f, ['09:00', '12:30'], ['07:50', '09:00'])),
  refused('outside-hours', 'hours with a gap', (f) => setHours(f, ['07:50', '09:20'], ['09:21', '12:30'])),
  clear('a gap between legs and stay', (f) => setHours(f, ['07:50', '10:10'], ['10:30', '12:30'])),
  clear('the whole day', (f) => setHours(f, ['00:00', '24:00'])),
  clear('over midnight', (f) => setHours(f, ['20:00', '13:00'])),
  refused('outside-hours outside-hours outside-hours', 'over midnight the other way', (f) =>
    setHours(f, ['13:00', '07:00']),
  ),
  clear('the clock is at UTC', (f) => {
    hours(f).utcOffsetMin = 0;
    setHours(f, ['14:50', '19:30']);
  }),
  clear('an offset of half an hour', (f) => {
    hours(f).utcOffsetMin = 330;
    setHours(f, ['20:20', '24:00'], ['00:00', '01:00']);
  }),
  refused('outside-hours', '… a minute short, after midnight', (f) => {
    hours(f).utcOffsetMin = 330;
    setHours(f, ['20:20', '24:00'], ['00:00', '00:59']);
  }),
  clear('a day that is the day after', (f) => {
    hours(f).utcOffsetMin = 720;
    setHours(f, ['02:50', '07:30']);
  }),
];

const lost = (file: CaseDocument, band: BandDocument): void => {
  lostLeg(file).band = band;
};

export const lostLinkCases: readonly TableCase[] = [
  refused('lost-link-outside', 'outside the areas', (f) => {
    at(lostLink(f).waypoints, 1).latitudeDeg = 31.1;
  }),
  refused('lost-link-outside', 'outside the band', (f) => lost(f, bandOf(4_500, 7_001))),
  clear('the band exactly', (f) => {
    f.clearedVolumes = [];
    lost(f, bandOf(3_000, 7_000));
  }),
  refused('lost-link-outside', 'not decided', (f) => {
    f.atmosphere = null;
    noZones(f);
    lost(f, levels);
  }),
  refused('restricted-zone', 'through a zone', (f) => {
    lostLink(f).waypoints.push({ latitudeDeg: 29.15, longitudeDeg: -110.8 });
    lostLink(f).legs.push({ ...lostLeg(f) });
  }),
];

const crossed = (_file: CaseDocument): AreaDocument => ({
  id: 'crossed',
  outer: boxOf(29.9, -110.2, 30.1, -110),
  band: bandOf(4_800, 12_000),
});
/** A zone across the first leg alone, 15:00 to 16:00 with 10 min to both sides. */
function zone(file: CaseDocument, more: Partial<CaseDocument['restrictedZones'][number]> = {}): void {
  lost(file, bandOf(4_000, 4_500));
  file.restrictedZones = [{ id: 'crossed', area: crossed(file), window: null, exceptAgencies: [], ...more }];
}

export const zoneCases: readonly TableCase[] = [
  refused('restricted-zone', 'across a leg', (f) => zone(f)),
  clear('that does not bind the agency', (f) => zone(f, { exceptAgencies: ['DEA', 'CBP'] })),
  refused('restricted-zone', 'that does not bind another', (f) => zone(f, { exceptAgencies: ['DEA'] })),
  clear('above', (f) => zone(f, { area: { ...crossed(f), band: bandOf(5_001, 12_000) } })),
  clear('below', (f) => zone(f, { area: { ...crossed(f), band: bandOf(0, 3_999.9) } })),
  refused('restricted-zone', 'that touches the band from above', (f) =>
    zone(f, { area: { ...crossed(f), band: bandOf(5_000, 12_000) } }),
  ),
  refused('restricted-zone', 'that touches the band from below', (f) => {
    zone(f, { area: { ...crossed(f), band: bandOf(0, 4_000) } });
    lost(f, bandOf(4_500, 5_500));
  }),
  refused('restricted-zone', 'until a moment after the leg may begin', (f) => {
    zone(f, { window: { from: onDay('10:00'), until: onDay('14:50:00.000001') } });
  }),
  clear('until the leg may begin', (f) => zone(f, { window: { from: onDay('10:00'), until: onDay('14:50') } })),
  clear('from when the leg has surely ended', (f) => zone(f, { window: { from: onDay('16:10'), until: null } })),
  refused('restricted-zone', 'from a moment before', (f) =>
    zone(f, { window: { from: onDay('16:09:59.999999'), until: null } }),
  ),
  refused('restricted-zone restricted-zone restricted-zone restricted-zone', 'around everything', (f) => {
    zone(f, { area: { ...crossed(f), outer: boxOf(28, -112, 32, -108), band: bandOf(0, 12_000) } });
  }),
  refused('restricted-zone', 'inside the stay', (f) => {
    zone(f, { area: { ...crossed(f), outer: boxOf(29.69, -110.31, 29.7, -110.3) } });
  }),
  clear('1.5 m from the buffer', (f) => zoneNorth(f, 5_001.5)),
  refused('restricted-zone', '0.5 m from the buffer', (f) => zoneNorth(f, 5_000.5)),
  refused('restricted-zone', 'in flight levels, and no atmosphere', (f) => {
    zone(f, { area: { ...crossed(f), band: { lower: flightLevel(300), upper: flightLevel(400) } } });
    lostLink(f).waypoints.reverse();
    f.plan.lostLink = null;
    agreementOf(f).conditions.lostLinkRoute = false;
    f.atmosphere = null;
  }),
  clear('in flight levels far above', (f) => {
    zone(f, { area: { ...crossed(f), band: { lower: flightLevel(300), upper: flightLevel(400) } } });
  }),
  refused('restricted-zone', 'until a moment after the leg begins, without tolerance', (f) => {
    delete f.plan.route.timeToleranceS;
    zone(f, { window: { from: onDay('10:00'), until: onDay('15:00:00.000001') } });
  }),
  refused('restricted-zone restricted-zone', 'two zones', (f) => {
    zone(f);
    f.restrictedZones.push({ ...at(f.restrictedZones, 0), id: 'crossed-2' });
  }),
];

/** A zone that begins so far north of the first leg, which runs along the parallel of 30 N. */
function zoneNorth(file: CaseDocument, northM: number): void {
  leg(file, 0).edge = 'parallel';
  const south = destination({ latitudeDeg: 30, longitudeDeg: -110 }, 0, northM).latitudeDeg;
  zone(file, { area: { ...crossed(file), outer: boxOf(south, -110.2, south + 0.05, -110) } });
}

const other = (file: CaseDocument) => at(file.clearedVolumes, 0);
const otherBand = (file: CaseDocument, band: BandDocument): void => {
  at(other(file).route.legs, 0).band = band;
};

/** The other sortie flies along the first leg, along a parallel so far north of it. */
function beside(file: CaseDocument, northM: number): void {
  const { latitudeDeg } = destination({ latitudeDeg: 30, longitudeDeg: -110 }, 0, northM);
  leg(file, 0).edge = 'parallel';
  other(file).route.legs = [{ band: bandOf(4_500, 4_600), bufferM: 3_000, edge: 'parallel' }];
  for (const [i, one] of other(file).route.waypoints.entries()) {
    Object.assign(one, { latitudeDeg, longitudeDeg: -110.3 + i * 0.4 });
  }
}

/** The other sortie crosses the first leg, 15:00 to 17:00. */
export const overlapCases: readonly TableCase[] = [
  refused('volume-overlap', 'the same altitude', (f) => otherBand(f, bandOf(4_500, 4_600))),
  refused('volume-overlap', 'bands that touch', (f) => otherBand(f, bandOf(5_000, 6_500))),
  clear('a band just above', (f) => otherBand(f, bandOf(5_000.001, 6_500))),
  clear('both buffers and 1.5 m away', (f) => beside(f, 8_001.5)),
  refused('volume-overlap', 'both buffers and 0.5 m away', (f) => beside(f, 8_000.5)),
  clear('its own volume of before', (f) => {
    otherBand(f, bandOf(4_500, 4_600));
    other(f).sortie = f.plan.id;
  }),
  clear('later', (f) => {
    otherBand(f, bandOf(4_500, 4_600));
    at(other(f).route.waypoints, 0).at = onDay('16:10');
  }),
  refused('volume-overlap', 'later, with a tolerance', (f) => {
    otherBand(f, bandOf(4_500, 4_600));
    at(other(f).route.waypoints, 0).at = onDay('16:10');
    other(f).route.timeToleranceS = 0.000_001;
  }),
  refused('volume-overlap', 'a stay in the stay', (f) => {
    other(f).stays = [
      { area: { ...stay(f).area, outer: boxOf(29.65, -110.35, 29.7, -110.3) }, window: { ...stay(f).window } },
    ];
  }),
  clear('a stay after the stay', (f) => {
    other(f).stays = [{ area: { ...stay(f).area }, window: { from: onDay('19:30'), until: onDay('20:00') } }];
  }),
  clear('the lost-link path alone', (f) => {
    otherBand(f, bandOf(5_100, 5_400));
  }),
];
