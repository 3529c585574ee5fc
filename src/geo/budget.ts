/** An error of a sensor's pose, or of what surrounds it, in the terms of the metadata that carries it. */
export interface PoseError {
  readonly eastM: number;
  readonly northM: number;
  readonly upM: number;
  readonly headingDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
  readonly sensorRollDeg: number;
  /** Line of sight to the right and downwards in the image: boresight and lens. */
  readonly rightDeg: number;
  readonly downDeg: number;
  /** Relative error of the tangents of both half fields of view. */
  readonly fovScale: number;
  /** Height of the true ground above the terrain model, near the point. */
  readonly terrainM: number;
}

/**
 * One independent source of error: the true pose is the reported one plus a standard normal number times `oneSigma`.
 * A contributor may have several components of one name (east and north of one position).
 */
export interface ErrorComponent {
  readonly name: string;
  readonly oneSigma: Partial<PoseError>;
}

/** Steps in which metadata sends its values; each leaves a uniform error of step / sqrt(12). */
export interface QuantisationSteps {
  readonly headingDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  readonly heightM: number;
}

/** MISB ST 0601.16 items 5, 6, 7 and 15 in two bytes. Items 13, 14, 18-20 have four bytes: steps of no weight here. */
export const st0601Steps: QuantisationSteps = {
  headingDeg: 360 / 65535,
  pitchDeg: 40 / 65534,
  rollDeg: 100 / 65534,
  heightM: 19900 / 65535,
};

/** A stated error budget: one standard deviation each, per axis, of independent Gaussian errors without bias. */
export interface ErrorBudget {
  readonly name: string;
  readonly positionHorizontalM: number;
  readonly positionVerticalM: number;
  readonly headingDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  readonly gimbalAzimuthDeg: number;
  readonly gimbalElevationDeg: number;
  readonly gimbalRollDeg: number;
  /** Alignment of the optical axis to the gimbal, and lens distortion left over, each way. */
  readonly boresightDeg: number;
  /** Relative error of the field of view: bears only on places off the image centre. */
  readonly fovScale: number;
  /** Height of the terrain model, of a correlation length far beyond the size of the error ellipse. */
  readonly terrainM: number;
  /** Time of the pose against the time of the image: moves the sensor along its track. */
  readonly timeOffsetS: number;
  readonly quantisation: QuantisationSteps | undefined;
}

/**
 * SRTM: absolute height error LE90 by continent between 5.6 and 9.0 m (Rodriguez, Morris & Belz, A global assessment of
 * the SRTM performance, PE&RS 72, 2006), where the mission's requirement was 16 m. LE90 of 8.2 m is one sigma of 5 m.
 */
const srtmM = 5;

/**
 * Civil GPS, global average, signal in space only: 95 % of horizontal errors within 8 m, of vertical ones within 13 m
 * (GPS SPS Performance Standard, 5th edition, 2020, section 3.8). By 2.448 and 1.960: 3.3 m on each horizontal axis,
 * 6.6 m vertical.
 */
const spsHorizontalM = 3.3;
const spsVerticalM = 6.6;

/**
 * Error budgets per class of sensor. ILLUSTRATIVE: orders of magnitude, of no particular aircraft and of no particular
 * data sheet; only the figures for civil GPS and SRTM have a named source. Whoever knows the sensor puts its own here.
 */
export const budgets = {
  /**
   * Large unmanned aircraft, navigation-grade GPS/INS and a stabilised turret. Position: a few metres. Attitude: a ring
   * laser or fibre gyro unit aided by GPS gives some 0.05 deg of pitch and roll and 0.1 deg of heading. Turret: angle
   * pick-offs and the mounting leave some 0.05 deg, boresight 0.03 deg. Time: a frame or two at 30 Hz.
   */
  large: {
    name: 'MQ-9 class EO/IR (GPS/INS)',
    positionHorizontalM: 3,
    positionVerticalM: 5,
    headingDeg: 0.1,
    pitchDeg: 0.05,
    rollDeg: 0.05,
    gimbalAzimuthDeg: 0.05,
    gimbalElevationDeg: 0.05,
    gimbalRollDeg: 0.05,
    boresightDeg: 0.03,
    fovScale: 0.005,
    terrainM: srtmM,
    timeOffsetS: 0.05,
    quantisation: st0601Steps,
  },
  /**
   * Tactical unmanned aircraft: civil GPS, a MEMS unit aided by GNSS (some tenths of a degree of heading in flight, less
   * in pitch and roll), a small gyro-stabilised gimbal of 0.15 deg.
   */
  tactical: {
    name: 'tactical UAS',
    positionHorizontalM: spsHorizontalM,
    positionVerticalM: spsVerticalM,
    headingDeg: 0.5,
    pitchDeg: 0.15,
    rollDeg: 0.15,
    gimbalAzimuthDeg: 0.15,
    gimbalElevationDeg: 0.15,
    gimbalRollDeg: 0.15,
    boresightDeg: 0.1,
    fovScale: 0.01,
    terrainM: srtmM,
    timeOffsetS: 0.1,
    quantisation: st0601Steps,
  },
  /**
   * Small quadcopter: civil GPS; heading by magnetometer, 2 deg in a clean field and more with motors near: 3; pitch and
   * roll of an unaided MEMS unit in motion 1 deg, here 0.7 for the aircraft and 0.7 for a gimbal that levels itself by
   * a unit of its own. Field of view from a table of models: 2 %.
   */
  quadcopter: {
    name: 'small quadcopter, consumer',
    positionHorizontalM: spsHorizontalM,
    positionVerticalM: spsVerticalM,
    headingDeg: 3,
    pitchDeg: 0.7,
    rollDeg: 0.7,
    gimbalAzimuthDeg: 0.5,
    gimbalElevationDeg: 0.7,
    gimbalRollDeg: 0.7,
    boresightDeg: 0.3,
    fovScale: 0.02,
    terrainM: srtmM,
    timeOffsetS: 0.2,
    quantisation: undefined,
  },
} as const satisfies Record<string, ErrorBudget>;

export type BudgetName = keyof typeof budgets;

/** Motion of the platform over ground, for the effect of a wrong time. Course is where it goes, not where it points. */
export interface GroundMotion {
  readonly speedMps: number;
  readonly courseDeg: number;
}

/** The independent components of a budget. Without motion, an error in time has no effect. */
export function budgetComponents(budget: ErrorBudget, motion?: GroundMotion): readonly ErrorComponent[] {
  const components: ErrorComponent[] = [
    { name: 'position, horizontal', oneSigma: { eastM: budget.positionHorizontalM } },
    { name: 'position, horizontal', oneSigma: { northM: budget.positionHorizontalM } },
    { name: 'position, vertical', oneSigma: { upM: budget.positionVerticalM } },
    { name: 'heading', oneSigma: { headingDeg: budget.headingDeg } },
    { name: 'pitch', oneSigma: { pitchDeg: budget.pitchDeg } },
    { name: 'roll', oneSigma: { rollDeg: budget.rollDeg } },
    { name: 'gimbal azimuth', oneSigma: { azimuthDeg: budget.gimbalAzimuthDeg } },
    { name: 'gimbal elevation', oneSigma: { elevationDeg: budget.gimbalElevationDeg } },
    { name: 'gimbal roll', oneSigma: { sensorRollDeg: budget.gimbalRollDeg } },
    { name: 'boresight and lens', oneSigma: { rightDeg: budget.boresightDeg } },
    { name: 'boresight and lens', oneSigma: { downDeg: budget.boresightDeg } },
    { name: 'field of view', oneSigma: { fovScale: budget.fovScale } },
    { name: 'terrain', oneSigma: { terrainM: budget.terrainM } },
  ];
  if (motion !== undefined) {
    const alongM = motion.speedMps * budget.timeOffsetS;
    const course = (motion.courseDeg * Math.PI) / 180;
    const oneSigma = { eastM: alongM * Math.sin(course), northM: alongM * Math.cos(course) };
    components.push({ name: 'time', oneSigma });
  }
  if (budget.quantisation !== undefined) components.push(...quantisationComponents(budget.quantisation));
  // A camera that hangs still in its gimbal frame has no error of its own to add where the budget says nothing.
  return components.filter(({ oneSigma }) => Object.values(oneSigma).some((sigma) => sigma !== 0));
}

function quantisationComponents(steps: QuantisationSteps): readonly ErrorComponent[] {
  const sigma = 1 / Math.sqrt(12);
  const name = 'quantisation';
  return [
    { name, oneSigma: { headingDeg: steps.headingDeg * sigma } },
    { name, oneSigma: { pitchDeg: steps.pitchDeg * sigma } },
    { name, oneSigma: { rollDeg: steps.rollDeg * sigma } },
    { name, oneSigma: { upM: steps.heightM * sigma } },
  ];
}
