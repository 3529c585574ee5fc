import type { RetentionPolicy } from './policy.ts';

/**
 * ILLUSTRATIVE: an example of retention policy as data, for the exercise and for tests. The instruments exist; the periods were not held against their
 * text (`checked: false`) and are to be set by whoever answers for retention before real data is held.
 */
export const illustrativePolicies: readonly RetentionPolicy[] = [
  {
    version: 1,
    inForceFromUs: Date.UTC(2026, 0, 1) * 1_000,
    rules: [
      {
        id: 'RET-INCIDENTAL',
        source: {
          instrument: 'DoDM 5240.01 under EO 12333',
          reference: 'Procedure 3 (retention), incidental collection',
          checked: false,
        },
        itemKinds: ['footage', 'look', 'clip'],
        evaluateWithin: { amount: 5, unit: 'years' },
        retainFor: { amount: 5, unit: 'years' },
      },
      {
        id: 'RET-PERSON',
        source: { instrument: 'DHS/CBP/PIA-018', reference: 'imagery later associated with a person', checked: false },
        itemKinds: ['imagery-associated-with-person'],
        evaluateWithin: { amount: 180, unit: 'days' },
        retainFor: { amount: 5, unit: 'years' },
      },
      {
        id: 'RET-TRACK',
        source: { instrument: 'DoDM 5240.01 under EO 12333', reference: 'Procedure 3 (retention)', checked: false },
        itemKinds: ['aircraft-track'],
        evaluateWithin: { amount: 1, unit: 'years' },
        retainFor: { amount: 2, unit: 'years' },
      },
    ],
  },
];
