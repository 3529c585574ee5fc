import { describe, expect, it } from 'vitest';
import { altitudeIn, blankCondition, readConditions, writtenIn } from './conditions.ts';

describe('conditions as they are written', () => {
  it('become documents, numbered for their state', () => {
    const written = [
      { ...blankCondition('text'), text: 'Report to Hermosillo on entry' },
      { ...blankCondition('window'), from: '2026-12-01 13:00', until: '2026-12-01 23:00Z' },
      { ...blankCondition('band'), lower: '3800 m MSL', upper: 'FL170' },
      {
        ...blankCondition('excluded-area'),
        area: 'reserve',
        places: '30.6 -110.8\n30.6, -110.5\n30.8;-110.5\n',
        lower: '0 AGL',
        upper: '9000 msl',
      },
      { ...blankCondition('excluded-sensor'), sensor: 'SAR' },
    ];
    expect(readConditions(written, 'MEX')).toEqual({
      conditions: [
        { id: 'mex-1', kind: 'text', text: 'Report to Hermosillo on entry' },
        {
          id: 'mex-2',
          kind: 'window',
          window: { from: '2026-12-01T13:00:00Z', until: '2026-12-01T23:00:00Z' },
        },
        {
          id: 'mex-3',
          kind: 'band',
          band: { lower: { reference: 'MSL', altitudeM: 3800 }, upper: { reference: 'FL', flightLevel: 170 } },
        },
        {
          id: 'mex-4',
          kind: 'excluded-area',
          area: {
            id: 'reserve',
            outer: [
              { latitudeDeg: 30.6, longitudeDeg: -110.8 },
              { latitudeDeg: 30.6, longitudeDeg: -110.5 },
              { latitudeDeg: 30.8, longitudeDeg: -110.5 },
            ],
            band: { lower: { reference: 'AGL', altitudeM: 0 }, upper: { reference: 'MSL', altitudeM: 9000 } },
          },
        },
        { id: 'mex-5', kind: 'excluded-sensor', sensor: 'SAR' },
      ],
    });
    expect(writtenIn(JSON.stringify(written))).toEqual(written);
  });

  it('are refused each at its place', () => {
    const read = readConditions(
      [
        blankCondition('text'),
        { ...blankCondition('window'), from: '2026-12-01', until: '2026-12-01' },
        { ...blankCondition('band'), lower: 'high', upper: 'FL170' },
        { ...blankCondition('excluded-area'), area: 'a', places: '1 2\nhere\n3 4', lower: '0 MSL', upper: '1 MSL' },
        blankCondition('excluded-area'),
      ],
      'USA',
    );
    if (!('faults' in read)) throw new Error('no faults');
    expect(read.faults.map(({ pointer }) => pointer)).toEqual([
      '/1/text',
      '/2/window/until',
      '/3/band/lower',
      '/4/area/outer/1',
      '/5/area/id',
      '/5/area/outer',
      '/5/area/band/lower',
      '/5/area/band/upper',
    ]);
  });

  it('take altitudes as documents show them, and no others', () => {
    expect(altitudeIn(' fl 180 ')).toEqual({ reference: 'FL', flightLevel: 180 });
    expect(altitudeIn('-10.5 m HAE')).toEqual({ reference: 'HAE', altitudeM: -10.5 });
    for (const text of ['5000', '5000 ft', 'FL', '5000m', '']) expect(altitudeIn(text), text).toBeUndefined();
  });

  it('survive any draft', () => {
    for (const draft of ['', 'no', '{}', '[1]', '[{"kind":"text"}]']) expect(writtenIn(draft)).toEqual([]);
  });
});
