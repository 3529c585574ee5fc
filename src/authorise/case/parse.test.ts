import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseCase, sealed } from '../../../sim/authority/base-case.ts';
import { AtalayaError } from '../../model/errors.ts';
import { sha256 } from '../../store/hashing.ts';
import { checkReading } from '../check/check.ts';
import { CaseDocument } from './document.ts';
import { schemaFaults } from './faults.ts';
import { parseCase, readCase } from './parse.ts';

const whole = () => sealed(baseCase(), sha256);
const faultsOf = (value: unknown): readonly string[] => {
  const reading = readCase(JSON.parse(JSON.stringify(value)), sha256);
  return 'faults' in reading ? reading.faults.map(({ pointer }) => pointer) : [];
};

type Change = (file: CaseDocument & Record<string, unknown>) => void;
function changed(change: Change): unknown {
  const file = { ...whole() };
  change(file);
  return file;
}

describe('a case that is not of its form', () => {
  it.each<[string, readonly string[], Change]>([
    ['a field too many', ['/more'], (f) => Object.assign(f, { more: 1 })],
    ['a field too few', ['/terrain'], (f) => Reflect.deleteProperty(f, 'terrain')],
    [
      'several faults',
      ['/plan/crew/1/person', '/plan/cruiseKt', '/plan/x'],
      (f) => Object.assign(f.plan, { cruiseKt: 5.5, x: 1, crew: [f.plan.crew[0], { ...f.plan.crew[1], person: '' }] }),
    ],
    ['a day that does not exist', ['/at'], (f) => Object.assign(f, { at: '2026-02-30T00:00:00Z' })],
    [
      'a day far inside',
      ['/plan/route/waypoints/2/at'],
      (f) => Object.assign(f.plan.route.waypoints[2] ?? {}, { at: '2026-11-31T00:00:00Z' }),
    ],
    [
      'a window of no length',
      ['/plan/window/until'],
      (f) => Object.assign(f.plan.window, { until: f.plan.window.from }),
    ],
    [
      'a window that ends first',
      ['/notices', '/plan/window/until'].slice(1),
      (f) => Object.assign(f.plan.window, { until: '2026-01-01T00:00:00Z' }),
    ],
    [
      'an open window of no length',
      ['/noticeRules/0/window/until'],
      (f) => Object.assign(f.noticeRules[0]?.window ?? {}, { until: '2026-01-01T00:00:00Z' }),
    ],
    ['one agreement twice', ['/agreements/1'], (f) => f.agreements.push(...f.agreements)],
    ['one requirement twice', ['/requirements/2'], (f) => f.requirements.push(f.requirements[0]!)],
    ['one organisation twice', ['/organisations/2'], (f) => f.organisations.push(f.organisations[1]!)],
    ['one rule twice', ['/noticeRules/2'], (f) => f.noticeRules.push(f.noticeRules[0]!)],
    ['one notice twice', ['/notices/2'], (f) => f.notices.push(f.notices[0]!)],
    ['one zone twice', ['/restrictedZones/2'], (f) => f.restrictedZones.push(f.restrictedZones[0]!)],
    [
      'one condition twice',
      ['/concurrences/1/conditions/5'],
      (f) => f.concurrences[1]?.conditions.push(f.concurrences[1].conditions[0]!),
    ],
    [
      'one clearance twice',
      ['/diplomaticClearances/1'],
      (f) => f.diplomaticClearances.push(f.diplomaticClearances[0]!),
    ],
    [
      'parties of one state',
      ['/agreements/0/document/parties'],
      (f) => Object.assign(f.agreements[0]?.document.parties[0] ?? {}, { state: 'MEX' }),
    ],
    [
      'a host that is no party',
      ['/agreements/0/document/host'],
      (f) => Object.assign(f.agreements[0]?.document ?? {}, { host: 'GTM' }),
    ],
    [
      'hours that end as they begin',
      ['/agreements/0/document/hours/daily/0'],
      (f) => Object.assign(f.agreements[0]?.document.hours?.daily[0] ?? {}, { until: '06:00' }),
    ],
    ['terrain upside down', ['/terrain'], (f) => Object.assign(f.terrain ?? {}, { highestMslM: 100 })],
    [
      'atmosphere upside down',
      ['/atmosphere', '/atmosphere'],
      (f) => Object.assign(f.atmosphere ?? {}, { highestQnhHpa: 1_000, highestIsaDeviationK: -20 }),
    ],
    [
      'a condition of no kind',
      ['/concurrences/0/conditions/0/kind'],
      (f) => Object.assign(f.concurrences[0] ?? {}, { conditions: [{ id: 'c', kind: 'words', text: 'x' }] }),
    ],
    ['a sensor twice', ['/plan/aircraft/sensors'], (f) => Object.assign(f.plan.aircraft, { sensors: ['SAR', 'SAR'] })],
    [
      'three parties',
      ['/agreements/0/document/parties'],
      (f) =>
        Object.assign(f.agreements[0]?.document ?? {}, {
          parties: [1, 2, 3].map(() => f.agreements[0]?.document.parties[0]),
        }),
    ],
  ])('%s', (_, pointers, change) => {
    expect(faultsOf(changed(change))).toEqual(pointers);
  });

  it('says half a surrogate pair and a field that stands twice', () => {
    const text = JSON.stringify(whole());
    const bytes = (it: string) => new TextEncoder().encode(it);
    const half = parseCase(bytes(text.replace('"SRE-2026-0412"', '"\\ud83d"')), 'x', sha256);
    expect(half).toEqual({ faults: [expect.objectContaining({ pointer: '/plan/hostRequest' })] });
    const twice = parseCase(
      bytes(text.replace('"transponder":"on"', '"transponder":"off","transponder":"on"')),
      'x',
      sha256,
    );
    expect(twice).toEqual({ faults: [expect.objectContaining({ pointer: '/plan/transponder' })] });
  });

  it.each([null, 1, 'x', [], {}, { format: 'atalaya-case/2' }])('%j is none', (value) => {
    expect(faultsOf(value).length).toBeGreaterThan(0);
  });
});

describe('whatever comes', () => {
  const quietly = (bytes: Uint8Array): void => {
    try {
      const { decision, planHash, reasons } = checkReading(parseCase(bytes, 'x', sha256));
      expect(decision).toBe(reasons.length === 0 ? 'clear' : 'refuse');
      expect(planHash === null).toBe(reasons.some(({ code }) => code === 'case-invalid'));
    } catch (error) {
      expect(error).toBeInstanceOf(AtalayaError);
      expect(error).toMatchObject({ code: 'format-damaged' });
    }
  };

  it('any bytes and any JSON end in an answer, or in an error that says what to do', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), quietly));
    fc.assert(fc.property(fc.jsonValue(), (value) => quietly(new TextEncoder().encode(JSON.stringify(value)))));
    quietly(new TextEncoder().encode('['.repeat(200_000) + ']'.repeat(200_000)));
    quietly(new TextEncoder().encode(`{"plan":{"diverts":[${'['.repeat(20_000)}${']'.repeat(20_000)}]}}`));
  });

  it('cases with a part replaced end in an answer too', () => {
    const base = JSON.stringify(whole());
    const paths = pathsOf(JSON.parse(base));
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(
        0,
        -1,
        1e308,
        90,
        -180,
        '',
        'x',
        null,
        [],
        {},
        '2026-12-01T15:00:00Z',
        'FL',
        'AGL',
        'parallel',
      ),
      fc.double({ noNaN: true }),
      fc.nat({ max: paths.length - 1 }).map((i) => valueAt(JSON.parse(base), paths[i] ?? [])),
    );
    const place = fc.nat({ max: paths.length - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, odd), { minLength: 1, maxLength: 3 }), (changes) => {
        let file: unknown = JSON.parse(base);
        for (const [i, value] of changes) file = put(file, paths[i] ?? [], value);
        quietly(new TextEncoder().encode(JSON.stringify(file)));
        const copy: unknown = JSON.parse(JSON.stringify(file));
        expect(schemaFaults(CaseDocument, copy).every(({ pointer }) => pointer === '' || pointer.startsWith('/'))).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });
});

type Path = readonly string[];
const isObject = (it: unknown): it is Record<string, unknown> => typeof it === 'object' && it !== null;

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const inner = isObject(value) ? Object.entries(value).flatMap(([key, it]) => pathsOf(it, [...path, key])) : [];
  return [path, ...inner];
}

const valueAt = (value: unknown, [step, ...rest]: Path): unknown =>
  step === undefined || !isObject(value) ? value : valueAt(value[step], rest);

function put(value: unknown, [step, ...rest]: Path, to: unknown): unknown {
  if (step === undefined || !isObject(value)) return to;
  const after = put(value[step], rest, to);
  return Array.isArray(value)
    ? value.with(Math.min(Number(step), Math.max(0, value.length - 1)), after)
    : { ...value, [step]: after };
}
