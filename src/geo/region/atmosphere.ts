import { readNumber, readRecord, refuse } from './read.ts';

/**
 * Flight levels in metres. A flight level is a pressure; how high that pressure lies depends on the day's pressure at sea
 * level and on the warmth of the air. What they may be is data, and what comes out is an interval.
 */

/** What the atmosphere may be while the answer holds. */
export interface Atmosphere {
  /** Pressure reduced to mean sea level (QNH), hPa. */
  readonly lowestQnhHpa: number;
  readonly highestQnhHpa: number;
  /** Departure of the air's temperature from the ICAO standard atmosphere, kelvin; the same at every height. */
  readonly lowestIsaDeviationK: number;
  readonly highestIsaDeviationK: number;
}

/** From one height to another, metres; the truth lies within. */
export interface Heights {
  readonly leastM: number;
  readonly mostM: number;
}

// ICAO Doc 7488 / ISO 2533: the standard atmosphere to 32 km.
const seaLevelHpa = 1013.25;
const seaLevelK = 288.15;
const lapseKPerM = 0.0065;
const tropopauseM = 11_000;
const tropopauseK = seaLevelK - lapseKPerM * tropopauseM;
const gasConstant = 287.05287;
const standardGravity = 9.80665;
const exponent = standardGravity / (gasConstant * lapseKPerM);
const tropopauseHpa = seaLevelHpa * (tropopauseK / seaLevelK) ** exponent;
/** Height over which the pressure of the isothermal layer falls by e. */
const scaleM = (gasConstant * tropopauseK) / standardGravity;
const stratosphereM = 20_000;
const stratosphereHpa = tropopauseHpa * Math.exp((tropopauseM - stratosphereM) / scaleM);
const warmingKPerM = 0.001;
const warmingExponent = standardGravity / (gasConstant * warmingKPerM);
const footM = 0.3048;

/** Gravity at sea level, least (equator) and greatest (poles), m/s^2 (WGS84): a geopotential metre is so much longer or shorter. */
const leastGravity = 9.78;
const mostGravity = 9.8322;
const earthM = 6_356_766;

/** Pressure at a height in the standard atmosphere, hPa; the height geopotential, metres, to 32,000. */
export function standardPressureHpa(heightM: number): number {
  if (heightM <= tropopauseM) return seaLevelHpa * (1 - (lapseKPerM * heightM) / seaLevelK) ** exponent;
  if (heightM <= stratosphereM) return tropopauseHpa * Math.exp((tropopauseM - heightM) / scaleM);
  return stratosphereHpa * (1 + (warmingKPerM * (heightM - stratosphereM)) / tropopauseK) ** -warmingExponent;
}

/** Height in the standard atmosphere at a pressure, geopotential metres: the inverse of `standardPressureHpa`. */
export function standardHeightM(pressureHpa: number): number {
  if (pressureHpa >= tropopauseHpa) {
    return (seaLevelK / lapseKPerM) * (1 - (pressureHpa / seaLevelHpa) ** (1 / exponent));
  }
  if (pressureHpa >= stratosphereHpa) return tropopauseM + scaleM * Math.log(tropopauseHpa / pressureHpa);
  const warmed = (pressureHpa / stratosphereHpa) ** (-1 / warmingExponent) - 1;
  return stratosphereM + (tropopauseK / warmingKPerM) * warmed;
}

/**
 * Heights above mean sea level at which a flight level may lie, metres. With the temperature off the standard by a fixed
 * number of degrees, the layer between two pressures is thicker by (R / g0) ln(p0 / p) for each degree; both the pressure
 * at sea level and the offset act one way, so the extremes of the data give the extremes of the height.
 */
export function flightLevelMslM(flightLevel: number, air: Atmosphere): Heights {
  const pressureHpa = standardPressureHpa(flightLevel * 100 * footM);
  const heights = [air.lowestQnhHpa, air.highestQnhHpa].flatMap((qnhHpa) =>
    [air.lowestIsaDeviationK, air.highestIsaDeviationK].flatMap((deviationK) => {
      const standardM = standardHeightM(pressureHpa) - standardHeightM(qnhHpa);
      const geopotentialM = standardM + ((deviationK * gasConstant) / standardGravity) * Math.log(qnhHpa / pressureHpa);
      return [leastGravity, mostGravity].map((gravity) => geometricM(geopotentialM, gravity));
    }),
  );
  return { leastM: Math.min(...heights), mostM: Math.max(...heights) };
}

function geometricM(geopotentialM: number, gravity: number): number {
  const atSeaLevel = (geopotentialM * standardGravity) / gravity;
  return (earthM * atSeaLevel) / (earthM - atSeaLevel);
}

const sound = (low: number, high: number, least: number, most: number): boolean =>
  low >= least && high >= low && high <= most;

/** Reads what the atmosphere may be; values that never were are refused, so that no slip of a digit passes. */
export function parseAtmosphere(value: unknown, where = 'atmosphere'): Atmosphere {
  const record = readRecord(value, where);
  const read = (name: string): number => readNumber(record[name], -Infinity, Infinity, `${where}.${name}`);
  const air = {
    lowestQnhHpa: read('lowestQnhHpa'),
    highestQnhHpa: read('highestQnhHpa'),
    lowestIsaDeviationK: read('lowestIsaDeviationK'),
    highestIsaDeviationK: read('highestIsaDeviationK'),
  };
  if (!sound(air.lowestQnhHpa, air.highestQnhHpa, 870, 1090)) {
    refuse('The pressures are no range of QNH', where, 'Give the lowest, then the highest, within 870 to 1090 hPa.');
  }
  if (!sound(air.lowestIsaDeviationK, air.highestIsaDeviationK, -60, 60)) {
    refuse('The deviations are no range', where, 'Give the lowest, then the highest, within -60 to 60 K.');
  }
  return air;
}
