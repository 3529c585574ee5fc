import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { coverageGeoJson, footprintsGeoJson, trackGeoJson } from '../formats/geojson/flight.ts';
import { flightLayers } from '../formats/gpkg/layers.ts';
import type { GeoidHeight } from '../formats/kml/flight.ts';
import { flightKml } from '../formats/kml/flight.ts';
import type { PacketsSummary } from '../formats/report/document.ts';
import { reportDocument } from '../formats/report/document.ts';
import { reportHtml } from '../formats/report/html.ts';
import { AtalayaError } from '../model/errors.ts';
import type { Flight } from '../model/flight.ts';
import { writeGeoPackage } from './geopackage.ts';
import { readPageParts, readWorldMaps } from './report-parts.ts';
import { unwritable } from './unwritable.ts';

export interface ExportOptions {
  readonly geoidHeightM: GeoidHeight;
  /** Time of change that the GeoPackage states, milliseconds since 1970. */
  readonly lastChangeMs: number;
  /** Lines of packets.ndjson, as chunks of text; without it the file is not written. */
  readonly packetLines?: Iterable<string> | AsyncIterable<string>;
  /** Called with the name of each file before it is written. */
  readonly onFile?: (name: string) => void;
}

/** Names of the files, in the order in which they are written. */
export const exportNames = [
  'packets.ndjson',
  'track.geojson',
  'footprints.geojson',
  'coverage.geojson',
  'flight.kml',
  'flight.gpkg',
  'report.html',
] as const;

const flushAt = 1 << 16;

/** Does something to the disk; what the system refuses becomes `file-unwritable`. Troubles of the source of the data stay what they are. */
function onDisk<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw unwritable(error, path);
  }
}

/** Writes chunks as they come, gathered to blocks: memory stays at one block and one chunk. */
async function writeChunks(path: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const file = onDisk(path, () => openSync(path, 'wx'));
  try {
    let block = '';
    for await (const chunk of chunks) {
      block += chunk;
      if (block.length < flushAt) continue;
      const full = block;
      onDisk(path, () => writeWhole(file, full));
      block = '';
    }
    const rest = block;
    onDisk(path, () => writeWhole(file, rest));
  } finally {
    closeSync(file);
  }
}

/** A write may take less than it was given. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done);
}

/** Moves whole files to where they belong; a folder in the way of a file is said to be so before anything moves. */
function moveIntoPlace(from: string, to: string, names: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const name of names) {
    const place = join(to, name);
    if (existsSync(place) && statSync(place).isDirectory()) {
      throw new AtalayaError(
        'file-unwritable',
        `A folder named ${name} stands where the file is to be written`,
        place,
        'Move it away, or choose another folder.',
      );
    }
  }
  for (const name of names) renameSync(join(from, name), join(to, name));
}

/**
 * Writes everything about a flight into a folder: GeoJSON, KML, GeoPackage, the report, and the packets where they are handed in.
 * All files are written beside the folder first and moved in when all are whole, so that a failure leaves the folder as it was.
 * Gives back the paths. Throws `file-unwritable`.
 */
export async function writeExports(
  flight: Flight,
  packets: PacketsSummary,
  outDir: string,
  options: ExportOptions,
): Promise<readonly string[]> {
  const out = resolve(outDir);
  let partial: string | undefined;
  try {
    if (existsSync(out) && !statSync(out).isDirectory()) {
      throw new AtalayaError(
        'file-unwritable',
        'A file stands where the output folder is to be',
        out,
        'Choose another folder, or move the file away.',
      );
    }
    const folder = onDisk(out, () => {
      mkdirSync(dirname(out), { recursive: true });
      return mkdtempSync(join(dirname(out), `.${basename(out)}.partial-`));
    });
    partial = folder;
    const written: string[] = [];
    const text = async (
      name: (typeof exportNames)[number],
      chunks: Iterable<string> | AsyncIterable<string>,
    ): Promise<void> => {
      options.onFile?.(name);
      await writeChunks(join(folder, name), chunks);
      written.push(name);
    };
    if (options.packetLines !== undefined) await text('packets.ndjson', options.packetLines);
    await text('track.geojson', trackGeoJson(flight));
    await text('footprints.geojson', footprintsGeoJson(flight));
    await text('coverage.geojson', coverageGeoJson(flight));
    await text('flight.kml', flightKml(flight, { geoidHeightM: options.geoidHeightM }));
    options.onFile?.('flight.gpkg');
    writeGeoPackage(join(folder, 'flight.gpkg'), flightLayers(flight), options.lastChangeMs);
    written.push('flight.gpkg');
    await text('report.html', [reportHtml(reportDocument(flight, packets, readWorldMaps()), readPageParts())]);
    onDisk(out, () => moveIntoPlace(folder, out, written));
    return written.map((name) => join(out, name));
  } finally {
    if (partial !== undefined) rmSync(partial, { recursive: true, force: true });
  }
}
