import type { Random } from './random.ts';

/** A square of noise that repeats without a seam: bytes about a mean of 128, one row and column repeated at its end. */
export interface Texture {
  readonly size: number;
  readonly stride: number;
  readonly texels: Uint8Array;
}

/** Sums octaves of value noise on lattices that double from `cells` a side, each weaker by `falloff`. */
function octaves(size: number, cells: number, count: number, falloff: number, random: Random): Float32Array {
  const sum = new Float32Array(size * size);
  let weight = 1;
  for (let octave = 0; octave < count; octave++) {
    const n = cells * 2 ** octave;
    const lattice = Float32Array.from({ length: n * n }, () => random.uniform() * 2 - 1);
    const scale = n / size;
    for (let row = 0; row < size; row++) {
      const y = Math.floor(row * scale);
      const ty = row * scale - y;
      const fy = ty * ty * (3 - 2 * ty);
      const upper = (y % n) * n;
      const lower = ((y + 1) % n) * n;
      for (let column = 0; column < size; column++) {
        const x = Math.floor(column * scale);
        const tx = column * scale - x;
        const fx = tx * tx * (3 - 2 * tx);
        const left = x % n;
        const right = (x + 1) % n;
        const a = lattice[upper + left]! + fx * (lattice[upper + right]! - lattice[upper + left]!);
        const b = lattice[lower + left]! + fx * (lattice[lower + right]! - lattice[lower + left]!);
        sum[row * size + column]! += weight * (a + fy * (b - a));
      }
    }
    weight *= falloff;
  }
  return sum;
}

/** Bytes of a field of some -2 to 2. */
function textureOf(size: number, field: Float32Array): Texture {
  const stride = size + 1;
  const texels = new Uint8Array(stride * stride);
  for (let row = 0; row <= size; row++) {
    for (let column = 0; column <= size; column++) {
      const value = field[(row % size) * size + (column % size)]!;
      texels[row * stride + column] = Math.max(0, Math.min(255, Math.round(128 + 60 * value)));
    }
  }
  return { size, stride, texels };
}

/** Broad changes of soil. */
export function soilTexture(size: number, random: Random): Texture {
  return textureOf(size, octaves(size, 8, 5, 0.6, random));
}

/** Gravel and shrubs: fine noise with cool round spots strewn over it. */
export function groundTexture(size: number, random: Random): Texture {
  const field = octaves(size, 32, 3, 0.7, random);
  for (let shrub = 0; shrub < (size * size) / 700; shrub++) {
    const radius = 1.5 + 3.5 * random.uniform() ** 2;
    const depth = 0.6 + 0.9 * random.uniform();
    const [cx, cy] = [random.uniform() * size, random.uniform() * size];
    for (let y = Math.floor(cy - radius); y <= cy + radius; y++) {
      for (let x = Math.floor(cx - radius); x <= cx + radius; x++) {
        const inside = 1 - Math.hypot(x - cx, y - cy) / radius;
        if (inside <= 0) continue;
        field[((y + size) % size) * size + ((x + size) % size)]! -= depth * Math.min(1, 2 * inside);
      }
    }
  }
  return textureOf(size, field);
}

/** The texture at half its resolution, each texel the mean of four. */
export function halved(texture: Texture): Texture {
  const size = texture.size / 2;
  const stride = size + 1;
  const texels = new Uint8Array(stride * stride);
  const { texels: full, stride: s } = texture;
  for (let row = 0; row <= size; row++) {
    for (let column = 0; column <= size; column++) {
      const i = (row % size) * 2 * s + (column % size) * 2;
      texels[row * stride + column] = (full[i]! + full[i + 1]! + full[i + s]! + full[i + s + 1]! + 2) >> 2;
    }
  }
  return { size, stride, texels };
}

/** Bilinear, in texels; the coordinates must not be negative, and the size a power of two. */
export function sample({ size, stride, texels }: Texture, u: number, v: number): number {
  const x = Math.floor(u);
  const y = Math.floor(v);
  const i = (y & (size - 1)) * stride + (x & (size - 1));
  const [fx, fy] = [u - x, v - y];
  const above = texels[i]! + fx * (texels[i + 1]! - texels[i]!);
  const below = texels[i + stride]! + fx * (texels[i + stride + 1]! - texels[i + stride]!);
  return above + fy * (below - above);
}
