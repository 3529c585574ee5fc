import { type ErrorBudget, st0601Steps } from '../src/geo/budget.ts';

/** Errors (1 sigma) that the simulated navigation, gimbal and clock add to the truth. */
export const simulatedErrors = {
  horizontalM: 1.5,
  verticalM: 2.5,
  attitudeDeg: 0.03,
  headingDeg: 0.08,
  gimbalDeg: 0.02,
  timeS: 0.02,
  /** They wander: a first-order Gauss-Markov process with this correlation time, as navigation filters leave. */
  correlationS: 60,
} as const;

/**
 * What the simulation states of its own errors, as a budget for the solver. The terrain is known exactly, and so is the
 * camera; of the items in two bytes only heading and height are read (pitch and roll come in four).
 */
export const simulatedBudget: ErrorBudget = {
  name: 'SIMULATED sensor (as stated)',
  positionHorizontalM: simulatedErrors.horizontalM,
  positionVerticalM: simulatedErrors.verticalM,
  headingDeg: simulatedErrors.headingDeg,
  pitchDeg: simulatedErrors.attitudeDeg,
  rollDeg: simulatedErrors.attitudeDeg,
  gimbalAzimuthDeg: simulatedErrors.gimbalDeg,
  gimbalElevationDeg: simulatedErrors.gimbalDeg,
  gimbalRollDeg: 0,
  boresightDeg: 0,
  fovScale: 0,
  terrainM: 0,
  timeOffsetS: simulatedErrors.timeS,
  quantisation: { headingDeg: st0601Steps.headingDeg, pitchDeg: 0, rollDeg: 0, heightM: st0601Steps.heightM },
};
