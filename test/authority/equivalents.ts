/** A mutant that can change no answer, and why. */
export interface Equivalent {
  readonly file: string;
  readonly what: string;
  /** The spoilt text, so much of it that it is this one. */
  readonly with: string;
  readonly why: string;
}

const vertexTold =
  'of the two edges that meet in a vertex which touches another edge, one only ends there and is told: that the other is passed over changes nothing';

const of = (file: string, why: string, ...mutants: readonly (readonly [what: string, text: string])[]): Equivalent[] =>
  mutants.map(([what, text]) => ({ file, what, with: text, why }));

/** Survivors of authority.1 that were looked at one by one. */
export const equivalentMutants: readonly Equivalent[] = [
  ...of(
    'altitudes.ts',
    'compareLimits of src/geo/region compares ends of one reference as the same numbers: these lines save the geoid, and choose the field for the compiler',
    ['if false', 'if (false) return ordered(a.flightLevel'],
    ['if false', 'if (false) return ordered(a.altitudeM'],
    ['!== to ===', "if ((a.reference === 'FL') && b.reference === a.reference)"],
  ),
  ...of('altitudes.ts', 'two flight levels were answered on the line before', [
    'right of && alone',
    'if ((b.reference === a.reference)) return ordered(a.altitudeM',
  ]),
  ...of('conditions.ts', 'every excluded area of a space that was read without a fault is in it', [
    'if false',
    'if (false) return [];',
  ]),
  ...of('conditions.ts', 'takes only the words of what is allowed away', [
    'left out',
    '.map((it) => ({\n        \n        found: ',
  ]),
  ...of(
    'form.ts',
    'an altitude in metres has no flight level and a flight level no metres: comparing with what is absent is false',
    ['right of && alone', "if (lower.reference === 'FL') return (lower.flightLevel > upper.flightLevel)"],
  ),
  ...of(
    'form.ts',
    'the schema gives every route two waypoints: what stands for an absent one is for the compiler',
    ['0 to 1', '[fromUs = (1), untilUs = 0]'],
    ['0 to -1', '[fromUs = (-1), untilUs = 0]'],
    ['0 to 1', '[fromUs = 0, untilUs = (1)]'],
    ['0 to -1', '[fromUs = 0, untilUs = (-1)]'],
  ),
  ...of('hours.ts', 'hours that end as they begin are refused when the case is read', [
    '> to >=',
    '(ownUs >= fromUs) ? ownUs',
  ]),
  ...of(
    'hours.ts',
    'hours without a gap join into one window from the day before to the day after: there is no other',
    ['some to every', 'open.every((one) => isWithin({ fromUs: 0, untilUs: dayUs }, one))'],
  ),
  ...of(
    'hours.ts',
    'hours begin and end at whole minutes, and without a gap reach back into the day before: a microsecond changes nothing',
    ['0 to -1', 'isWithin({ fromUs: (-1), untilUs: dayUs }'],
    ['0 to 1', 'isWithin({ fromUs: (1), untilUs: dayUs }'],
  ),
  ...of('permissions.ts', 'a status not-designated that holds the window also overlaps it, which refuses by itself', [
    'right of && alone',
    'const isDesignated = ofState.some((one) => (isWithin(window, one.window)));',
  ]),
  ...of('requirements.ts', 'the schema gives every route two waypoints', [
    'left of ?? alone',
    'const startUs = (judged.plan.route.waypoints[0]?.atUs);',
  ]),
  ...of('space.ts', 'readers of src/geo/region throw nothing but AtalayaError: another error is a fault of ours', [
    'if false',
    'if (false) throw error;',
  ]),
  ...of('space.ts', 'where a waypoint is absent, so is the one after it', [
    'right of || alone',
    'if ((to === undefined)) return [];',
  ]),
  ...of('space.ts', 'volumes of a route whose legs do not match its waypoints are not used', [
    'left of ?? alone',
    'const atUs = (i: number): number => (route.waypoints[i]?.atUs);',
  ]),
  ...of('space.ts', 'areas are read by checks that have an agreement', [
    'left of ?? alone',
    'areas:\n      (agreement?.document.areas.flatMap(',
  ]),
  ...of('space.ts', 'an area is always an area: for the compiler', [
    'always the first',
    'return (meetingWith([area.shape.area], volume.shape));',
  ]),
  ...of('space.ts', 'a distance that is the limit to its last bit; it is found to half a millimetre', [
    '<= to <',
    'return (gap.atLeastM < apartM) ? gap.at',
  ]),
  ...of(
    'touching.ts',
    'how short a piece is looked at as straight: shorter or longer by a metre, it strays from its chord by 0.1 micrometres at most',
    ['0.5 to 1.5', 'const shortM = (1.5);'],
    ['left of && alone', "(one.kind === 'piece' && other.kind === 'piece') && isShort(other)"],
    ['left of && alone', "if ((one.kind === 'piece' && other.kind === 'piece' && isShort(one)))"],
    ['&& to ||', '|| (isShort(one))) && isShort(other)'],
  ),
  ...of('touching.ts', 'a group has no length: it is never short', [
    'right of && alone',
    "if ((other.kind === 'piece') && isShort(one) && isShort(other))",
  ]),
  ...of(
    'touching.ts',
    'every edge of the border is in the order',
    ['left of ?? alone', '(((order.get(a))) + 1) % edges.length'],
    ['0 to -1', '((order.get(a) ?? (-1)) + 1)'],
    ['0 to 1', '((order.get(a) ?? (1)) + 1)'],
  ),
  ...of('touching.ts', 'a ring without edges was refused before', ['always the second', '= ([[border, border]]);']),
  ...of('touching.ts', 'a distance that is the limit to its last bit', ['> to >=', 'if ((distanceM >= one.reachM']),
  ...of(
    'touching.ts',
    'a distance or length that is the limit to its last bit',
    ['<= to <', '(geodesicM(vertex, at) < vertexM)'],
    ['<= to <', '(piece.toM - piece.fromM < shortM)'],
  ),
  ...of('touching.ts', 'which of two of one size is divided first', ['> to >=', 'if ((sizeM(a) >= sizeM(b)))']),
  ...of(
    'touching.ts',
    'a group has no length: it is never short',
    ['left of && alone', "if ((one.kind === 'piece') && isShort(one) && isShort(other))"],
    ['&& to ||', "if (((one.kind === 'piece') || (other.kind === 'piece')) && isShort(one) && isShort(other))"],
  ),
  ...of(
    'touching.ts',
    vertexTold,
    ['always the first', '...(([other.curve.from])),'],
    ['always the first', '...(([one.curve.from])),'],
  ),
  ...of('touching.ts', 'a group has no length: it is never short', [
    'right of && alone',
    'if ((isShort(one)) && isShort(other))',
  ]),
  ...of(
    'touching.ts',
    'moves the place by the length of a short piece, half a metre, which is as fine as the metre around a vertex is kept',
    ['+ to -', 'one.curve.at((one.fromM - onA * (one.toM - one.fromM)))'],
  ),
];
