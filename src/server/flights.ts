import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { budgets, type ErrorBudget } from '../geo/budget.ts';
import type { Terrain } from '../geo/terrain.ts';
import type { AtalayaError } from '../model/errors.ts';
import { troubleOf } from '../model/troubles.ts';
import { OpenFlight } from './flight.ts';
import { GrowingFile } from './growing-file.ts';
import type { Transcoder } from './transcoder.ts';

export interface FlightsOptions {
  readonly transcoder: Transcoder;
  /** The ground of flights that bring none of their own. */
  readonly terrain?: Terrain;
  /** Longest recording taken from a browser. Default 64 GiB. */
  readonly maxUploadBytes?: number;
  /** Flights open at once. Default 32. */
  readonly maxOpen?: number;
}

/** A recording on the machine's own disk. */
export interface LocalRecording {
  readonly path: string;
  readonly simulated?: boolean;
  readonly terrain?: Terrain;
  readonly budget?: ErrorBudget;
}

const defaultUploadBytes = 64 * 2 ** 30;

/** The flights that are open, and the folder their data lies in. */
export class Flights {
  readonly maxUploadBytes: number;
  readonly #options: FlightsOptions;
  readonly #open = new Map<string, OpenFlight>();
  #folder: Promise<string> | undefined;

  constructor(options: FlightsOptions) {
    this.#options = options;
    this.maxUploadBytes = options.maxUploadBytes ?? defaultUploadBytes;
  }

  list(): readonly OpenFlight[] {
    return [...this.#open.values()];
  }

  /** @throws AtalayaError `not-found` */
  get(id: string): OpenFlight {
    const flight = this.#open.get(id);
    if (flight === undefined) {
      throw troubleOf('flight-unknown', id);
    }
    return flight;
  }

  /**
   * Opens a recording of this machine and begins to read it.
   * @throws AtalayaError `too-many`; the system's errors where there is no such file.
   */
  async openLocal(recording: LocalRecording): Promise<OpenFlight> {
    const { size } = await stat(recording.path);
    const file = new GrowingFile(recording.path);
    file.grewTo(size);
    file.end();
    const flight = await this.#add(basename(recording.path), file, size, recording);
    void flight.read();
    return flight;
  }

  /**
   * Takes a recording from a browser: the promise is kept when it has come whole.
   * @throws AtalayaError `too-many`, `too-large`, `not-found` where the flight was closed meanwhile; whatever the stream ends with.
   */
  async upload(name: string, bytesTotal: number | undefined, source: Readable): Promise<OpenFlight> {
    if ((bytesTotal ?? 0) > this.maxUploadBytes) throw this.#tooLarge(name);
    const { flight, whole } = await this.receive({ name, bytesTotal }, this.#counted(name, source));
    await whole;
    return flight;
  }

  /**
   * Opens a recording that is still coming: it is read while it comes. `whole` is kept when all of it has come; where the stream
   * breaks off, or the flight is closed, the flight is gone.
   * @throws AtalayaError `too-many`
   */
  async receive(
    about: Omit<LocalRecording, 'path'> & { readonly name: string; readonly bytesTotal?: number | undefined },
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly flight: OpenFlight; readonly whole: Promise<void> }> {
    const folder = await this.#newFolder();
    const file = new GrowingFile(join(folder, 'recording'));
    const flight = await this.#add(about.name, file, about.bytesTotal, about, folder);
    void flight.read();
    return { flight, whole: this.#fill(flight, file, chunks) };
  }

  async #fill(flight: OpenFlight, file: GrowingFile, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      await pipeline(chunks, (source: AsyncIterable<Uint8Array>) => write(file, source), { signal: flight.signal });
      file.end();
    } catch (error) {
      file.fail(error instanceof Error ? error : new Error(String(error)));
      const closed = flight.signal.aborted;
      await this.close(flight.id);
      if (!closed) throw error;
      const { name } = flight.options;
      throw troubleOf('flight-closed', name);
    }
  }

  /** @throws AtalayaError `not-found` */
  async close(id: string): Promise<void> {
    const flight = this.#open.get(id);
    if (flight === undefined) return;
    this.#open.delete(id);
    await flight.close();
  }

  /** Closes all flights and removes what is left of them. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
    const folder = await this.#folder;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  async #add(
    name: string,
    file: GrowingFile,
    bytesTotal: number | undefined,
    { simulated = false, terrain = this.#options.terrain, budget = budgets.large }: Partial<LocalRecording>,
    folder?: string,
  ): Promise<OpenFlight> {
    const most = this.#options.maxOpen ?? 32;
    if (this.#open.size >= most) {
      throw troubleOf('too-many-open', name, { n: String(most) });
    }
    const { transcoder } = this.#options;
    const flight = new OpenFlight({
      id: randomUUID(),
      name,
      file,
      bytesTotal,
      folder: folder ?? (await this.#newFolder()),
      simulated,
      terrain,
      budget,
      transcoder,
    });
    this.#open.set(flight.id, flight);
    return flight;
  }

  async #newFolder(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'atalaya-'));
    const folder = join(await this.#folder, randomUUID());
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async *#counted(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let total = 0;
    for await (const chunk of chunks) {
      total += chunk.length;
      if (total > this.maxUploadBytes) throw this.#tooLarge(name);
      yield chunk;
    }
  }

  #tooLarge(name: string): AtalayaError {
    const gib = (this.maxUploadBytes / 2 ** 30).toPrecision(3);
    return troubleOf('recording-too-large', name, { gib });
  }
}

/** Writes a file and tells its readers how far it has come. */
async function write(file: GrowingFile, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const out = await open(file.path, 'w');
  let written = 0;
  try {
    for await (const chunk of chunks) {
      await out.writeFile(chunk);
      written += chunk.length;
      file.grewTo(written);
    }
  } finally {
    await out.close();
  }
}
