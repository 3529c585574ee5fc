/** A type as ICAO Doc 8643 designates it. */
export interface TypeDesignator {
  readonly designator: string;
  readonly wake: 'L' | 'M' | 'H';
  readonly remotelyPiloted: boolean;
}

const type = (designator: string, wake: TypeDesignator['wake'], remotelyPiloted = false): TypeDesignator => ({
  designator,
  wake,
  remotelyPiloted,
});

/**
 * Designators of Doc 8643 for names that plans use, with the wake turbulence category of the type's certificated mass. A name that is not here is filed as
 * ZZZZ with TYP/: a guessed designator would be another aircraft.
 */
const designators: Readonly<Record<string, TypeDesignator>> = {
  'MQ-1': type('Q1', 'L', true),
  'RQ-4': type('Q4', 'M', true),
  'MQ-9': type('Q9', 'L', true),
  'King Air 200': type('BE20', 'L'),
  'King Air 350': type('B350', 'L'),
  'Cessna 208': type('C208', 'L'),
  'PC-12': type('PC12', 'L'),
  'C-130': type('C130', 'M'),
  'P-3': type('P3', 'M'),
};
const byDesignator = new Map(Object.values(designators).map((it) => [it.designator, it]));

/** The designator of a type by its name in plans, or by the designator itself. */
export function typeDesignator(name: string): TypeDesignator | undefined {
  return Object.hasOwn(designators, name) ? designators[name] : byDesignator.get(name);
}
