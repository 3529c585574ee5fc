import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlanText } from './plan-text.ts';

const file = readFileSync(new URL('../../../examples/cases/01-cleared.json', import.meta.url), 'utf8');
const { plan } = JSON.parse(file);
const pointers = (value: unknown): readonly string[] => {
  const read = readPlanText(typeof value === 'string' ? value : JSON.stringify(value));
  return read.state === 'faults' ? read.faults.map(({ pointer }) => pointer) : [read.state];
};

describe('a plan that is pasted', () => {
  it('is taken as it stands, or out of a case, with one hash', () => {
    const [whole, own] = [readPlanText(file), readPlanText(JSON.stringify(plan))];
    if (whole.state !== 'plan' || own.state !== 'plan') throw new Error('no plan');
    expect([whole.fromCase, own.fromCase]).toEqual([true, false]);
    expect(whole.plan).toEqual(plan);
    // As `atalaya check --hash` has it (docs/check.md).
    expect(whole.hash).toBe('e4e64dea7714eacd469c901d94f2770d4b59f76126ae17c5c976b6487bf5751c');
    expect(own.hash).toBe(whole.hash);
    expect(readPlanText(' \n').state).toBe('empty');
  });

  it('is refused with every fault at its place', () => {
    expect(pointers('{"format":')).toEqual(['']);
    expect(pointers({ ...plan, callSign: 'too long by far', remark: 1 })).toEqual(['/callSign', '/remark']);
    const { crew: _, ...uncrewed } = plan;
    expect(pointers({ format: 'atalaya-case/1', plan: uncrewed })).toEqual(['/plan/crew']);
    expect(pointers(JSON.stringify(plan).replace('{', '{"id":"x",'))).toContain('/id');
  });

  it('is refused where it contradicts itself', () => {
    const window = { from: plan.window.until, until: plan.window.from };
    expect(pointers({ ...plan, window })).toContain('/window/until');
    const read = readPlanText(JSON.stringify({ ...plan, route: { ...plan.route, legs: plan.route.legs.slice(1) } }));
    expect(read).toMatchObject({ faults: [{ pointer: '/', found: 'the route: 1 legs between 3 waypoints' }] });
  });
});
