import type { Camera, ImagePlace } from './camera.ts';
import { fromGeodetic } from './earth.ts';
import type { Placed, WarmBox } from './scene.ts';
import { onGround, type World } from './world.ts';

/**
 * Corners of a box in the image, as shares of its width and height; it stands level on the ground under its middle.
 * `undefined` where its middle is behind the camera or far outside the image. `rear` and `front` bound the part of its
 * length that is meant, from -1 (its back) to 1.
 */
export function boxCorners(
  world: World,
  camera: Camera,
  { eastM, northM, courseDeg }: Placed,
  box: WarmBox,
  rear = -1,
  front = 1,
): readonly ImagePlace[] | undefined {
  const middle = camera.project(fromGeodetic(onGround(world, eastM, northM)));
  if (middle === undefined || Math.abs(middle.x - 0.5) > 0.7 || Math.abs(middle.y - 0.5) > 0.7) return undefined;
  const [s, c] = [Math.sin((courseDeg * Math.PI) / 180), Math.cos((courseDeg * Math.PI) / 180)];
  const foot = onGround(world, eastM, northM).heightM;
  const corners: ImagePlace[] = [];
  for (const ahead of [(rear * box.lengthM) / 2, (front * box.lengthM) / 2]) {
    for (const right of [-box.widthM / 2, box.widthM / 2]) {
      const place = onGround(world, eastM + ahead * s + right * c, northM + ahead * c - right * s);
      for (const upM of [0, box.heightM]) {
        const corner = camera.project(fromGeodetic({ ...place, heightM: foot + upM }));
        if (corner !== undefined) corners.push(corner);
      }
    }
  }
  return corners;
}
