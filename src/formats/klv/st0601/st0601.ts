import { defineSet, item, repeated, type SetDescriptor, type SetTable } from '../descriptor.ts';
import { nestedSet } from '../encode.ts';
import { imap } from '../imap.ts';
import { intFixed, intVariable, scaledInt, scaledUint, timeUs, uintFixed, uintVariable } from '../numbers.ts';
import { st0102 } from '../st0102.ts';
import { st0806 } from '../st0806.ts';
import { st0903 } from '../st0903/st0903.ts';
import { st1002 } from '../st1002.ts';
import { sdccFlp } from '../st1010.ts';
import { miid } from '../st1204.ts';
import { st1206 } from '../st1206.ts';
import { st1601 } from '../st1601.ts';
import { st1602 } from '../st1602.ts';
import { childSet } from '../st1607.ts';
import { blob, enumeration, flagBits, text } from '../text.ts';
import {
  activePayloads,
  airbaseLocations,
  controlCommand,
  countryCodes,
  frameRate,
  idList,
  imageHorizonPixels,
  metadataSubstreamId,
  payloadList,
  positioningMethods,
  viewDomain,
  wavelengths,
  waypoints,
  weaponStores,
} from './packs.ts';

/** Universal key of the UAS Datalink Local Set (ST 0601.17 section 6.2). */
export const st0601Key = '060e2b34020b01010e01030101000000';

const outOfRange = 'Out of Range';
const reserved = 'Reserved';
const offEarth = 'N/A (Off-Earth)';

const latitude = (special: string) => scaledInt(4, 90, special);
const longitude = (special: string) => scaledInt(4, 180, special);
const cornerOffset = scaledInt(2, 0.075, offEarth);
const altitude = scaledUint(2, -900, 19000);
const altitudeExtended = imap(-900, 40000, 3);
const pressure = scaledUint(2, 0, 5000);
const heading = scaledUint(2, 0, 360);
const angle32 = scaledUint(4, 0, 360);
const turnRate = imap(-1000, 1000, 3);

/** A segment or amend set (ST 1607) is a set of this very table, given late because it holds itself. */
const ownSet = childSet((): SetDescriptor => st0601);

/** Items of MISB ST 0601.17, section 8, by tag. */
const table = {
  1: item('checksum', 'Checksum', '', uintFixed(2)),
  2: item('precisionTimeStampUs', 'Precision Time Stamp', 'us', timeUs()),
  3: item('missionId', 'Mission ID', '', text()),
  4: item('platformTailNumber', 'Platform Tail Number', '', text()),
  5: item('platformHeadingDeg', 'Platform Heading Angle', 'deg', heading),
  6: item('platformPitchDeg', 'Platform Pitch Angle', 'deg', scaledInt(2, 20, outOfRange)),
  7: item('platformRollDeg', 'Platform Roll Angle', 'deg', scaledInt(2, 50, outOfRange)),
  8: item('platformTrueAirspeedMps', 'Platform True Airspeed', 'm/s', uintFixed(1)),
  9: item('platformIndicatedAirspeedMps', 'Platform Indicated Airspeed', 'm/s', uintFixed(1)),
  10: item('platformDesignation', 'Platform Designation', '', text()),
  11: item('imageSourceSensor', 'Image Source Sensor', '', text()),
  12: item('imageCoordinateSystem', 'Image Coordinate System', '', text()),
  13: item('sensorLatitudeDeg', 'Sensor Latitude', 'deg', latitude(reserved)),
  14: item('sensorLongitudeDeg', 'Sensor Longitude', 'deg', longitude(reserved)),
  15: item('sensorTrueAltitudeM', 'Sensor True Altitude', 'm', altitude),
  16: item('sensorHorizontalFovDeg', 'Sensor Horizontal Field of View', 'deg', scaledUint(2, 0, 180)),
  17: item('sensorVerticalFovDeg', 'Sensor Vertical Field of View', 'deg', scaledUint(2, 0, 180)),
  18: item('sensorRelativeAzimuthDeg', 'Sensor Relative Azimuth Angle', 'deg', angle32),
  19: item('sensorRelativeElevationDeg', 'Sensor Relative Elevation Angle', 'deg', scaledInt(4, 180, reserved)),
  20: item('sensorRelativeRollDeg', 'Sensor Relative Roll Angle', 'deg', angle32),
  21: item('slantRangeM', 'Slant Range', 'm', scaledUint(4, 0, 5e6)),
  22: item('targetWidthM', 'Target Width', 'm', scaledUint(2, 0, 1e4)),
  23: item('frameCenterLatitudeDeg', 'Frame Center Latitude', 'deg', latitude(offEarth)),
  24: item('frameCenterLongitudeDeg', 'Frame Center Longitude', 'deg', longitude(offEarth)),
  25: item('frameCenterElevationM', 'Frame Center Elevation', 'm', altitude),
  26: item('cornerLatitudeOffset1Deg', 'Offset Corner Latitude Point 1', 'deg', cornerOffset),
  27: item('cornerLongitudeOffset1Deg', 'Offset Corner Longitude Point 1', 'deg', cornerOffset),
  28: item('cornerLatitudeOffset2Deg', 'Offset Corner Latitude Point 2', 'deg', cornerOffset),
  29: item('cornerLongitudeOffset2Deg', 'Offset Corner Longitude Point 2', 'deg', cornerOffset),
  30: item('cornerLatitudeOffset3Deg', 'Offset Corner Latitude Point 3', 'deg', cornerOffset),
  31: item('cornerLongitudeOffset3Deg', 'Offset Corner Longitude Point 3', 'deg', cornerOffset),
  32: item('cornerLatitudeOffset4Deg', 'Offset Corner Latitude Point 4', 'deg', cornerOffset),
  33: item('cornerLongitudeOffset4Deg', 'Offset Corner Longitude Point 4', 'deg', cornerOffset),
  34: item(
    'icingDetected',
    'Icing Detected',
    '',
    enumeration({ 0: 'detector off', 1: 'no icing detected', 2: 'icing detected' }),
  ),
  35: item('windDirectionDeg', 'Wind Direction', 'deg', heading),
  36: item('windSpeedMps', 'Wind Speed', 'm/s', scaledUint(1, 0, 100)),
  37: item('staticPressureMbar', 'Static Pressure', 'mbar', pressure),
  38: item('densityAltitudeM', 'Density Altitude', 'm', altitude),
  39: item('outsideAirTemperatureC', 'Outside Air Temperature', 'degC', intFixed(1)),
  40: item('targetLocationLatitudeDeg', 'Target Location Latitude', 'deg', latitude(offEarth)),
  41: item('targetLocationLongitudeDeg', 'Target Location Longitude', 'deg', longitude(offEarth)),
  42: item('targetLocationElevationM', 'Target Location Elevation', 'm', altitude),
  43: item('targetTrackGateWidthPixels', 'Target Track Gate Width', 'px', uintFixed(1, 2)),
  44: item('targetTrackGateHeightPixels', 'Target Track Gate Height', 'px', uintFixed(1, 2)),
  45: item('targetErrorCe90M', 'Target Error Estimate - CE90', 'm', scaledUint(2, 0, 4095)),
  46: item('targetErrorLe90M', 'Target Error Estimate - LE90', 'm', scaledUint(2, 0, 4095)),
  47: item(
    'genericFlags',
    'Generic Flag Data',
    '',
    flagBits(['laser range', 'auto-track', 'IR polarity', 'icing detected', 'slant range', 'image invalid']),
  ),
  48: item(
    'security',
    'Security Local Set',
    '',
    nestedSet(() => st0102),
  ),
  49: item('differentialPressureMbar', 'Differential Pressure', 'mbar', pressure),
  50: item('platformAngleOfAttackDeg', 'Platform Angle of Attack', 'deg', scaledInt(2, 20, outOfRange)),
  51: item('platformVerticalSpeedMps', 'Platform Vertical Speed', 'm/s', scaledInt(2, 180, outOfRange)),
  52: item('platformSideslipDeg', 'Platform Sideslip Angle', 'deg', scaledInt(2, 20, outOfRange)),
  53: item('airfieldBarometricPressureMbar', 'Airfield Barometric Pressure', 'mbar', pressure),
  54: item('airfieldElevationM', 'Airfield Elevation', 'm', altitude),
  55: item('relativeHumidityPercent', 'Relative Humidity', '%', scaledUint(1, 0, 100)),
  56: item('platformGroundSpeedMps', 'Platform Ground Speed', 'm/s', uintFixed(1)),
  57: item('groundRangeM', 'Ground Range', 'm', scaledUint(4, 0, 5e6)),
  58: item('platformFuelRemainingKg', 'Platform Fuel Remaining', 'kg', scaledUint(2, 0, 1e4)),
  59: item('platformCallSign', 'Platform Call Sign', '', text()),
  60: item('weaponLoad', 'Weapon Load', '', uintFixed(2)),
  61: item('weaponFired', 'Weapon Fired', '', uintFixed(1)),
  62: item('laserPrfCode', 'Laser PRF Code', '', uintFixed(2)),
  63: item(
    'sensorFieldOfViewName',
    'Sensor Field of View Name',
    '',
    enumeration({
      0: 'ultranarrow field of view',
      1: 'narrow field of view',
      2: 'medium field of view',
      3: 'wide field of view',
      4: 'ultrawide field of view',
      5: 'narrow medium field of view',
      6: '2x ultranarrow field of view',
      7: '4x ultranarrow field of view',
      8: 'continuous zoom',
    }),
  ),
  64: item('platformMagneticHeadingDeg', 'Platform Magnetic Heading', 'deg', heading),
  65: item('versionNumber', 'UAS Datalink LS Version Number', '', uintFixed(1)),
  66: item('deprecated66', 'Deprecated (Target Location Covariance Matrix)', '', blob()),
  67: item('alternatePlatformLatitudeDeg', 'Alternate Platform Latitude', 'deg', latitude(reserved)),
  68: item('alternatePlatformLongitudeDeg', 'Alternate Platform Longitude', 'deg', longitude(reserved)),
  69: item('alternatePlatformAltitudeM', 'Alternate Platform Altitude', 'm', altitude),
  70: item('alternatePlatformName', 'Alternate Platform Name', '', text()),
  71: item('alternatePlatformHeadingDeg', 'Alternate Platform Heading', 'deg', heading),
  72: item('eventStartTimeUs', 'Event Start Time - UTC', 'us', timeUs()),
  73: item(
    'rvt',
    'RVT Local Set',
    '',
    nestedSet(() => st0806),
  ),
  74: item(
    'vmti',
    'VMTI Local Set',
    '',
    nestedSet(() => st0903),
  ),
  75: item('sensorEllipsoidHeightM', 'Sensor Ellipsoid Height', 'm', altitude),
  76: item('alternatePlatformEllipsoidHeightM', 'Alternate Platform Ellipsoid Height', 'm', altitude),
  77: item(
    'operationalMode',
    'Operational Mode',
    '',
    enumeration({ 0: 'other', 1: 'operational', 2: 'training', 3: 'exercise', 4: 'maintenance', 5: 'test' }),
  ),
  78: item('frameCenterEllipsoidHeightM', 'Frame Center Height Above Ellipsoid', 'm', altitude),
  79: item('sensorNorthVelocityMps', 'Sensor North Velocity', 'm/s', scaledInt(2, 327, outOfRange)),
  80: item('sensorEastVelocityMps', 'Sensor East Velocity', 'm/s', scaledInt(2, 327, outOfRange)),
  81: item('imageHorizonPixels', 'Image Horizon Pixel Pack', '', imageHorizonPixels),
  82: item('cornerLatitude1Deg', 'Corner Latitude Point 1 (Full)', 'deg', latitude(offEarth)),
  83: item('cornerLongitude1Deg', 'Corner Longitude Point 1 (Full)', 'deg', longitude(offEarth)),
  84: item('cornerLatitude2Deg', 'Corner Latitude Point 2 (Full)', 'deg', latitude(offEarth)),
  85: item('cornerLongitude2Deg', 'Corner Longitude Point 2 (Full)', 'deg', longitude(offEarth)),
  86: item('cornerLatitude3Deg', 'Corner Latitude Point 3 (Full)', 'deg', latitude(offEarth)),
  87: item('cornerLongitude3Deg', 'Corner Longitude Point 3 (Full)', 'deg', longitude(offEarth)),
  88: item('cornerLatitude4Deg', 'Corner Latitude Point 4 (Full)', 'deg', latitude(offEarth)),
  89: item('cornerLongitude4Deg', 'Corner Longitude Point 4 (Full)', 'deg', longitude(offEarth)),
  90: item('platformPitchFullDeg', 'Platform Pitch Angle (Full)', 'deg', scaledInt(4, 90, outOfRange)),
  91: item('platformRollFullDeg', 'Platform Roll Angle (Full)', 'deg', scaledInt(4, 90, outOfRange)),
  92: item('platformAngleOfAttackFullDeg', 'Platform Angle of Attack (Full)', 'deg', scaledInt(4, 90, outOfRange)),
  93: item('platformSideslipFullDeg', 'Platform Sideslip Angle (Full)', 'deg', scaledInt(4, 180, outOfRange)),
  94: item('coreIdentifier', 'MIIS Core Identifier', '', miid),
  95: item(
    'sarMotionImagery',
    'SAR Motion Imagery Local Set',
    '',
    nestedSet(() => st1206),
  ),
  96: item('targetWidthExtendedM', 'Target Width Extended', 'm', imap(0, 1.5e6, 3)),
  97: item(
    'rangeImage',
    'Range Image Local Set',
    '',
    nestedSet(() => st1002),
  ),
  98: item(
    'geoRegistration',
    'Geo-Registration Local Set',
    '',
    nestedSet(() => st1601),
  ),
  99: item(
    'compositeImaging',
    'Composite Imaging Local Set',
    '',
    nestedSet(() => st1602),
  ),
  100: repeated('segments', 'Segment Local Set', '', ownSet),
  101: repeated('amendments', 'Amend Local Set', '', ownSet),
  102: repeated('errorPacks', 'SDCC-FLP', '', sdccFlp),
  103: item('densityAltitudeExtendedM', 'Density Altitude Extended', 'm', altitudeExtended),
  104: item('sensorEllipsoidHeightExtendedM', 'Sensor Ellipsoid Height Extended', 'm', altitudeExtended),
  105: item(
    'alternatePlatformEllipsoidHeightExtendedM',
    'Alternate Platform Ellipsoid Height Extended',
    'm',
    altitudeExtended,
  ),
  106: item('streamDesignator', 'Stream Designator', '', text()),
  107: item('operationalBase', 'Operational Base', '', text()),
  108: item('broadcastSource', 'Broadcast Source', '', text()),
  109: item('rangeToRecoveryKm', 'Range To Recovery Location', 'km', imap(0, 21000, 3)),
  110: item('timeAirborneS', 'Time Airborne', 's', uintVariable(4)),
  111: item('propulsionUnitSpeedRpm', 'Propulsion Unit Speed', 'rpm', uintVariable(4)),
  112: item('platformCourseDeg', 'Platform Course Angle', 'deg', imap(0, 360, 2)),
  113: item('altitudeAboveGroundM', 'Altitude Above Ground Level', 'm', imap(-900, 40000, 3)),
  114: item('radarAltimeterM', 'Radar Altimeter', 'm', imap(-900, 40000, 3)),
  115: repeated('controlCommands', 'Control Command', '', controlCommand),
  116: item('controlCommandVerification', 'Control Command Verification List', '', idList),
  117: item('sensorAzimuthRateDps', 'Sensor Azimuth Rate', 'deg/s', turnRate),
  118: item('sensorElevationRateDps', 'Sensor Elevation Rate', 'deg/s', turnRate),
  119: item('sensorRollRateDps', 'Sensor Roll Rate', 'deg/s', turnRate),
  120: item('onboardStorageFullPercent', 'On-board MI Storage Percent Full', '%', imap(0, 100, 2)),
  121: item('activeWavelengths', 'Active Wavelength List', '', idList),
  122: item('countryCodes', 'Country Codes', '', countryCodes),
  123: item('navsatsInView', 'Number of NAVSATs in View', '', uintFixed(1)),
  124: item('positioningMethods', 'Positioning Method Source', '', positioningMethods),
  125: item(
    'platformStatus',
    'Platform Status',
    '',
    enumeration({
      0: 'active',
      1: 'pre-flight',
      2: 'pre-flight-taxiing',
      3: 'run-up',
      4: 'take-off',
      5: 'ingress',
      6: 'manual operation',
      7: 'automated-orbit',
      8: 'transitioning',
      9: 'egress',
      10: 'landing',
      11: 'landed-taxiing',
      12: 'landed-parked',
    }),
  ),
  126: item(
    'sensorControlMode',
    'Sensor Control Mode',
    '',
    enumeration({
      0: 'off',
      1: 'home position',
      2: 'uncontrolled',
      3: 'manual control',
      4: 'calibrating',
      5: 'auto - holding position',
      6: 'auto - tracking',
    }),
  ),
  127: item('sensorFrameRate', 'Sensor Frame Rate Pack', 'Hz', frameRate),
  128: item('wavelengths', 'Wavelengths List', 'nm', wavelengths),
  129: item('targetId', 'Target ID', '', text(32)),
  130: item('airbaseLocations', 'Airbase Locations', '', airbaseLocations),
  131: item('takeOffTimeUs', 'Take-off Time', 'us', uintVariable(8)),
  132: item('transmissionFrequencyMhz', 'Transmission Frequency', 'MHz', imap(1, 99999, 3)),
  133: item('onboardStorageCapacityGb', 'On-board MI Storage Capacity', 'GB', uintVariable(4)),
  134: item('zoomPercent', 'Zoom Percentage', '%', imap(0, 100, 1)),
  135: item('communicationsMethod', 'Communications Method', '', text()),
  136: item('leapSeconds', 'Leap Seconds', 's', intVariable(4)),
  137: item('correctionOffsetUs', 'Correction Offset', 'us', intVariable(8)),
  138: item('payloads', 'Payload List', '', payloadList),
  139: item('activePayloads', 'Active Payloads', '', activePayloads),
  140: item('weaponStores', 'Weapons Stores', '', weaponStores),
  141: item('waypoints', 'Waypoint List', '', waypoints),
  142: item('viewDomain', 'View Domain', '', viewDomain),
  143: item('metadataSubstreamId', 'Metadata Substream ID Pack', '', metadataSubstreamId),
} as const satisfies SetTable;

export const st0601: SetDescriptor<typeof table> = defineSet('ST0601', 'UAS Datalink Local Set', table, {
  versionTag: 65,
});
