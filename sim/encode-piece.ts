import encoderPackage from 'h264-mp4-encoder';
import { picture, poseAt } from './flight-path.ts';
import { type AccessUnit, accessUnits } from './mp4.ts';
import { Renderer } from './render.ts';
import { createWorld, type World } from './world.ts';

/** A run of frames, encoded by itself: it begins with a keyframe and refers to nothing before it. */
export interface Piece {
  readonly seed: number;
  readonly rateHz: number;
  readonly firstFrame: number;
  readonly frames: number;
  /** Frames from keyframe to keyframe. */
  readonly keyframeEvery: number;
  /** Quantisation parameter of H.264, 10 (fine) to 51. */
  readonly quantisation: number;
  /** 0 (slow, small) to 10 (fast). */
  readonly speed: number;
}

const fileName = 'piece.mp4';

/**
 * Renders and encodes pieces, a fresh encoder for each, so that memory does not grow with the sortie. Meant for a thread
 * of its own: the encoder's runtime takes over the process's handlers of uncaught errors.
 */
export class PieceEncoder {
  #world: World | undefined;
  #renderer: Renderer | undefined;

  async encode(piece: Piece): Promise<readonly AccessUnit[]> {
    if (this.#world?.seed !== piece.seed) {
      this.#world = createWorld(piece.seed);
      this.#renderer = undefined;
    }
    const world = this.#world;
    this.#renderer ??= new Renderer(world, picture.columns, picture.rows);
    const encoder = await encoderPackage.createH264MP4Encoder();
    encoder.outputFilename = fileName;
    encoder.width = picture.columns;
    encoder.height = picture.rows;
    encoder.frameRate = piece.rateHz;
    encoder.groupOfPictures = piece.keyframeEvery;
    encoder.quantizationParameter = piece.quantisation;
    encoder.speed = piece.speed;
    encoder.initialize();
    const luma = picture.columns * picture.rows;
    const image = new Uint8Array((luma * 3) / 2).fill(128);
    for (let frame = piece.firstFrame; frame < piece.firstFrame + piece.frames; frame++) {
      const timeS = frame / piece.rateHz;
      this.#renderer.render(poseAt(timeS, world), timeS, frame, image);
      encoder.addFrameYuv(image);
    }
    encoder.finalize();
    const units = accessUnits(encoder.FS.readFile(fileName));
    encoder.FS.unlink(fileName);
    encoder.delete();
    if (units.length !== piece.frames) throw new RangeError(`${units.length} of ${piece.frames} frames were encoded`);
    return units;
  }
}
