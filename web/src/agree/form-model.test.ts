import { describe, expect, it } from 'vitest';
import { baseAgreement, boxOf } from '../../../sim/authority/base-case.ts';
import type { AreaDocument } from '../../../src/model/region.ts';
import { type AreaForm, areaFaults, areaFormOf } from './area-form.ts';
import { positionsOf, withRings } from './drawn-rings.ts';
import { documentOf, emptyForm, formIn, formOf, readForm } from './form-model.ts';

const base = baseAgreement();
const withAreas = (...areas: readonly AreaForm[]) => ({ ...formOf(base), areas });
const band: AreaDocument['band'] = {
  lower: { reference: 'FL', flightLevel: 100 },
  upper: { reference: 'FL', flightLevel: 180 },
};
const box = areaFormOf({ id: 'box', outer: boxOf(29, -111, 31, -109), holes: [boxOf(29.9, -110.1, 30, -110)], band });

describe('the form of an agreement', () => {
  it('writes the document that it was made from, through what is kept of it', () => {
    const kept = formIn(JSON.stringify(formOf(base)));
    expect(kept === null ? null : documentOf(kept, base.version)).toEqual(base);
    expect(readForm(formOf(base), base.version)).toEqual({ document: base, faults: [] });
  });

  it('is empty where nothing was kept, and an empty one names every field that is missing', () => {
    expect(formIn('')).toBeNull();
    expect(formIn('[]')).toBeNull();
    const { document, faults } = readForm(emptyForm(), 1);
    expect(document).toBeUndefined();
    const named = new Set(faults.map(({ pointer }) => pointer.split('/')[1]));
    for (const field of [
      'id',
      'title',
      'host',
      'parties',
      'validity',
      'areas',
      'purposes',
      'agencies',
      'aircraft',
      'sensors',
    ]) {
      expect(named).toContain(field);
    }
  });

  it('tells of a signatory of neither party, and of a document that contradicts itself', () => {
    const form = formOf(base);
    const [first = {}] = form.rows.authorities;
    const strayed = {
      ...form,
      rows: { ...form.rows, authorities: [...form.rows.authorities, { ...first, state: 'CAN' }] },
    };
    expect(readForm(strayed, 2).document).toBeUndefined();
    const inconsistent = { ...form, texts: { ...form.texts, host: 'CAN' } };
    expect(readForm(inconsistent, 2)).toEqual({
      document: undefined,
      faults: [{ pointer: '/host', kind: 'inconsistent', place: undefined }],
    });
  });
});

describe('an area that is written', () => {
  it('is told where it crosses itself', () => {
    const bow = areaFormOf({
      ...box,
      outer: [
        [30, -110],
        [31, -109],
        [31, -110],
        [30, -109],
      ].map(([lat, lon]) => ({ lat: String(lat), lon: String(lon) })),
      holes: [],
    });
    const [fault, ...more] = areaFaults(bow, '/areas/0');
    expect(more).toEqual([]);
    expect(fault?.kind).toBe('crossing');
    expect(fault?.pointer).toBe('/areas/0/outer');
    expect(fault?.place?.latitudeDeg).toBeCloseTo(30.5, 1);
    expect(fault?.place?.longitudeDeg).toBeCloseTo(-109.5, 1);
    expect(readForm(withAreas(bow), 2).document).toBeUndefined();
  });

  it('is told of a hole outside, a band upside down, a parallel that is none, and a number that is none', () => {
    const outside = areaFormOf({
      id: 'a',
      outer: boxOf(29, -111, 31, -109),
      holes: [boxOf(33, -110.1, 34, -110)],
      band,
    });
    expect(areaFaults(outside, '/areas/0')).toEqual([{ pointer: '/areas/0/holes/0', kind: 'hole', place: undefined }]);
    const upside: AreaForm = { ...box, lower: { reference: 'FL', value: '200' } };
    expect(areaFaults(upside, '/areas/0').map(({ kind }) => kind)).toEqual(['band']);
    const tilted: AreaForm = {
      ...box,
      outer: box.outer.map((vertex, i) => (i === 1 ? { ...vertex, lat: '29.5' } : vertex)),
    };
    expect(areaFaults(tilted, '/areas/0').map(({ kind }) => kind)).toEqual(['edge']);
    const typed: AreaForm = {
      ...box,
      outer: box.outer.map((vertex, i) => (i === 1 ? { ...vertex, lat: '29..' } : vertex)),
    };
    expect(areaFaults(typed, '/areas/0')).toEqual([]);
    expect(readForm(withAreas(typed), 2).faults.map(({ pointer }) => pointer)).toEqual([
      '/areas/0/outer/1/latitudeDeg',
    ]);
  });
});

describe('an area that is drawn', () => {
  it('comes back from the map as it was, kinds of edges too', () => {
    expect(withRings(box, positionsOf(box))).toEqual(box);
  });

  it('keeps the kind of an edge whose vertex moved, and loses a hole that was taken away', () => {
    const [outer = []] = positionsOf(box);
    const moved = outer.map((at, i) => (i === 0 ? [-111.25, 29] : at));
    const next = withRings(box, [moved, []]);
    expect(next.holes).toEqual([]);
    expect(next.outer[0]).toEqual({ lat: '29', lon: '-111.25', edge: 'parallel' });
    expect(next.outer.slice(1)).toEqual(box.outer.slice(1));
  });
});
