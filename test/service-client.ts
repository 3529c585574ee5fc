import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { simulatedVideoRecording } from '../sim/recording.ts';
import type { Terrain } from '../src/geo/terrain.ts';
import * as schemas from '../src/server/schemas.ts';
import { createService, type Service } from '../src/server/service.ts';

const sortie = { seed: 7, durationS: 6, rateHz: 4, startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000 };

/** What a page of our own sends. */
export const ownHeaders = { host: '127.0.0.1:8400' };

/** A service with a short simulated sortie open in it, asked without a socket; answers are held to their schemas. */
export class ServiceClient {
  readonly service: Service;
  readonly folder: string;
  /** The recording of the sortie. */
  readonly file: string;
  readonly terrain: Terrain;
  /** The flight. */
  readonly id: string;
  /** What the service said went wrong inside. */
  readonly said: readonly string[];

  constructor(parts: Pick<ServiceClient, 'service' | 'folder' | 'file' | 'terrain' | 'id' | 'said'>) {
    this.service = parts.service;
    this.folder = parts.folder;
    this.file = parts.file;
    this.terrain = parts.terrain;
    this.id = parts.id;
    this.said = parts.said;
  }

  static async open(): Promise<ServiceClient> {
    const folder = mkdtempSync(join(tmpdir(), 'atalaya-service-test-'));
    const file = join(folder, 'sortie.ts');
    const { terrain, chunks } = simulatedVideoRecording(sortie);
    const bytes: Uint8Array[] = [];
    for await (const chunk of chunks) bytes.push(chunk);
    writeFileSync(file, Buffer.concat(bytes));
    const said: string[] = [];
    const service = await createService({
      transcoder: { kind: 'none' },
      say: (line) => said.push(line),
    });
    const flight = await service.flights.openLocal({ path: file, simulated: true, terrain });
    await flight.read();
    return new ServiceClient({ service, folder, file, terrain, id: flight.id, said });
  }

  async close(): Promise<void> {
    await this.service.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get(path: string, more: Record<string, string> = {}) {
    return this.service.app.inject({ method: 'GET', url: path, headers: { ...ownHeaders, ...more } });
  }

  delete(path: string, more: Record<string, string> = {}) {
    return this.service.app.inject({ method: 'DELETE', url: path, headers: { ...ownHeaders, ...more } });
  }

  post(path: string, payload: object) {
    return this.service.app.inject({ method: 'POST', url: path, headers: ownHeaders, payload });
  }

  /** The JSON at a path. */
  async json<S extends TSchema>(path: string, schema: S) {
    const answer = await this.get(path);
    expect(answer.statusCode, `${path}: ${answer.body.slice(0, 300)}`).toBe(200);
    const value: unknown = answer.json();
    expect([...Value.Errors(schema, value)].slice(0, 3)).toEqual([]);
    if (!Value.Check(schema, value)) throw new Error(`${path} is not as its schema says`);
    return value;
  }

  upload(name: string, bytes: Uint8Array, type = 'application/octet-stream') {
    return this.service.app.inject({
      method: 'POST',
      url: `/api/flights?name=${encodeURIComponent(name)}`,
      headers: { ...ownHeaders, 'content-type': type },
      payload: Buffer.from(bytes),
    });
  }

  /** Uploads, waits until it is read, and gives what the service says of the flight then. */
  async opened(name: string, bytes: Uint8Array) {
    const answer = await this.upload(name, bytes);
    expect(answer.statusCode, answer.body).toBe(201);
    const view: unknown = answer.json();
    if (!Value.Check(schemas.FlightSchema, view)) throw new Error(answer.body);
    expect(answer.headers['location']).toBe(`/api/flights/${view.id}`);
    await this.service.flights.get(view.id).read();
    return this.json(`/api/flights/${view.id}`, schemas.FlightSchema);
  }
}

/** Holds an answer to be problem details (RFC 9457) that tell nothing of the inside. */
export function expectProblem(
  answer: { statusCode: number; body: string; headers: Record<string, unknown> },
  status: number,
  code: string,
): void {
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(status);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const value: unknown = JSON.parse(answer.body);
  if (!Value.Check(schemas.ProblemSchema, value)) throw new Error(answer.body);
  expect(value).toMatchObject({ code, status });
  expect(answer.body).not.toMatch(/\.ts:\d|node_modules|\/tmp\//);
}
