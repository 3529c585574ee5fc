import { describe, expect, it } from 'vitest';
import { budgets } from '../geo/budget.ts';
import { FlightBuilder } from './flight-builder.ts';

describe('trouble in the container', () => {
  it('is a finding for each kind, with its first place', () => {
    const builder = new FlightBuilder({ name: 'n', simulated: true, budget: budgets.large });
    const { quality } = builder.finish({
      transport: [
        { code: 'klv-bare', count: 1, message: 'Bare KLV', place: 'byte 9, PID 257' },
        { code: 'continuity', count: 1200, message: 'Counter 5 where 4 was due', place: 'byte 940, PID 257' },
        { code: 'scrambled', count: 1, message: 'The stream is scrambled', place: 'byte 5, PID 258' },
      ],
    });
    expect(quality.findings.map(({ code, severity, message, count }) => [code, severity, message, count])).toEqual([
      ['transport-scrambled', 'fault', 'Transport stream, byte 5, PID 258: The stream is scrambled.', 1],
      [
        'transport-continuity',
        'warning',
        'Transport stream, byte 940, PID 257: Counter 5 where 4 was due (first of 1,200 times).',
        1200,
      ],
      ['transport-klv-bare', 'note', 'Transport stream, byte 9, PID 257: Bare KLV.', 1],
    ]);
  });
});
