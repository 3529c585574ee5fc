import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsAmiss } from '../../../test/fpl-recogniser.ts';
import { randomPlan, samplePlan } from '../../../test/sortie-plans.ts';
import { encodeFlightPlan } from '../../formats/fpl/encode.ts';
import { parseFlightPlan } from '../../formats/fpl/parse.ts';
import type { BandDocument } from '../../model/region.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { filedLevel } from './filed-level.ts';
import { flightPlanOf } from './flight-plan.ts';

const hash = 'ab'.repeat(32);
const terrain = { lowestMslM: 100, highestMslM: 2_600 };

describe('the flight plan of a sortie plan', () => {
  it('is the message that a person would write', () => {
    expect(encodeFlightPlan(flightPlanOf(samplePlan, hash, null))).toBe(
      `(FPL-OMAHA11-IX
-Q9/L-Z/C
-KFHU1400
-N0180F210 DCT 3106N11036W 3054N11154W 3012N11212W/N0180F220
2954N11042W/N0180F210 3057N10936W DCT
-KFHU0730 KTUS MMHO
-STS/STATE COM/OPERATOR TO STATE DOF/261201 REG/CBP104
EET/3106N11036W0100 3057N10936W0600 DLE/3054N11154W0130 OPR/USA CBP
RMK/RPAS, DIP CLNC NR SRE 2026 0815, AGREEMENT FRONTERA NORTE V2,
PLAN SORTIE 0042 SHA256
${hash.toUpperCase()},
ENDURANCE 2000, LEVELS FILED ARE TOPS OF CLEARED BANDS, STAY ALTAR
011545 TO 011715, OPERATOR TO CONFIRM ITEMS 8 10)
`,
    );
  });

  it('is one by the grammar for plans of every kind, and read back whole', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        const message = flightPlanOf(plan, hash, terrain);
        const text = encodeFlightPlan(message);
        expect(itemsAmiss(text), text).toEqual([]);
        expect(parseFlightPlan(text)).toEqual({ message });
      }),
      { numRuns: 400 },
    );
  });

  it('files every waypoint within half a minute of arc, in order', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        const filed = flightPlanOf(plan, hash, terrain).route.flatMap((it) =>
          it.kind === 'point' && it.point.kind === 'coordinates' ? [it.point] : [],
        );
        let at = 0;
        for (const { latitudeDeg, longitudeDeg } of plan.route.waypoints) {
          const near = (i: number): boolean =>
            Math.abs((filed[i]?.latitudeMin ?? 1e9) - latitudeDeg * 60) <= 0.5 + 1e-9 &&
            Math.abs((filed[i]?.longitudeMin ?? 1e9) - longitudeDeg * 60) <= 0.5 + 1e-9;
          if (!near(at)) at++;
          expect(near(at)).toBe(true);
        }
        expect(at).toBe(filed.length - 1);
      }),
    );
  });

  const filed = (change: Partial<SortiePlanDocument>, details = {}): string =>
    encodeFlightPlan(flightPlanOf({ ...samplePlan, ...change }, hash, terrain, details)).replaceAll(/\s+/g, ' ');

  it('files what the operator states, and then asks nothing to be confirmed', () => {
    const text = filed(
      {},
      { flightRules: 'I', flightType: 'M', radio: 'SDGR', surveillance: 'SB1', code: 'AE1234', performance: 'B' },
    );
    expect(text).toContain('OMAHA11-IM -Q9/L-SDGR/SB1');
    expect(text).toContain('CODE/AE1234');
    expect(text).toContain('PER/B');
    expect(text).not.toMatch(/CONFIRM|COM\//);
  });

  it('files a type without a designator as ZZZZ, and its name', () => {
    const aircraft = { ...samplePlan.aircraft, type: 'Hermes (900)' };
    const text = filed({ aircraft });
    expect(text).toContain('-ZZZZ/L-');
    expect(text).toContain('TYP/HERMES 900');
    expect(text).toContain('RMK/RPAS');
    expect(text).toContain('CONFIRM ITEMS 8 9 10');
    expect(filed({ aircraft, lostLink: null })).not.toContain('RPAS');
  });

  it('refuses ZZZZ that nothing explains', () => {
    expect(() => filed({ departure: 'ZZZZ' })).toThrow(/departure is ZZZZ/);
    expect(filed({ departure: 'ZZZZ' }, { departure: '3135N11020W' })).toContain('DEP/3135N11020W');
    expect(() => filed({ diverts: ['KTUS', 'ZZZZ'] })).toThrow(/alternate is ZZZZ/);
    expect(filed({ diverts: ['KTUS', 'MMHO', 'KDMA', 'KLUF'] })).toContain('RALT/KDMA KLUF');
  });

  it('says that the transponder is off', () => {
    expect(filed({ transponder: 'off' })).toMatch(/-Z\/N .*TRANSPONDER OFF/);
  });
});

describe('the level that is filed', () => {
  const place = { latitudeDeg: 30, longitudeDeg: -111 };
  const metres = (reference: 'MSL' | 'HAE' | 'AGL', lower: number, upper: number): BandDocument => ({
    lower: { reference, altitudeM: lower },
    upper: { reference, altitudeM: upper },
  });
  it.each([
    ['hundreds of feet', metres('MSL', 3_000, 3_100), { kind: 'A', value: 101 }],
    ['tens of metres where no hundred of feet fits', metres('MSL', 3_020, 3_045), { kind: 'M', value: 304 }],
    ['above the lowest ground', metres('AGL', 100, 1_000), { kind: 'A', value: 36 }],
    // EGM96 there: about -31 m.
    ['above the ellipsoid', metres('HAE', 2_000, 3_000), { kind: 'A', value: 99 }],
  ])('is in %s', (_, band, level) => expect(filedLevel(band, place, terrain, 'leg')).toEqual(level));

  it('is refused where there is none', () => {
    expect(() => filedLevel(metres('AGL', 100, 1_000), place, null, 'leg')).toThrow(/ground is not known/);
    expect(() => filedLevel(metres('MSL', 3_001, 3_004), place, null, 'leg')).toThrow(/No level/);
    const between = { reference: 'FL', flightLevel: 200.5 } as const;
    expect(() => filedLevel({ lower: between, upper: between }, place, null, 'leg')).toThrow(/flight level/);
  });
});
