/**
 * The filed flight plan message of ICAO Doc 4444 (PANS-ATM), 16th edition, Appendices 2 and 3, as a value. Item numbers are those of the flight plan form,
 * which are the field types of the message.
 */

/** Item 15 (a). Knots, kilometres per hour, or hundredths of Mach, of true airspeed. */
export interface Speed {
  readonly unit: 'kt' | 'km/h' | 'mach';
  readonly value: number;
}

/**
 * Item 15 (b). `F` flight level; `A` altitude in hundreds of feet; `S` standard metric level and `M` altitude in tens of metres; `VFR` an uncontrolled
 * VFR flight, which states none.
 */
export type Level = { readonly kind: 'F' | 'A' | 'S' | 'M'; readonly value: number } | { readonly kind: 'VFR' };

export interface Change {
  readonly speed: Speed;
  readonly level: Level;
}

/** Whole minutes of arc, north and east positive. Seconds have no form in item 15. */
export interface Coordinates {
  readonly kind: 'coordinates';
  readonly latitudeMin: number;
  readonly longitudeMin: number;
  /** `46N078W` (7 characters), or `4620N07805W` (11 characters). */
  readonly form: 'degrees' | 'minutes';
}

export type Point =
  | Coordinates
  /** A coded designator of a point or of a route: which of the two, the text does not tell. */
  | { readonly kind: 'designator'; readonly name: string }
  | { readonly kind: 'bearing'; readonly name: string; readonly bearingDeg: number; readonly distanceNm: number };

/** Item 15 (c), one piece between two blanks. */
export type RouteElement =
  | { readonly kind: 'point'; readonly point: Point; readonly change: Change | null }
  | { readonly kind: 'cruise-climb'; readonly point: Point; readonly change: Change; readonly upTo: Level | 'PLUS' }
  | { readonly kind: 'direct' }
  | { readonly kind: 'rules'; readonly rules: 'IFR' | 'VFR' }
  /** The rest of the route is left out. */
  | { readonly kind: 'truncated' };

/** Indicators of item 18, in the order of Appendix 2. */
export const otherIndicators = [
  ...['STS', 'PBN', 'NAV', 'COM', 'DAT', 'SUR', 'DEP', 'DEST', 'DOF', 'REG', 'EET', 'SEL', 'TYP', 'CODE', 'DLE', 'OPR'],
  ...['ORGN', 'PER', 'ALTN', 'RALT', 'TALT', 'RIF', 'RMK'],
] as const;

/** Reasons for special handling that follow STS/. */
export const specialHandling = [
  ...['ALTRV', 'ATFMX', 'FFR', 'FLTCK', 'HAZMAT', 'HEAD', 'HOSP', 'HUM', 'MARSA', 'MEDEVAC', 'NONRVSM', 'SAR', 'STATE'],
] as const;

export interface OtherInformation {
  readonly indicator: string;
  readonly text: string;
}

export interface FlightPlanMessage {
  /** Item 7. */
  readonly aircraftId: string;
  /** Item 8. */
  readonly flightRules: 'I' | 'V' | 'Y' | 'Z';
  readonly flightType: 'S' | 'N' | 'G' | 'M' | 'X';
  /** Item 9: `type` is a designator of Doc 8643, or ZZZZ with TYP/ in item 18. */
  readonly aircraft: { readonly count: number; readonly type: string; readonly wake: 'L' | 'M' | 'H' | 'J' };
  /** Item 10. */
  readonly equipment: { readonly radio: string; readonly surveillance: string };
  /** Item 13: minutes of the UTC day, off blocks. */
  readonly departure: { readonly aerodrome: string; readonly timeMin: number };
  /** Item 15. */
  readonly cruise: Change;
  readonly route: readonly RouteElement[];
  /** Item 16. */
  readonly destination: {
    readonly aerodrome: string;
    readonly elapsedMin: number;
    readonly alternates: readonly string[];
  };
  /** Item 18; empty: `0`. */
  readonly other: readonly OtherInformation[];
}

/** More than any network for these messages carries at once; what is longer is not read. */
export const longestMessageChars = 65_536;
