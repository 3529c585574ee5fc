import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsAmiss } from '../../../test/fpl-recogniser.ts';
import { AtalayaError } from '../../model/errors.ts';
import { encodeFlightPlan } from './encode.ts';
import type { Change, FlightPlanMessage, Level, OtherInformation, Point, RouteElement } from './message.ts';
import { longestMessageChars, otherIndicators, specialHandling } from './message.ts';
import { parseFlightPlan } from './parse.ts';

const figures = (most: number) => fc.integer({ min: 0, max: most });
const level: fc.Arbitrary<Exclude<Level, { kind: 'VFR' }>> = fc.oneof(
  fc.record({ kind: fc.constantFrom('F' as const, 'A' as const), value: figures(999) }),
  fc.record({ kind: fc.constantFrom('S' as const, 'M' as const), value: figures(9_999) }),
);
const speed = fc.oneof(
  fc.record({ unit: fc.constantFrom('kt' as const, 'km/h' as const), value: figures(9_999) }),
  fc.record({ unit: fc.constant('mach' as const), value: figures(999) }),
);
const change: fc.Arbitrary<Change> = fc.record({
  speed,
  level: fc.oneof(level, fc.constant({ kind: 'VFR' as const })),
});
const name = fc.stringMatching(/^[A-Z][A-Z0-9]{1,4}$/).filter((it) => !['DCT', 'IFR', 'VFR'].includes(it));
const point: fc.Arbitrary<Point> = fc.oneof(
  fc.record({
    kind: fc.constant('coordinates' as const),
    latitudeMin: fc.integer({ min: -5_400, max: 5_400 }),
    longitudeMin: fc.integer({ min: -10_800, max: 10_800 }),
    form: fc.constant('minutes' as const),
  }),
  fc
    .record({ latitude: fc.integer({ min: -90, max: 90 }), longitude: fc.integer({ min: -180, max: 180 }) })
    .map((it) => {
      const { latitude, longitude } = it;
      return {
        kind: 'coordinates',
        latitudeMin: latitude * 60,
        longitudeMin: longitude * 60,
        form: 'degrees',
      } as const;
    }),
  fc.record({ kind: fc.constant('designator' as const), name }),
  fc.record({ kind: fc.constant('bearing' as const), name, bearingDeg: figures(360), distanceNm: figures(999) }),
);
const element: fc.Arbitrary<RouteElement> = fc.oneof(
  fc.record({ kind: fc.constant('point' as const), point, change: fc.option(change) }),
  fc.record({
    kind: fc.constant('cruise-climb' as const),
    point,
    change: fc.record({ speed, level }),
    upTo: fc.oneof(level, fc.constant('PLUS' as const)),
  }),
  fc.constant({ kind: 'direct' as const }),
  fc.record({ kind: fc.constant('rules' as const), rules: fc.constantFrom('IFR' as const, 'VFR' as const) }),
);
const free = fc.stringMatching(/^[A-Z0-9.,+?:'=]{1,30}( [A-Z0-9.,+?:'=]{1,80}){0,4}$/);
const formed: Readonly<Record<string, fc.Arbitrary<string>>> = {
  STS: fc.uniqueArray(fc.constantFrom(...specialHandling), { minLength: 1 }).map((it) => it.join(' ')),
  DOF: fc.constantFrom('261201', '270228'),
  REG: fc.stringMatching(/^[A-Z0-9]{1,10}$/),
  EET: fc.constantFrom('MMFR0030 3106N11036W0100', 'CAP0745'),
  SEL: fc.constant('BDFH'),
  CODE: fc.stringMatching(/^[0-9A-F]{6}$/),
  DLE: fc.constantFrom('MDG0030', '46N078W0130 3106N11036W0045'),
  PER: fc.constantFrom('A', 'H'),
};
const other: fc.Arbitrary<readonly OtherInformation[]> = fc
  .tuple(...otherIndicators.map((it) => fc.option(formed[it] ?? free).map((text) => ({ indicator: it, text }))))
  .map((all) => all.flatMap(({ indicator, text }) => (text === null ? [] : [{ indicator, text }])));
const aerodrome = fc.stringMatching(/^[A-Y]{4}$/);
const message: fc.Arbitrary<FlightPlanMessage> = fc.record({
  aircraftId: fc.stringMatching(/^[A-Z0-9]{1,7}$/),
  flightRules: fc.constantFrom('I' as const, 'V' as const, 'Y' as const, 'Z' as const),
  flightType: fc.constantFrom('S' as const, 'N' as const, 'G' as const, 'M' as const, 'X' as const),
  aircraft: fc.record({
    count: fc.integer({ min: 1, max: 99 }),
    type: fc.stringMatching(/^[A-Y][A-Z0-9]{1,3}$/),
    wake: fc.constantFrom('L' as const, 'M' as const, 'H' as const, 'J' as const),
  }),
  equipment: fc.record({
    radio: fc.constantFrom('N', 'S', 'SDE2FGIJ1RWXY', 'Z', 'GP2'),
    surveillance: fc.constantFrom('N', 'C', 'SB1', 'LB1U1V2D1G1'),
  }),
  departure: fc.record({ aerodrome, timeMin: figures(24 * 60 - 1) }),
  cruise: change,
  route: fc
    .tuple(fc.array(element, { maxLength: 40 }), fc.boolean())
    .map(([all, cut]) => [...all, ...(cut ? [{ kind: 'truncated' as const }] : [])]),
  destination: fc.record({
    aerodrome,
    elapsedMin: figures(99 * 60 + 59),
    alternates: fc.array(aerodrome, { maxLength: 2 }),
  }),
  other,
});

/** The example of Doc 4444, Appendix 3, of a message of 2012, with what stands for the older items 10 and 18 brought up to it. */
const published = `(FPL-TPR101-IS
-B737/M-SDFGW/C
-EGLL0900
-K0830F290 BNE UA1 RIL/N0447F310 UA1 ROM DCT 46N078W C/48N050W/M082F290F350 4620N07805W DUB180040 VFR
-LIRF0204 LIRA
-STS/HUM DOF/121115 REG/GABCD EET/LFFF0005 LIMM0044 DLE/MDG0030 RMK/TCAS EQUIPPED)`;

describe('the filed flight plan message', () => {
  it('reads one written by hand, whole', () => {
    const reading = parseFlightPlan(published);
    expect(reading).toMatchObject({
      message: {
        aircraftId: 'TPR101',
        departure: { aerodrome: 'EGLL', timeMin: 540 },
        cruise: { speed: { unit: 'km/h', value: 830 }, level: { kind: 'F', value: 290 } },
        destination: { aerodrome: 'LIRF', elapsedMin: 124, alternates: ['LIRA'] },
      },
    });
    if (!('message' in reading)) return;
    const { route, other: said } = reading.message;
    expect(route[2]).toEqual({
      kind: 'point',
      point: { kind: 'designator', name: 'RIL' },
      change: { speed: { unit: 'kt', value: 447 }, level: { kind: 'F', value: 310 } },
    });
    expect(route[6]).toMatchObject({ point: { latitudeMin: 46 * 60, longitudeMin: -78 * 60, form: 'degrees' } });
    expect(route[7]).toMatchObject({ kind: 'cruise-climb', upTo: { kind: 'F', value: 350 } });
    expect(route[9]).toMatchObject({ point: { kind: 'bearing', name: 'DUB', bearingDeg: 180, distanceNm: 40 } });
    expect(said.at(-1)).toEqual({ indicator: 'RMK', text: 'TCAS EQUIPPED' });
    expect(encodeFlightPlan(reading.message).replaceAll(/\s+/g, ' ').trim()).toBe(published.replaceAll(/\s+/g, ' '));
  });

  it('is read back as it was written, and recognised by the grammar', () => {
    fc.assert(
      fc.property(message, (one) => {
        const text = encodeFlightPlan(one);
        expect(itemsAmiss(text)).toEqual([]);
        expect(parseFlightPlan(text)).toEqual({ message: one });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps lines short where blanks allow it', () => {
    fc.assert(
      fc.property(message, (one) => {
        for (const line of encodeFlightPlan(one).split('\n'))
          if (/ /.test(line)) expect(line.length).toBeLessThanOrEqual(71);
      }),
    );
  });

  const change1 = (before: string, after: string): string => published.replace(before, after);
  it.each([
    ['-IS', '-QS', 8],
    ['TPR101', 'TPR1012345', 7],
    ['B737/M', 'B737/X', 9],
    ['SDFGW/C', 'SDFGQ/C', 10],
    ['EGLL0900', 'EGLL2460', 13],
    ['K0830F290', 'K830F290', 15],
    ['4620N07805W', '4660N07805W', 15],
    ['46N078W', '91N078W', 15],
    ['46N078W', '462013N0780512W', 15],
    ['C/48N050W/M082F290F350', 'C/48N050W/M082F290', 15],
    ['LIRF0204', 'LIRF0260', 16],
    ['LIRA', 'LIRA LIRB LIRC', 16],
    ['DOF/121115', 'DOF/121315', 18],
    ['RMK/', 'DOF/121115 RMK/', 18],
    ['STS/HUM', 'STS/HUMAN', 18],
    ['REG/', 'XYZ/', 18],
    ['B737/M', 'ZZZZ/M', 18],
    ['ROM DCT', 'ROM T', 15],
    ['GABCD', 'GABCD GABCE', 18],
  ])('refuses %s as %s, in item %i, as the other recogniser does', (before, after, item) => {
    const text = change1(before, after);
    const reading = parseFlightPlan(text);
    expect('issues' in reading ? reading.issues.map((it) => it.item) : []).toEqual([item]);
    expect(itemsAmiss(text)).toEqual([item]);
  });

  it('tells the place of what it refuses', () => {
    const text = change1('RIL/', 'R.L/');
    const reading = parseFlightPlan(text);
    expect('issues' in reading ? reading.issues[0]?.offset : -1).toBe(text.indexOf('R.L/'));
  });

  it('never throws, and never takes for a message what the grammar refuses', () => {
    const pieces = published.split(/(?<=[ \-/\n])/);
    const damaged = fc
      .array(
        fc.tuple(figures(pieces.length - 1), fc.constantFrom('', '-', '(', ')', '/', '0', 'DCT', 'ZZZZ', 'F9', ' ')),
        { maxLength: 4 },
      )
      .map((cuts) => {
        const all = [...pieces];
        for (const [at, instead] of cuts) all[at] = instead;
        return all.join('');
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const reading = parseFlightPlan(text);
        if ('message' in reading) expect(itemsAmiss(encodeFlightPlan(reading.message))).toEqual([]);
        else expect(reading.issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
    expect(parseFlightPlan(`(FPL-${'A'.repeat(longestMessageChars)})`)).toHaveProperty('issues');
  });

  it('refuses to write what has no form', () => {
    const [one] = fc.sample(message, { numRuns: 1, seed: 1 });
    if (one === undefined) throw new Error('no sample');
    const write = (change: Partial<FlightPlanMessage>) => () => encodeFlightPlan({ ...one, ...change });
    expect(write({})).not.toThrow();
    const seconds: Point = { kind: 'coordinates', latitudeMin: 0.5, longitudeMin: 0, form: 'minutes' };
    expect(write({ route: [{ kind: 'point', point: seconds, change: null }] })).toThrow(AtalayaError);
    expect(write({ aircraftId: 'abc' })).toThrow(AtalayaError);
    expect(write({ departure: { aerodrome: 'KTUS', timeMin: 1_440 } })).toThrow(AtalayaError);
    expect(write({ other: [{ indicator: 'RMK', text: 'A-B' }] })).toThrow(AtalayaError);
    expect(write({ aircraft: { count: 1, type: 'ZZZZ', wake: 'L' }, other: [] })).toThrow(/TYP/);
    const dct: RouteElement = { kind: 'point', point: { kind: 'designator', name: 'DCT' }, change: null };
    expect(write({ route: [dct] })).toThrow(AtalayaError);
    expect(
      write({ route: Array.from({ length: 6_000 }, () => ({ ...dct, point: { ...seconds, latitudeMin: 1 } })) }),
    ).toThrow(/characters/);
  });
});
