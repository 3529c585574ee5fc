import { bandOf, boxOf, flightLevel, onDay } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import type { AreaDocument, BandDocument, RingDocument } from '../../src/model/region.ts';
import { agreementOf, at, clear, refused, type TableCase, there } from './change.ts';

const waypoint = (file: CaseDocument, i: number) => at(file.plan.route.waypoints, i);
const leg = (file: CaseDocument, i: number) => at(file.plan.route.legs, i);
const stay = (file: CaseDocument) => at(file.plan.stays, 0);
const lostLink = (file: CaseDocument) => there(file.plan.lostLink);
const reversed = bandOf(5_000, 4_999.9);

export const planCases: readonly TableCase[] = [
  refused('plan-inconsistent', 'a leg too few', (f) => void f.plan.route.legs.pop()),
  refused('plan-inconsistent', 'a leg too many', (f) => void f.plan.route.legs.push({ ...leg(f, 0) })),
  refused('plan-inconsistent', 'a leg too many where the link is lost', (f) => {
    lostLink(f).legs.push({ ...at(lostLink(f).legs, 0) });
  }),
  refused('plan-inconsistent', 'two waypoints at one time', (f) => {
    waypoint(f, 1).at = onDay('15:00');
  }),
  clear('a microsecond apart', (f) => {
    waypoint(f, 1).at = onDay('15:00:00.000001');
  }),
  refused('plan-inconsistent', 'times that fall', (f) => {
    waypoint(f, 1).at = onDay('14:59');
  }),
  clear('the window is the route exactly', (f) => {
    f.plan.stays = [];
    f.plan.window = { from: onDay('15:00'), until: onDay('17:00') };
  }),
  refused('plan-inconsistent', 'the route begins a moment before the window', (f) => {
    f.plan.window.from = onDay('15:00:00.000001');
  }),
  refused('plan-inconsistent', 'the route ends a moment after it', (f) => {
    f.plan.stays = [];
    f.plan.window.until = onDay('16:59:59.999999');
  }),
  refused('plan-inconsistent', 'a stay ends a moment after it', (f) => {
    f.plan.window.until = onDay('19:29:59.999999');
  }),
  clear('a stay ends with it', (f) => {
    f.plan.window.until = onDay('19:30');
  }),
  refused('plan-inconsistent', 'a stay begins before it', (f) => {
    stay(f).window.from = onDay('13:59');
  }),
  refused('plan-inconsistent', 'the band of a leg', (f) => {
    leg(f, 1).band = reversed;
  }),
  refused('plan-inconsistent', 'the band of a stay', (f) => {
    stay(f).area.band = reversed;
  }),
  refused('plan-inconsistent', 'the band where the link is lost', (f) => {
    at(lostLink(f).legs, 0).band = reversed;
  }),
  refused('plan-inconsistent', 'flight levels', (f) => {
    leg(f, 0).band = { lower: flightLevel(151), upper: flightLevel(150) };
  }),
  clear('a band of one flight level', (f) => {
    leg(f, 0).band = { lower: flightLevel(150), upper: flightLevel(150) };
  }),
  clear('a lower number above, of another reference', (f) => {
    f.clearedVolumes = [];
    at(f.concurrences, 1).conditions = [];
    leg(f, 0).band = { lower: { reference: 'MSL', altitudeM: 4_000 }, upper: { reference: 'AGL', altitudeM: 3_500 } };
  }),
  clear('a band of one altitude', (f) => {
    leg(f, 0).band = bandOf(4_500, 4_500);
  }),
  refused('plan-inconsistent', 'two stays of one id', (f) => {
    f.plan.stays.push({ ...stay(f), window: { from: onDay('20:00'), until: onDay('20:30') } });
  }),
  clear('two stays', (f) => {
    f.plan.stays.push({
      area: { ...stay(f).area, id: 'stay-2' },
      window: { from: onDay('20:00'), until: onDay('20:30') },
    });
  }),
  refused('plan-inconsistent plan-inconsistent', 'two contradictions', (f) => {
    f.plan.route.legs.pop();
    stay(f).area.band = reversed;
  }),
  refused('plan-inconsistent', 'nothing of its volumes is told beside', (f) => {
    agreementOf(f).areas.shift();
    agreementOf(f).hours = { utcOffsetMin: 0, daily: [{ from: '00:00', until: '00:01' }] };
    at(f.restrictedZones, 1).exceptAgencies = [];
    at(at(f.clearedVolumes, 0).route.legs, 0).band = bandOf(4_500, 4_600);
    Object.assign(at(at(f.concurrences, 1).conditions, 2), { band: bandOf(4_500, 4_600) });
    f.plan.route.legs.pop();
  }),
];

const bowtie: RingDocument = [
  { latitudeDeg: 30, longitudeDeg: -110 },
  { latitudeDeg: 30.1, longitudeDeg: -109.9 },
  { latitudeDeg: 30.1, longitudeDeg: -110 },
  { latitudeDeg: 30, longitudeDeg: -109.9 },
];
/** Two triangles that share a vertex. */
const touching: RingDocument = [
  { latitudeDeg: 30, longitudeDeg: -110 },
  { latitudeDeg: 30.1, longitudeDeg: -109.9 },
  { latitudeDeg: 30.2, longitudeDeg: -109.8 },
  { latitudeDeg: 30.2, longitudeDeg: -110 },
  { latitudeDeg: 30.1, longitudeDeg: -109.9 },
  { latitudeDeg: 30, longitudeDeg: -109.8 },
];
/** Out along a line, and back along it. */
const spike: RingDocument = [...boxOf(30, -110, 30.1, -109.9), { latitudeDeg: 30.2, longitudeDeg: -110 }];
const slit: RingDocument = [
  ...boxOf(29.6, -110.4, 29.8, -110.2).slice(0, 2),
  ...[
    [29.8, -110.2],
    [29.8, -110.3],
    [29.7, -110.3],
    [29.7, -110.300_005],
    [29.8, -110.300_005],
    [29.8, -110.4],
  ].map(([latitudeDeg = 0, longitudeDeg = 0]) => ({ latitudeDeg, longitudeDeg })),
];
/** A wedge of 9.7 km, so many degrees of latitude wide at its end. */
const sharp = (widthDeg: number): RingDocument => [
  { latitudeDeg: 29.7, longitudeDeg: -110.3 },
  { latitudeDeg: 29.7, longitudeDeg: -110.2 },
  { latitudeDeg: 29.7 + widthDeg, longitudeDeg: -110.2 },
];
const two: RingDocument = [
  { latitudeDeg: 30, longitudeDeg: -110 },
  { latitudeDeg: 30.1, longitudeDeg: -110 },
  { latitudeDeg: 30, longitudeDeg: -110 },
];
const skew: RingDocument = [
  { latitudeDeg: 30, longitudeDeg: -110, edge: 'parallel' },
  { latitudeDeg: 30.1, longitudeDeg: -109 },
  { latitudeDeg: 31, longitudeDeg: -109.5 },
];

/** Every place in which a ring may stand. */
const places: readonly (readonly [string, (file: CaseDocument) => AreaDocument])[] = [
  ['a stay', (f) => stay(f).area],
  ['the agreement', (f) => at(agreementOf(f).areas, 0)],
  ['a zone', (f) => at(f.restrictedZones, 0).area],
  [
    'a cleared volume',
    (f) => {
      const area = { ...stay(f).area };
      at(f.clearedVolumes, 0).stays.push({ area, window: { from: onDay('05:00'), until: onDay('06:00') } });
      return area;
    },
  ],
  [
    'a condition',
    (f) => {
      const found = at(f.concurrences, 1).conditions.find((one) => one.kind === 'excluded-area');
      return there(found?.kind === 'excluded-area' ? found.area : undefined);
    },
  ],
];

const parallelLeg = (band: BandDocument) => ({ band, bufferM: 0, edge: 'parallel' as const });

export const geometryCases: readonly TableCase[] = [
  ...places.flatMap(([name, area]) => [
    refused('geometry-invalid', `${name}: a ring that crosses itself`, (f) => {
      area(f).outer = bowtie;
    }),
    ...(name === 'a stay'
      ? []
      : [
          refused('geometry-invalid', `${name}: a band upside down`, (f) => {
            area(f).band = reversed;
          }),
        ]),
  ]),
  refused('geometry-invalid', 'a ring that touches itself in a vertex', (f) => {
    stay(f).area.outer = touching;
  }),
  refused('geometry-invalid', 'a ring that runs back along itself', (f) => {
    stay(f).area.outer = spike;
  }),
  refused('geometry-invalid', 'two different vertices', (f) => {
    stay(f).area.outer = two;
  }),
  refused('geometry-invalid', 'a parallel between two latitudes', (f) => {
    stay(f).area.outer = skew;
  }),
  clear('a slit of half a metre', (f) => {
    stay(f).area.outer = slit;
  }),
  clear('a vertex of 0.0015 rad', (f) => {
    stay(f).area.outer = sharp(0.000_130_7);
  }),
  refused('geometry-invalid', 'a vertex of 0.0007 rad, where the edges are within 1 mm for more than 1 m', (f) => {
    stay(f).area.outer = sharp(0.000_061);
  }),
  clear('the first vertex again at the end', (f) => {
    stay(f).area.outer.push({ ...at(stay(f).area.outer, 0), edge: 'geodesic' });
  }),
  clear('the vertices the other way round', (f) => {
    stay(f).area.outer = [...stay(f).area.outer]
      .reverse()
      .map(({ latitudeDeg, longitudeDeg }) => ({ latitudeDeg, longitudeDeg }));
  }),
  refused('geometry-invalid', 'a hole that crosses the outer ring', (f) => {
    at(agreementOf(f).areas, 0).holes = [boxOf(30.9, -109.5, 31.1, -109.3)];
  }),
  refused('geometry-invalid', 'a hole outside', (f) => {
    at(agreementOf(f).areas, 0).holes = [boxOf(32, -109.5, 32.1, -109.3)];
  }),
  refused('geometry-invalid', 'two holes that cross', (f) => {
    at(agreementOf(f).areas, 0).holes = [boxOf(29.2, -109.6, 29.3, -109.4), boxOf(29.25, -109.5, 29.4, -109.3)];
  }),
  refused('geometry-invalid', 'a hole that touches itself', (f) => {
    at(agreementOf(f).areas, 0).holes = [touching];
  }),
  refused('geometry-invalid', 'a parallel leg between two latitudes', (f) => {
    leg(f, 1).edge = 'parallel';
  }),
  refused('geometry-invalid', '… where the link is lost', (f) => {
    at(lostLink(f).legs, 0).edge = 'parallel';
  }),
  refused('geometry-invalid', '… of another sortie', (f) => {
    at(f.clearedVolumes, 0).route.legs = [parallelLeg(bandOf(6_000, 6_500))];
  }),
  refused('geometry-invalid', 'times of another sortie that fall', (f) => {
    at(at(f.clearedVolumes, 0).route.waypoints, 1).at = onDay('15:00');
  }),
  refused('geometry-invalid', 'legs of another sortie', (f) => {
    at(f.clearedVolumes, 0).route.legs.push(at(at(f.clearedVolumes, 0).route.legs, 0));
  }),
  refused('geometry-invalid', 'a band of another sortie', (f) => {
    at(at(f.clearedVolumes, 0).route.legs, 0).band = reversed;
  }),
  clear('another agreement with a ring that is none', (f) => {
    const record = at(f.agreements, 0);
    const document = {
      ...record.document,
      id: 'agreement-sur',
      areas: [{ id: 'x', outer: bowtie, band: bandOf(0, 1) }],
    };
    f.agreements.push({ ...record, document });
  }),
  refused('geometry-invalid plan-inconsistent', 'both', (f) => {
    stay(f).area.outer = bowtie;
    f.plan.route.legs.pop();
  }),
  refused('geometry-invalid', 'nothing of its volumes is told beside', (f) => {
    agreementOf(f).areas.shift();
    at(f.restrictedZones, 0).area.outer = bowtie;
    at(f.restrictedZones, 1).exceptAgencies = [];
    Object.assign(at(at(f.concurrences, 1).conditions, 2), { band: bandOf(4_500, 4_600) });
  }),
  refused('agreement-unknown restricted-zone', 'zones are told without an agreement', (f) => {
    f.agreements = [];
    at(f.restrictedZones, 1).exceptAgencies = [];
    f.plan.lostLink = null;
  }),
];
