import type { SensorPose } from '../src/model/flight.ts';
import { Camera, dot } from './camera.ts';
import { fromGeodetic, intoGeodetic, levelAxes, type Place, type Triple } from './earth.ts';
import { drawText } from './lettering.ts';
import { boxCorners } from './outline.ts';
import { type Corner, hullOf, Painter } from './painter.ts';
import { createRandom } from './random.ts';
import { road } from './route.ts';
import { type Placed, stillThings, vehicleAt, vehicles, type WarmBox } from './scene.ts';
import { drawStamp } from './stamp.ts';
import { groundTexture, halved, sample, soilTexture, type Texture } from './texture.ts';
import { center, onGround, type World } from './world.ts';

/** Every so many pixels a line of sight is cast; between them places on the ground are interpolated. */
const block = 8;
const soilTexelM = 16;
const groundTexelM = 0.5;
const textureSize = 512;
/** Keeps texture coordinates from being negative; a multiple of every period. */
const originM = 4 * textureSize * soilTexelM;
const metresPerDegLat = 110_850;
const metresPerDegLon = 96_100;
const roadHalfWidthM = 2.8;
/** Direction to the sun of a January morning: the slopes it falls on are warmer. */
const sun = { east: 0.63, north: -0.6, up: 0.49 };

/**
 * Draws what an infrared camera would see of the simulated world, as luminances 16-235, white hot. All of it is anchored to the
 * ground: only the vehicles move on it.
 */
export class Renderer {
  readonly #world: World;
  readonly #columns: number;
  readonly #rows: number;
  readonly #across: number;
  /** At the nodes of the blocks: place on the ground in metres, brightness, range. */
  readonly #u: Float64Array;
  readonly #v: Float64Array;
  readonly #shade: Float64Array;
  readonly #range: Float64Array;
  readonly #levels: readonly Texture[];
  readonly #soil: Texture;
  readonly #painter: Painter;
  readonly #roadEdges: readonly (readonly [left: Triple, right: Triple])[];
  readonly #place: Place = { latitudeDeg: 0, longitudeDeg: 0, heightM: 0 };
  readonly #slope = { east: 0, north: 0 };

  /** @param columns and `rows` must be multiples of 8. */
  constructor(world: World, columns: number, rows: number) {
    this.#world = world;
    this.#columns = columns;
    this.#rows = rows;
    this.#across = columns / block + 1;
    const nodes = this.#across * (rows / block + 1);
    this.#u = new Float64Array(nodes);
    this.#v = new Float64Array(nodes);
    this.#shade = new Float64Array(nodes);
    this.#range = new Float64Array(nodes);
    const random = createRandom(world.seed ^ 0x6eed);
    const finest = groundTexture(textureSize, random);
    const second = halved(finest);
    this.#levels = [finest, second, halved(second)];
    this.#soil = soilTexture(textureSize, random);
    this.#painter = new Painter(columns, rows);
    this.#roadEdges = roadEdges(world);
  }

  /** Draws one frame into the first `columns * rows` bytes of `luma`. */
  render(pose: SensorPose, timeS: number, frameNumber: number, luma: Uint8Array): void {
    const camera = new Camera(pose);
    this.#castNodes(camera);
    this.#drawGround(luma);
    this.#drawRoad(camera, luma);
    for (const { at, box } of stillThings) this.#drawBox(camera, luma, at, box);
    for (const vehicle of vehicles) this.#drawBox(camera, luma, vehicleAt(vehicle, timeS), vehicle.box);
    drawStamp(luma, this.#columns, this.#rows, frameNumber);
    drawText(luma, this.#columns, `SIMULATED ${String(frameNumber).padStart(6, '0')}`, 236, this.#rows - 24, 2);
  }

  #castNodes(camera: Camera): void {
    const { forward, halfRight, halfDown, origin } = camera;
    intoGeodetic(origin[0], origin[1], origin[2], this.#place);
    const { up } = levelAxes(this.#place.latitudeDeg, this.#place.longitudeDeg);
    const sink = -dot(forward, up);
    let range = (camera.heightM - this.#world.ground.highestM) / sink;
    for (let i = 0; i < this.#u.length; i++) {
      const column = i % this.#across;
      const a = (2 * column * block) / this.#columns - 1;
      const b = (2 * Math.floor(i / this.#across) * block) / this.#rows - 1;
      const x = forward[0] + a * halfRight[0] + b * halfDown[0];
      const y = forward[1] + a * halfRight[1] + b * halfDown[1];
      const z = forward[2] + a * halfRight[2] + b * halfDown[2];
      // the node above is the best guess of the range
      if (i >= this.#across) range = this.#range[i - this.#across]!;
      range = this.#meet(origin, x, y, z, range, sink);
      this.#range[i] = range;
      this.#shadeNode(i);
    }
  }

  /** Range along a direction (of any length) to the ground near a guess, by secants; leaves the place in `#place`. */
  #meet(origin: Triple, x: number, y: number, z: number, guess: number, sink: number): number {
    const place = this.#place;
    let [range, before, gapBefore] = [guess, 0, 0];
    for (let i = 0; i < 12; i++) {
      intoGeodetic(origin[0] + x * range, origin[1] + y * range, origin[2] + z * range, place);
      const gap = place.heightM - this.#world.ground.heightM(place.latitudeDeg, place.longitudeDeg);
      if (!(Math.abs(gap) > 0.01)) break;
      const rate = i === 0 ? -sink : (gap - gapBefore) / (range - before);
      before = range;
      gapBefore = gap;
      range -= gap / (rate < -0.2 * sink ? rate : -sink);
    }
    return range;
  }

  #shadeNode(i: number): void {
    const { latitudeDeg, longitudeDeg } = this.#place;
    const u = originM + (longitudeDeg - center.longitudeDeg) * metresPerDegLon;
    const v = originM + (center.latitudeDeg - latitudeDeg) * metresPerDegLat;
    this.#u[i] = u;
    this.#v[i] = v;
    const slope = this.#slope;
    this.#world.ground.intoSlope(latitudeDeg, longitudeDeg, slope);
    const length = Math.sqrt(1 + slope.east * slope.east + slope.north * slope.north);
    const lit = (sun.up - slope.east * sun.east - slope.north * sun.north) / length;
    const soil = sample(this.#soil, u / soilTexelM, v / soilTexelM) - 128;
    this.#shade[i] = 92 + 150 * (lit - sun.up) + 0.3 * soil;
  }

  /** The level whose texels are about a pixel wide at the middle of the picture. */
  #level(): number {
    const middle = Math.floor(this.#u.length / 2);
    const gsdM = Math.hypot(this.#u[middle + 1]! - this.#u[middle]!, this.#v[middle + 1]! - this.#v[middle]!) / block;
    return Math.max(0, Math.min(this.#levels.length - 1, Math.round(Math.log2(gsdM / groundTexelM))));
  }

  #drawGround(luma: Uint8Array): void {
    const level = this.#level();
    const { size, stride, texels } = this.#levels[level]!;
    const mask = size - 1;
    const perM = 1 / (groundTexelM * 2 ** level);
    const [us, vs, shades, across, columns] = [this.#u, this.#v, this.#shade, this.#across, this.#columns];
    const part = 1 / block;
    for (let row = 0; row < this.#rows; row++) {
      const fy = (row % block) * part + part / 2;
      let upper = Math.floor(row / block) * across;
      let at = row * columns;
      for (let left = 0; left < columns; left += block, upper++) {
        const lower = upper + across;
        const u0 = (us[upper]! + fy * (us[lower]! - us[upper]!)) * perM;
        const u1 = (us[upper + 1]! + fy * (us[lower + 1]! - us[upper + 1]!)) * perM;
        const v0 = (vs[upper]! + fy * (vs[lower]! - vs[upper]!)) * perM;
        const v1 = (vs[upper + 1]! + fy * (vs[lower + 1]! - vs[upper + 1]!)) * perM;
        const s0 = shades[upper]! + fy * (shades[lower]! - shades[upper]!);
        const s1 = shades[upper + 1]! + fy * (shades[lower + 1]! - shades[upper + 1]!);
        const [du, dv, ds] = [(u1 - u0) * part, (v1 - v0) * part, (s1 - s0) * part];
        let [u, v, s] = [u0 + du / 2, v0 + dv / 2, s0 + ds / 2];
        for (let k = 0; k < block; k++) {
          const x = u | 0;
          const y = v | 0;
          const i = (y & mask) * stride + (x & mask);
          const fx = u - x;
          const above = texels[i]! + fx * (texels[i + 1]! - texels[i]!);
          const below = texels[i + stride]! + fx * (texels[i + stride + 1]! - texels[i + stride]!);
          const value = s + 0.28 * (above + (v - y) * (below - above) - 128);
          luma[at++] = value < 16 ? 16 : value > 235 ? 235 : value;
          u += du;
          v += dv;
          s += ds;
        }
      }
    }
  }

  #drawRoad(camera: Camera, luma: Uint8Array): void {
    let before: readonly Corner[] | undefined;
    for (let i = 0; i <= this.#roadEdges.length; i++) {
      const [left, right] = this.#roadEdges[i % this.#roadEdges.length]!;
      const a = camera.project(left);
      const b = camera.project(right);
      const near = a !== undefined && b !== undefined && Math.abs(a.x - 0.5) < 1.2 && Math.abs(a.y - 0.5) < 1.2;
      const edge = near ? [this.#corner(a), this.#corner(b)] : undefined;
      if (edge !== undefined && before !== undefined) this.#painter.add([before[0]!, before[1]!, edge[1]!, edge[0]!]);
      before = edge;
    }
    this.#painter.paint(luma, 128, 0.55);
  }

  #drawBox(camera: Camera, luma: Uint8Array, at: Placed, box: WarmBox): void {
    const corners = boxCorners(this.#world, camera, at, box);
    if (corners === undefined) return;
    this.#painter.add(hullOf(corners.map((corner) => this.#corner(corner))));
    this.#painter.paint(luma, box.warmth, 1);
    if (box.frontWarmth === box.warmth) return;
    const front = boxCorners(this.#world, camera, at, box, 0.35, 0.95);
    if (front === undefined) return;
    this.#painter.add(hullOf(front.map((corner) => this.#corner(corner))));
    this.#painter.paint(luma, box.frontWarmth, 0.85);
  }

  #corner({ x, y }: Corner): Corner {
    return { x: x * this.#columns, y: y * this.#rows };
  }
}

/** Both edges of the road, point by point. */
function roadEdges(world: World): readonly (readonly [Triple, Triple])[] {
  const { points } = road;
  return points.map((from, i) => {
    const before = points[(i + points.length - 1) % points.length]!;
    const after = points[(i + 1) % points.length]!;
    const [east, north] = [after.eastM - before.eastM, after.northM - before.northM];
    const length = Math.hypot(east, north);
    const [rightEast, rightNorth] = [(north / length) * roadHalfWidthM, (-east / length) * roadHalfWidthM];
    return [
      fromGeodetic(onGround(world, from.eastM - rightEast, from.northM - rightNorth)),
      fromGeodetic(onGround(world, from.eastM + rightEast, from.northM + rightNorth)),
    ];
  });
}
