import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomPlan, sampleAgreement, samplePlan } from '../../../test/sortie-plans.ts';
import { rpasItems } from '../../formats/rpas-request/request.ts';
import { openItems, rpasJson, rpasText } from '../../formats/rpas-request/write.ts';
import { rpasRequestOf } from './rpas-request.ts';

const hash = 'cd'.repeat(32);
const request = rpasRequestOf(samplePlan, hash, sampleAgreement);

describe('the request for authorisation of an RPAS operation', () => {
  it('has every paragraph of Annex 2, Appendix 4, 3.2, a to s', () => {
    const letters = new Set(Object.values(rpasItems).map((it) => it.letter));
    expect([...letters].join('')).toBe('abcdefghijklmnopqrs');
  });

  it('says what the plan knows, in both languages', () => {
    const en = rpasText(request, 'en');
    const es = rpasText(request, 'es');
    for (const known of [
      'USA CBP',
      'MQ-9',
      'CBP-104',
      'OMAHA11',
      '180 kt',
      'EO-IR, SAR',
      'KTUS, MMHO',
      hash,
      "31°06.00'N 110°36.00'W",
    ]) {
      expect(en).toContain(known);
      expect(es).toContain(known);
    }
    expect(en).toContain('To: MEX');
    expect(es).toContain('n) Emergencia: pérdida del enlace C2:\n   La aeronave vuela esta ruta: 30°54.00');
    expect(es).toContain('«Acuerdo sobre observación conjunta');
  });

  it('leaves to the operator what it does not know, and says so plainly', () => {
    const open = openItems(request);
    expect(open).toEqual(
      expect.arrayContaining(['insurance', 'noise', 'detectAndAvoid', 'c2Link', 'airworthiness', 'security']),
    );
    expect(rpasText(request, 'en').match(/TO BE STATED BY THE OPERATOR/g)).toHaveLength(open.length);
    expect(rpasText(request, 'es').match(/DEBE INDICARLO EL EXPLOTADOR/g)).toHaveLength(open.length);
    const without = { ...samplePlan, lostLink: null, diverts: [], departure: 'ZZZZ' };
    expect(openItems(rpasRequestOf(without, hash, sampleAgreement))).toEqual(
      expect.arrayContaining([...open, 'lostLink', 'diverts', 'departure']),
    );
  });

  it('is JSON with every item, in order', () => {
    const json: { items: { item: string; stated: boolean }[] } = JSON.parse(rpasJson(request));
    expect(json.items.map((it) => it.item)).toEqual(Object.keys(rpasItems));
    expect(json.items.filter((it) => !it.stated).map((it) => it.item)).toEqual(openItems(request));
  });

  it('keeps to a line an item, whatever a plan says', () => {
    const lines = rpasText(request, 'en').split('\n').length;
    fc.assert(
      fc.property(randomPlan, fc.string(), (plan, words) => {
        const agreement = { ...sampleAgreement, title: { en: `${words}\na) Operator:\n`, es: words } };
        expect(rpasText(rpasRequestOf(plan, hash, agreement), 'en').split('\n')).toHaveLength(lines);
      }),
    );
  });
});
