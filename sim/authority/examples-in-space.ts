import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { bandOf, boxOf, flightLevel, msl, onDay } from './base-case.ts';
import { agreement, type Example, first, nth, plan } from './example.ts';

const waypoint = (file: CaseDocument, i: number) => nth(plan(file).route.waypoints, i);

/** One leg, nothing else that has a place but the area `border`. */
function bare(file: CaseDocument, from: readonly [number, number], to: readonly [number, number]): void {
  const { route } = plan(file);
  route.waypoints = [
    { latitudeDeg: from[0], longitudeDeg: from[1], at: onDay('15:00') },
    { latitudeDeg: to[0], longitudeDeg: to[1], at: onDay('19:00') },
  ];
  route.legs = [{ band: bandOf(4_000, 5_000), bufferM: 5_000 }];
  plan(file).stays = [];
  plan(file).lostLink = null;
  agreement(file).conditions.lostLinkRoute = false;
  file.restrictedZones = [];
  file.clearedVolumes = [];
  nth(file.concurrences, 1).conditions = [];
}

const area = (file: CaseDocument, outer: ReturnType<typeof boxOf>, band = bandOf(3_000, 7_000)): void => {
  agreement(file).areas = [{ id: 'border', outer, band }];
};

/** The parallel of 32.5 N as the northern border of one area; the leg runs along a parallel so far south of it. One second of arc of latitude is 30.8 m there. */
function parallelBorder(file: CaseDocument, latitudeDeg: number, edge: 'parallel' | 'geodesic'): void {
  bare(file, [latitudeDeg, -114], [latitudeDeg, -111]);
  first(plan(file).route.legs).edge = edge;
  area(file, boxOf(30, -115, 32.5, -110));
}

/** 5,001.5 m and 5,000.5 m south of 32.5 N along the meridian (GeographicLib). */
const justInsideDeg = 32.454_898_859;
const justOutsideDeg = 32.454_907_877;

/** Borders, altitudes, hours, and what is in the way. */
export const examplesInSpace: readonly Example[] = [
  {
    name: '24-border-inside',
    title: 'Border along the parallel of 32.5 N: buffer and 1.5 m away from it',
    codes: [],
    change: (f) => parallelBorder(f, justInsideDeg, 'parallel'),
  },
  {
    name: '25-border-within-a-metre',
    title: 'Border along the parallel of 32.5 N: buffer and 0.5 m away from it',
    codes: ['outside-area'],
    change: (f) => parallelBorder(f, justOutsideDeg, 'parallel'),
  },
  {
    name: '26-border-geodesic-leg',
    title: 'The same two ends joined by a geodesic: it bends north across the parallel',
    codes: ['outside-area'],
    change: (f) => parallelBorder(f, justInsideDeg, 'geodesic'),
  },
  {
    name: '27-altitude-equal',
    title: 'The band of the plan is that of the area: both ends belong to it',
    codes: [],
    change: (f) => {
      bare(f, [30, -110.5], [30, -109.6]);
      first(plan(f).route.legs).band = bandOf(3_000, 7_000);
    },
  },
  {
    name: '28-flight-level-undecidable',
    title: 'FL180 under a limit of 5,600 m above sea level: on a warm day of high pressure it lies above',
    codes: ['altitude-undecidable'],
    change: (f) => {
      bare(f, [30, -110.5], [30, -109.6]);
      area(f, boxOf(29, -111, 31, -109), bandOf(3_000, 5_600));
      first(plan(f).route.legs).band = { lower: flightLevel(150), upper: flightLevel(180) };
    },
  },
  {
    name: '29-flight-level-decidable',
    title: 'FL180 under a limit of 7,000 m above sea level: below it on any day',
    codes: [],
    change: (f) => {
      bare(f, [30, -110.5], [30, -109.6]);
      first(plan(f).route.legs).band = { lower: flightLevel(150), upper: flightLevel(180) };
    },
  },
  {
    name: '30-above-ground',
    title: 'An area from 1,000 m above ground: decided by the highest ground; 3,500 m is not surely above it',
    codes: ['altitude-undecidable'],
    change: (f) => {
      bare(f, [30, -110.5], [30, -109.6]);
      area(f, boxOf(29, -111, 31, -109), { lower: { reference: 'AGL', altitudeM: 1_000 }, upper: msl(7_000) });
      first(plan(f).route.legs).band = bandOf(3_500, 5_000);
    },
  },
  {
    name: '31-hole',
    title: 'A leg across a hole of the area',
    codes: ['outside-area'],
    change: (f) => {
      bare(f, [30, -110.5], [30, -109.6]);
      first(agreement(f).areas).holes = [boxOf(29.95, -110.1, 30.05, -110)];
    },
  },
  {
    name: '32-antimeridian',
    title: 'An area across the antimeridian, and a leg across it',
    codes: [],
    change: (f) => {
      bare(f, [-17, 179.5], [-17.2, -179.4]);
      area(f, boxOf(-18, 178, -16, -178));
    },
  },
  {
    name: '33-two-areas-in-one-leg',
    title: 'One leg from one area into the next is inside neither: cut it where they overlap',
    codes: ['outside-area'],
    change: (f) => bare(f, [30, -110.5], [30, -108]),
  },
  {
    name: '34-hours-over-midnight',
    title: 'Daily hours over midnight that touch others: 20:00 to 09:00 and 09:00 to 12:30',
    codes: [],
    change: (f) => {
      agreement(f).hours = {
        utcOffsetMin: -420,
        daily: [
          { from: '20:00', until: '09:00' },
          { from: '09:00', until: '12:30' },
        ],
      };
    },
  },
  {
    name: '35-outside-hours',
    title: 'The stay ends a minute after the hours do',
    codes: ['outside-hours'],
    change: (f) => {
      agreement(f).hours = { utcOffsetMin: -420, daily: [{ from: '06:00', until: '12:29' }] };
    },
  },
  {
    name: '36-lost-link',
    title: 'The lost-link path leaves the areas and crosses a restricted zone',
    codes: ['lost-link-outside', 'restricted-zone'],
    change: (f) => {
      plan(f).lostLink = {
        waypoints: [
          { latitudeDeg: 29.15, longitudeDeg: -110.8 },
          { latitudeDeg: 28.5, longitudeDeg: -110.8 },
        ],
        legs: [{ band: bandOf(4_500, 5_500), bufferM: 2_000 }],
      };
    },
  },
  {
    name: '37-another-sortie',
    title: 'Another sortie is cleared for the same altitudes; their bands touch',
    codes: ['volume-overlap'],
    change: (f) => {
      first(first(f.clearedVolumes).route.legs).band = bandOf(5_000, 6_000);
    },
  },
  {
    name: '38-plan-inconsistent',
    title: 'A waypoint before the one that it follows',
    codes: ['plan-inconsistent'],
    change: (f) => {
      waypoint(f, 1).at = onDay('14:30');
    },
  },
  {
    name: '39-geometry-invalid',
    title: 'A zone whose ring crosses itself',
    codes: ['geometry-invalid'],
    change: (f) => {
      const [a, b, c, d] = boxOf(29.05, -110.95, 29.2, -110.7);
      if (a && b && c && d)
        first(f.restrictedZones).area.outer = [{ ...a, edge: 'geodesic' }, { ...c, edge: 'geodesic' }, b, d];
    },
  },
];
