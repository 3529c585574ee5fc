import { type TiledTerrain, terrainFromGrids } from '../src/geo/terrain.ts';
import type { ElevationGrid } from '../src/model/elevation.ts';
import type { Geodetic } from '../src/model/geodetic.ts';
import { Ground, placeOn } from './earth.ts';
import { simulatedTerrain } from './terrain.ts';

/** Middle of the exercise area: open country in northern Sonora, without any real site. */
export const center: Geodetic = { latitudeDeg: 30.42, longitudeDeg: -111.35, heightM: 0 };

/** A SIMULATED piece of ground, for the simulation and, as terrain, for what is to be held against it. */
export interface World {
  readonly seed: number;
  readonly grid: ElevationGrid;
  readonly ground: Ground;
  readonly terrain: TiledTerrain;
}

export function createWorld(seed: number): World {
  const { latitudeDeg, longitudeDeg } = center;
  const grid = simulatedTerrain({
    seed,
    centerLatitudeDeg: latitudeDeg,
    centerLongitudeDeg: longitudeDeg,
    halfSideDeg: 0.2,
  });
  return { seed, grid, ground: new Ground(grid), terrain: terrainFromGrids([grid]) };
}

/** The point of the ground `eastM`, `northM` from the middle of the area. */
export function onGround(world: World, eastM: number, northM: number): Geodetic {
  const { latitudeDeg, longitudeDeg } = placeOn(center, eastM, northM);
  return { latitudeDeg, longitudeDeg, heightM: world.ground.heightM(latitudeDeg, longitudeDeg) };
}
