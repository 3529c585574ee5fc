import type { ElevationGrid } from '../src/model/elevation.ts';
import { createRandom } from './random.ts';

/** Posts 3 arc seconds apart, as SRTM has them. */
const postsPerDeg = 1200;

export interface TerrainOptions {
  readonly seed: number;
  readonly centerLatitudeDeg: number;
  readonly centerLongitudeDeg: number;
  /** Half the side of the square of ground, degrees. */
  readonly halfSideDeg: number;
}

interface Wave {
  readonly kx: number;
  readonly ky: number;
  readonly phase: number;
  readonly heightM: number;
}

/**
 * SIMULATED ground: basin and range. Waves of falling length, the long ones folded into ridges, on a base of 900 m
 * above mean sea level. No place on earth looks like this.
 */
export function simulatedTerrain(options: TerrainOptions): ElevationGrid {
  const random = createRandom(options.seed);
  const waves: Wave[] = [];
  for (let octave = 0; octave < 7; octave++) {
    for (let i = 0; i < 3; i++) {
      const cyclesPerDeg = 6 * 1.9 ** octave * (0.8 + 0.4 * random.uniform());
      const direction = Math.PI * random.uniform();
      waves.push({
        kx: 2 * Math.PI * cyclesPerDeg * Math.cos(direction),
        ky: 2 * Math.PI * cyclesPerDeg * Math.sin(direction),
        phase: 2 * Math.PI * random.uniform(),
        heightM: 130 * 0.52 ** octave,
      });
    }
  }
  const { centerLatitudeDeg, centerLongitudeDeg, halfSideDeg } = options;
  const size = Math.round(2 * halfSideDeg * postsPerDeg) + 1;
  const northDeg = centerLatitudeDeg + halfSideDeg;
  const westDeg = centerLongitudeDeg - halfSideDeg;
  const heightsM = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = column / postsPerDeg;
      const y = row / postsPerDeg;
      let heightM = 900;
      waves.forEach((wave, index) => {
        const swing = Math.sin(wave.kx * x + wave.ky * y + wave.phase);
        heightM += wave.heightM * (index < 6 ? 1 - 2 * Math.abs(swing) : swing);
      });
      heightsM[row * size + column] = Math.round(heightM * 10) / 10;
    }
  }
  const southDeg = northDeg - (size - 1) / postsPerDeg;
  const eastDeg = westDeg + (size - 1) / postsPerDeg;
  return {
    name: 'SIMULATED terrain',
    rows: size,
    columns: size,
    northDeg,
    southDeg,
    westDeg,
    eastDeg,
    heightsM,
    heightReference: 'egm96',
  };
}
