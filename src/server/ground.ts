import mgrs from 'mgrs';
import { haeToMslM } from '../geo/geoid.ts';
import { AtalayaError } from '../model/errors.ts';
import { type TroubleName, troubleOf } from '../model/troubles.ts';
import type { GroundView } from '../model/views.ts';
import { observedPacket } from '../observe/from-klv.ts';
import { locate, placeBelieved } from '../observe/locate.ts';
import { soundPacket } from '../observe/packet.ts';
import type { LevelSource, PlacedPacket } from '../observe/place.ts';
import type { OpenFlight } from './flight.ts';

const levelWords: Readonly<Record<LevelSource, string>> = {
  'center-sent': 'level ground at the height sent with the frame centre',
  'slant-range': 'level ground at the height that the slant range gives',
  'sea-level': 'level ground at sea level (EGM96)',
  terrain: 'level ground at the height of the terrain',
};

/** Why a place in the image could not be put on the ground. */
function whyNot({ sensor, pose, contradicted }: PlacedPacket): TroubleName {
  if (sensor === undefined) return 'sensor-unknown';
  if (pose === undefined) return 'sight-unknown';
  return contradicted ? 'sight-contradicted' : 'sight-above-horizon';
}

/** Military grid reference to a metre; empty beyond the reach of the grid. */
function mgrsOf(latitudeDeg: number, longitudeDeg: number): string {
  if (latitudeDeg < -80 || latitudeDeg > 84) return '';
  return mgrs.forward([longitudeDeg >= 180 ? longitudeDeg - 360 : longitudeDeg, latitudeDeg], 5);
}

/**
 * Where a place in the image of a frame lies on the ground, by the same functions as the command line's.
 * @param x, y shares of width and height from the upper left corner
 * @throws AtalayaError `not-found` where there is no such frame, `no-ground` with the reason
 */
export async function groundAt(flight: OpenFlight, frame: number, x: number, y: number): Promise<GroundView> {
  const { terrain, budget, name } = flight.options;
  const index = flight.poses.packetIndexOf(frame);
  const stored = index === undefined ? undefined : await flight.packets.read(index);
  const observed = stored === undefined ? undefined : observedPacket(stored.packet);
  if (observed === undefined) {
    throw new AtalayaError(
      'not-found',
      `There is no frame ${frame} (yet)`,
      name,
      `Ask for 0 to ${flight.poses.length - 1}`,
    );
  }
  const { packet } = soundPacket(observed);
  const placed = placeBelieved(packet, terrain === undefined ? {} : { terrain });
  const solution = locate(packet, placed, { budget, motion: flight.poses.motionOf(frame), at: { x, y } });
  if (solution === undefined) throw troubleOf(whyNot(placed), name);
  const { point, sight } = solution;
  const { latitudeDeg, longitudeDeg, heightM } = point;
  const onTerrain = terrain?.heightM(latitudeDeg, longitudeDeg) !== undefined;
  return {
    frame,
    x,
    y,
    latitudeDeg,
    longitudeDeg,
    heightM,
    heightMslM: haeToMslM(latitudeDeg, longitudeDeg, heightM),
    mgrs: mgrsOf(latitudeDeg, longitudeDeg),
    ellipse90: point.ellipse90,
    ce90M: point.ce90M,
    le90M: point.le90M,
    errorSource: point.errorSource,
    budgetName: point.errorSource === 'st1010' ? 'sent with the metadata (ST 1010)' : budget.name,
    contributors: point.contributors,
    slantRangeM: sight.slantRangeM,
    grazingDeg: sight.grazingDeg,
    terrain: onTerrain && terrain !== undefined ? terrain.name : levelWords[placed.levelSource],
    level: onTerrain ? null : placed.levelSource,
  };
}
