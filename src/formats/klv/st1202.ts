import { defineSet, item, repeated } from './descriptor.ts';
import { floatOfLength } from './floats.ts';
import { uintFixed } from './numbers.ts';
import type { DecodedSet } from './set.ts';
import { sdccFlp } from './st1010.ts';
import { enumeration } from './text.ts';

/** Universal key of the Generalized Transformation Local Set (ST 1202). */
export const st1202Key = '060e2b34020b01010e01030505000000';

const transformationType = enumeration({
  0: 'Not Defined',
  1: 'Chipping Transformation',
  2: 'Child-Parent Transformation',
  3: 'Default Pixel Space to Image Space Transformation',
  4: 'Optical Transformation',
});

/**
 * MISB ST 1202, Generalized Transformation Local Set: x' = (A x + B y + C) / (G x + H y + 1),
 * y' = (D x + E y + F) / (G x + H y + 1). A parameter that is not sent has its value of the identity.
 */
export const st1202 = defineSet('ST1202', 'Generalized Transformation Local Set', {
  1: item('xNumeratorX', 'X Equation Numerator - x factor', '', floatOfLength(4)),
  2: item('xNumeratorY', 'X Equation Numerator - y factor', '', floatOfLength(4)),
  3: item('xNumeratorConstant', 'X Equation Numerator - constant factor', '', floatOfLength(4)),
  4: item('yNumeratorX', 'Y Equation Numerator - x factor', '', floatOfLength(4)),
  5: item('yNumeratorY', 'Y Equation Numerator - y factor', '', floatOfLength(4)),
  6: item('yNumeratorConstant', 'Y Equation Numerator - constant factor', '', floatOfLength(4)),
  7: item('denominatorX', 'Denominator - x factor', '', floatOfLength(4)),
  8: item('denominatorY', 'Denominator - y factor', '', floatOfLength(4)),
  9: repeated('errorPacks', 'SDCC-FLP', '', sdccFlp),
  10: item('documentVersion', 'Document Version', '', uintFixed(1)),
  11: item('transformationType', 'Transformation Type Enumeration', '', transformationType),
});

/** The transformation as a matrix of homogeneous coordinates, row by row: [A B C; D E F; G H 1]. */
export function transformationMatrix(set: DecodedSet<typeof st1202.table>): readonly (readonly number[])[] {
  const { items } = set;
  return [
    [items.xNumeratorX ?? 1, items.xNumeratorY ?? 0, items.xNumeratorConstant ?? 0],
    [items.yNumeratorX ?? 0, items.yNumeratorY ?? 1, items.yNumeratorConstant ?? 0],
    [items.denominatorX ?? 0, items.denominatorY ?? 0, 1],
  ];
}
