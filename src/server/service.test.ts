import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedVideoRecording } from '../../sim/recording.ts';
import { referenceFile } from '../../test/reference-data.ts';
import { recordingPackets } from '../feeds/recording-file.ts';
import { packetToJson } from '../formats/klv/json.ts';
import { TsDemuxer } from '../formats/mpegts/demux.ts';
import type { Pes } from '../formats/mpegts/types.ts';
import { isVideoEntry } from '../formats/mpegts/video-index.ts';
import { budgets } from '../geo/budget.ts';
import { sightOf } from '../geo/footprint.ts';
import type { Terrain } from '../geo/terrain.ts';
import type { FlightFrame } from '../model/flight.ts';
import { FlightBuilder } from '../observe/flight-builder.ts';
import { observedPacket } from '../observe/from-klv.ts';
import { placeBelieved } from '../observe/locate.ts';
import { soundPacket } from '../observe/packet.ts';
import { Timeline } from '../observe/timeline.ts';
import * as schemas from './schemas.ts';
import { createService, type Service } from './service.ts';
import { findTranscoder } from './transcoder.ts';

const sortie = { seed: 7, durationS: 6, rateHz: 4, startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000 };
const headers = { host: '127.0.0.1:8400' };
const bytesType = { ...headers, 'content-type': 'application/octet-stream' };

let folder: string;
let file: string;
let terrain: Terrain;
let service: Service;
let id: string;
let frames: readonly FlightFrame[];
const said: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-service-test-'));
  file = join(folder, 'sortie.ts');
  const recording = simulatedVideoRecording(sortie);
  ({ terrain } = recording);
  const chunks: Uint8Array[] = [];
  for await (const chunk of recording.chunks) chunks.push(chunk);
  writeFileSync(file, Buffer.concat(chunks));
  service = await createService({
    transcoder: { kind: 'none', reason: 'this is a test' },
    say: (line) => said.push(line),
  });
  const flight = await service.flights.openLocal({ path: file, simulated: true, terrain });
  await flight.read();
  id = flight.id;
  frames = await framesOf(file);
}, 60_000);

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

async function framesOf(path: string): Promise<readonly FlightFrame[]> {
  const builder = new FlightBuilder({ name: 'x', simulated: true, budget: budgets.large, terrain });
  for await (const packet of recordingPackets(path)) {
    const observed = observedPacket(packet);
    if (observed !== undefined) builder.push(observed);
  }
  return builder.finish({ video: undefined }).frames;
}

async function get(path: string, more: Record<string, string> = {}) {
  return service.app.inject({ method: 'GET', url: path, headers: { ...headers, ...more } });
}

/** The JSON at a path, held to its schema. */
async function json<S extends TSchema>(path: string, schema: S) {
  const answer = await get(path);
  expect(answer.statusCode, `${path}: ${answer.body.slice(0, 300)}`).toBe(200);
  const value: unknown = answer.json();
  expect([...Value.Errors(schema, value)].slice(0, 3)).toEqual([]);
  if (!Value.Check(schema, value)) throw new Error(`${path} is not as its schema says`);
  return value;
}

async function problem(answer: Awaited<ReturnType<typeof get>>, status: number, code: string) {
  expect(answer.statusCode, answer.body).toBe(status);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const value: unknown = answer.json();
  if (!Value.Check(schemas.ProblemSchema, value)) throw new Error(answer.body);
  expect(value.code).toBe(code);
  expect(value.status).toBe(status);
  expect(answer.body).not.toMatch(/\.ts:\d|node_modules|\/tmp\//);
  return value;
}

async function upload(name: string, bytes: Uint8Array) {
  return service.app.inject({
    method: 'POST',
    url: `/api/flights?name=${encodeURIComponent(name)}`,
    headers: bytesType,
    payload: Buffer.from(bytes),
  });
}

/** Uploads, waits until it is read, and gives what the service says of the flight then. */
async function opened(name: string, bytes: Uint8Array) {
  const answer = await upload(name, bytes);
  expect(answer.statusCode, answer.body).toBe(201);
  const view: unknown = answer.json();
  if (!Value.Check(schemas.FlightSchema, view)) throw new Error(answer.body);
  expect(answer.headers['location']).toBe(`/api/flights/${view.id}`);
  await service.flights.get(view.id).read();
  return json(`/api/flights/${view.id}`, schemas.FlightSchema);
}

describe('what is told of a flight', () => {
  it('is a view of it', async () => {
    const [view] = await json('/api/flights', schemas.FlightsSchema);
    expect(view).toEqual(await json(`/api/flights/${id}`, schemas.FlightSchema));
    expect(view).toMatchObject({
      name: 'sortie.ts',
      state: 'ready',
      problem: null,
      simulated: true,
      frames: 24,
      packets: 24,
    });
    expect(view?.marking).toBe('EXERCISE // SIMULATED // UNCLASSIFIED');
    expect(view?.video).toMatchObject({
      codec: 'H.264',
      width: 640,
      height: 480,
      frames: 24,
      playable: 'direct',
      reason: null,
    });
    expect(view?.video?.frameRateHz).toBeCloseTo(4, 6);
  });

  it('is quality and coverage', async () => {
    const quality = await json(`/api/flights/${id}/quality`, schemas.QualitySchema);
    expect(quality.packets).toBe(24);
    const coverage = await get(`/api/flights/${id}/coverage`);
    expect(coverage.headers['content-type']).toContain('geo+json');
    expect(coverage.json().features.length).toBeGreaterThan(0);
  });

  it('comes as events', async () => {
    const events = await get(`/api/flights/${id}/events`);
    expect(events.headers['content-type']).toContain('text/event-stream');
    const [, data = ''] = /^event: ready\ndata: (.*)\n\n$/.exec(events.body) ?? [];
    expect(JSON.parse(data)).toEqual(await json(`/api/flights/${id}`, schemas.FlightSchema));
  });

  it('comes as events while it is read', async () => {
    const flight = await service.flights.openLocal({ path: file, terrain });
    const events = await get(`/api/flights/${flight.id}/events`);
    expect(events.body).toMatch(/^event: progress\ndata: \{"bytesRead":\d+,"bytesTotal":\d+,"packets":\d+\}\n\n/);
    expect(events.body).toContain('event: ready\n');
    await service.flights.close(flight.id);
  });
});

describe('frames', () => {
  it('are those of the library, column by column', async () => {
    const view = await json(`/api/flights/${id}/frames?from=3&count=5`, schemas.FramesSchema);
    expect(view).toMatchObject({ from: 3, count: 5, total: 24, frame: [3, 4, 5, 6, 7] });
    for (let i = 0; i < 5; i++) {
      const frame = frames[3 + i]!;
      expect(view.timeUs[i]).toBe(frame.timeUs);
      expect(view.ptsS[i]).toBeCloseTo(frame.ptsS ?? Number.NaN, 6);
      expect(view.sensorLatitudeDeg[i]).toBeCloseTo(frame.sensor?.latitudeDeg ?? Number.NaN, 8);
      expect(view.sensorHeightM[i]).toBeCloseTo(frame.sensor?.heightM ?? Number.NaN, 2);
      expect(view.centerLongitudeDeg[i]).toBeCloseTo(frame.center?.longitudeDeg ?? Number.NaN, 8);
      for (const corner of [0, 1, 2, 3] as const) {
        const there = frame.footprint?.corners[corner];
        expect(view.cornerLatitudeDeg[corner][i]).toBeCloseTo(there?.latitudeDeg ?? Number.NaN, 8);
      }
      // To first order here, sampled there where the ground bends.
      expect(view.ce90M[i]! / frame.center!.ce90M).toBeCloseTo(1, 0);
      expect(view.checksum[i]).toBe(1);
    }
  });

  it('end where the flight ends', async () => {
    const view = await json(`/api/flights/${id}/frames?from=20&count=4096`, schemas.FramesSchema);
    expect(view).toMatchObject({ from: 20, count: 4, total: 24 });
    expect(await json(`/api/flights/${id}/frames?from=500`, schemas.FramesSchema)).toMatchObject({
      count: 0,
      timeUs: [],
    });
  });

  it('are picked evenly for an overview', async () => {
    const view = await json(`/api/flights/${id}/overview?points=5`, schemas.FramesSchema);
    expect(view.frame).toEqual([0, 6, 12, 17, 23]);
    expect((await json(`/api/flights/${id}/overview?points=100`, schemas.FramesSchema)).count).toBe(24);
  });
});

describe('packets', () => {
  it('are those that atalaya klv prints', async () => {
    let index = 0;
    for await (const packet of recordingPackets(file)) {
      const view = await json(`/api/flights/${id}/packets/${index++}`, schemas.PacketSchema);
      expect(view).toEqual(JSON.parse(JSON.stringify(packetToJson(packet))));
    }
    await problem(await get(`/api/flights/${id}/packets/${index}`), 404, 'not-found');
  });

  const damaged = referenceFile('fmv/keys_damaged_day.klv');
  it.skipIf(damaged === undefined)('keep what was found when the recording was read', async () => {
    const flight = await service.flights.openLocal({ path: damaged ?? '' });
    await flight.read();
    let index = 0;
    for await (const packet of recordingPackets(damaged ?? '')) {
      const view = await json(`/api/flights/${flight.id}/packets/${index++}`, schemas.PacketSchema);
      expect(view.issues).toEqual(packetToJson(packet)['issues']);
    }
    expect(index).toBeGreaterThan(0);
    await service.flights.close(flight.id);
  });
});

describe('places', () => {
  it('on the ground agree with the library', async () => {
    let checked = 0;
    for await (const sent of recordingPackets(file)) {
      const observed = observedPacket(sent);
      if (observed === undefined) continue;
      const at = { x: (sent.index % 5) / 4, y: (sent.index % 7) / 6 };
      const answer = await service.app.inject({
        method: 'POST',
        url: `/api/flights/${id}/ground`,
        headers,
        payload: { frame: sent.index, ...at },
      });
      const { packet } = soundPacket(observed);
      const placed = placeBelieved(packet, { terrain });
      const sight = placed.pose === undefined ? undefined : sightOf(placed.pose, at, placed.trace);
      if (sight === undefined) {
        await problem(answer, 422, 'no-ground');
        continue;
      }
      const view: unknown = answer.json();
      if (!Value.Check(schemas.GroundSchema, view)) throw new Error(answer.body);
      const north = (view.latitudeDeg - sight.point.latitudeDeg) * 111_320;
      const east = (view.longitudeDeg - sight.point.longitudeDeg) * 96_000;
      expect(Math.hypot(north, east)).toBeLessThan(1);
      expect(Math.abs(view.heightM - sight.point.heightM)).toBeLessThan(1);
      expect(view.ce90M).toBeGreaterThan(0);
      expect(view.contributors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(view.mgrs).toMatch(/^12R[A-Z]{2}\d{10}$/);
      expect(view.terrain).toBe(terrain.name);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(10);
  });

  it('were seen when the timeline says', async () => {
    const { latitudeDeg = 0, longitudeDeg = 0 } = frames[12]?.center ?? {};
    const visits = await json(`/api/flights/${id}/visits?lat=${latitudeDeg}&lon=${longitudeDeg}`, schemas.VisitsSchema);
    const expected = new Timeline(frames).visitsTo({ latitudeDeg, longitudeDeg });
    expect(visits.length).toBe(expected.length);
    visits.forEach((visit, i) => {
      expect(visit.frames).toBe(expected[i]?.moments);
      expect(visit.firstUs).toBe(expected[i]?.firstUs);
      expect(visit.firstFrame).toBe(expected[i]?.first.frameIndex);
      expect(visit.lastFrame).toBe(expected[i]?.last.frameIndex);
    });
    expect(await json(`/api/flights/${id}/visits?lat=-30&lon=10`, schemas.VisitsSchema)).toEqual([]);
  });
});

/** Access units of the video in a transport stream. */
function pictures(bytes: Uint8Array): Pes[] {
  const found: Pes[] = [];
  const demuxer = new TsDemuxer({ onPes: (pes) => found.push(pes) });
  demuxer.push(bytes);
  demuxer.end();
  return found;
}

describe('video', () => {
  it('can be entered at its keyframes', async () => {
    const { ptsS } = await json(`/api/flights/${id}/keyframes`, schemas.KeyframesSchema);
    expect(ptsS[0]).toBeCloseTo(10, 6);
    expect(ptsS.length).toBeGreaterThan(3);
    expect(ptsS).toEqual(ptsS.toSorted((a, b) => a - b));
  });

  it.each([
    ['-5', 0],
    ['10', 0],
    ['12.6', 8],
    ['1000', 20],
  ])('from %s s begins with the tables and keyframe %i', async (fromS, first) => {
    const answer = await get(`/api/flights/${id}/video?fromS=${fromS}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('video/mp2t');
    const bytes = new Uint8Array(answer.rawPayload);
    expect([bytes[0], bytes[188], bytes.length % 188]).toEqual([0x47, 0x47, 0]);
    const shown = pictures(bytes);
    expect(shown.every(({ stream }) => stream?.kind === 'video')).toBe(true);
    expect(shown.length).toBe(24 - first);
    const [picture] = shown;
    expect(isVideoEntry('H.264', picture?.data ?? new Uint8Array(0), false)).toBe(true);
    expect(Number(answer.headers['x-stream-start-s'])).toBeCloseTo(picture?.ptsS ?? Number.NaN, 6);
    expect(picture?.ptsS).toBeCloseTo(10 + first / 4, 4);
  });

  const ffprobe = existsSync('/usr/bin/ffprobe');
  it.skipIf(!ffprobe)('is decoded by ffmpeg without a complaint', async () => {
    const { rawPayload } = await get(`/api/flights/${id}/video?fromS=12`);
    const out = execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'frame=pict_type', '-of', 'csv=p=0', '-'], {
      input: rawPayload,
      encoding: 'utf8',
    });
    expect(out.trim().split(/\s+/)[0]).toMatch(/^I/);
  });

  const mpeg2 = referenceFile('fmv/mpeg2_klv.ts');
  it.skipIf(mpeg2 === undefined)('that no browser plays says so where there is no ffmpeg', async () => {
    const flight = await service.flights.openLocal({ path: mpeg2 ?? '' });
    await flight.read();
    const { video } = await json(`/api/flights/${flight.id}`, schemas.FlightSchema);
    expect(video).toMatchObject({ codec: 'MPEG-2', playable: 'unplayable' });
    expect(video?.reason).toContain('MPEG-2');
    await problem(await get(`/api/flights/${flight.id}/video?fromS=0`), 422, 'no-video');
    await service.flights.close(flight.id);
  });

  it.skipIf(mpeg2 === undefined || !ffprobe)('that no browser plays is transcoded, its times kept', async () => {
    const transcoder = await findTranscoder(process.env['PATH']);
    expect(transcoder.kind).toBe('ffmpeg');
    const other = await createService({ transcoder, say: () => undefined });
    const flight = await other.flights.openLocal({ path: mpeg2 ?? '' });
    await flight.read();
    const answer = await other.app.inject({ url: `/api/flights/${flight.id}/video?fromS=0.5`, headers });
    const shown = pictures(new Uint8Array(answer.rawPayload));
    expect(shown[0]?.stream?.codec).toBe('H.264');
    expect(shown[0]?.ptsS).toBeCloseTo(Number(answer.headers['x-stream-start-s']), 3);
    await other.close();
  });

  it('is not there where there is none', async () => {
    const found = await findTranscoder(folder);
    expect(found).toMatchObject({ kind: 'none' });
  });
});

describe('the recording itself', () => {
  it('comes whole and in ranges', async () => {
    const whole = await get(`/api/flights/${id}/recording`);
    expect(whole.statusCode).toBe(200);
    const part = await get(`/api/flights/${id}/recording`, { range: 'bytes=188-375' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 188-375/${whole.rawPayload.length}`);
    expect(part.rawPayload.equals(whole.rawPayload.subarray(188, 376))).toBe(true);
    const last = await get(`/api/flights/${id}/recording`, { range: 'bytes=-100' });
    expect(last.rawPayload.equals(whole.rawPayload.subarray(-100))).toBe(true);
  });

  it.each(['bytes=99999999999-', 'bytes=-0'])('refuses %s', async (range) => {
    await problem(await get(`/api/flights/${id}/recording`, { range }), 416, 'value-out-of-range');
  });
});

describe('the map', () => {
  it.each(['land', 'borders', 'states'])('has %s', async (layer) => {
    const answer = await get(`/api/base/${layer}.json`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().features.length).toBeGreaterThan(10);
  });

  it('has terrain where heights are known', async () => {
    const tile = await get(`/api/flights/${id}/terrain/12/781/1684.png`);
    expect(tile.headers['content-type']).toBe('image/png');
    expect((await get(`/api/flights/${id}/terrain/12/0/0.png`)).statusCode).toBe(204);
    expect((await get(`/api/flights/${id}/terrain/2/9/9.png`)).statusCode).toBe(204);
  });
});

describe('uploads', () => {
  it('are read as files are, and gone when deleted', async () => {
    const { rawPayload } = await get(`/api/flights/${id}/recording`);
    const view = await opened('späť "x".ts', new Uint8Array(rawPayload));
    expect(view).toMatchObject({ name: 'späť "x".ts', state: 'ready', frames: 24, bytesRead: rawPayload.length });
    const data = service.flights.get(view.id).options.folder;
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['recording', 'packets']));
    const gone = await service.app.inject({ method: 'DELETE', url: `/api/flights/${view.id}`, headers });
    expect([gone.statusCode, gone.body]).toEqual([204, '']);
    expect(existsSync(data)).toBe(false);
    await problem(await get(`/api/flights/${view.id}`), 404, 'not-found');
  });

  it.each([
    ['nothing', new Uint8Array(0), 'format-unknown', 'empty'],
    ['text', new TextEncoder().encode('once upon a time '.repeat(1000)), 'format-unknown', 'neither'],
    ['zeros', new Uint8Array(100_000), 'format-unknown', 'neither'],
  ])('of %s fail with a sentence', async (name, bytes, code, word) => {
    const view = await opened(name, bytes);
    expect(view.state).toBe('failed');
    expect(view.problem).toMatchObject({ code });
    expect(view.problem?.detail).toContain(word);
    expect(view.problem?.cure).not.toBe('');
    await problem(await get(`/api/flights/${view.id}/quality`), 404, 'not-found');
    await problem(await get(`/api/flights/${view.id}/video?fromS=0`), 422, 'no-video');
    expect((await json(`/api/flights/${view.id}/frames`, schemas.FramesSchema)).count).toBe(0);
    await service.flights.close(view.id);
  });

  it('that end in the middle show what is there', async () => {
    const { rawPayload } = await get(`/api/flights/${id}/recording`);
    const view = await opened('cut', new Uint8Array(rawPayload.subarray(0, Math.floor(rawPayload.length / 2) + 77)));
    expect(view.state).toBe('ready');
    expect(view.frames).toBeGreaterThan(5);
    expect(view.frames).toBeLessThan(24);
    await service.flights.close(view.id);
  });

  it('can be cancelled while they come', async () => {
    let more: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      more = resolve;
    });
    const { rawPayload } = await get(`/api/flights/${id}/recording`);
    async function* slowly() {
      yield rawPayload.subarray(0, 100_000);
      await waiting;
    }
    const coming = service.flights.upload('slow', undefined, Readable.from(slowly()));
    const refused = expect(coming).rejects.toMatchObject({ code: 'not-found' });
    let flight = service.flights.list().find(({ options }) => options.name === 'slow');
    while (flight === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      flight = service.flights.list().find(({ options }) => options.name === 'slow');
    }
    await problem(await get(`/api/flights/${flight.id}/quality`), 409, 'not-ready');
    await problem(await get(`/api/flights/${flight.id}/recording`), 409, 'not-ready');
    const deleted = service.app.inject({ method: 'DELETE', url: `/api/flights/${flight.id}`, headers });
    more();
    expect((await deleted).statusCode).toBe(204);
    await refused;
    expect(existsSync(flight.options.folder)).toBe(false);
  });

  it('of the wrong type, without a name or too large are refused', async () => {
    const post = (url: string, type: string) =>
      service.app.inject({ method: 'POST', url, headers: { ...headers, 'content-type': type }, payload: 'x' });
    await problem(await post('/api/flights', 'application/octet-stream'), 400, 'request-invalid');
    await problem(await post('/api/flights?name=a', 'text/html'), 415, 'request-invalid');
    const small = await createService({
      transcoder: { kind: 'none', reason: '' },
      say: () => undefined,
      maxUploadBytes: 1000,
    });
    const answer = await small.app.inject({
      method: 'POST',
      url: '/api/flights?name=a',
      headers: bytesType,
      payload: Buffer.alloc(5000),
    });
    await problem(answer, 413, 'too-large');
    expect(small.flights.list()).toEqual([]);
    await small.close();
  });

  it('are limited in number', async () => {
    const few = await createService({ transcoder: { kind: 'none', reason: '' }, say: () => undefined, maxOpen: 1 });
    await few.flights.openLocal({ path: file });
    await expect(few.flights.openLocal({ path: file })).rejects.toMatchObject({ code: 'too-many' });
    await few.close();
  });
});

describe('who may ask', () => {
  it.each([
    ['another host', { host: 'evil.example' }],
    ['a host that begins like ours', { host: '127.0.0.1.evil.example' }],
    ['another site', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('not %s', async (_name, more) => {
    await problem(await get('/api/flights', more), 403, 'request-refused');
    const deleting = await service.app.inject({
      method: 'DELETE',
      url: `/api/flights/${id}`,
      headers: { ...headers, ...more },
    });
    await problem(deleting, 403, 'request-refused');
  });

  it.each([
    ['our page', { origin: 'http://127.0.0.1:8400', 'sec-fetch-site': 'same-origin' }],
    ['the same by name', { host: 'localhost:8400', origin: 'http://localhost:8400' }],
    ['a program', {}],
  ])('%s may', async (_name, more) => expect((await get('/api/flights', more)).statusCode).toBe(200));

  it('every answer forbids what the page does not need', async () => {
    for (const path of ['/api/flights', '/nowhere', `/api/flights/${id}/video?fromS=0`]) {
      const answer = await get(path);
      expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['x-frame-options']).toBe('DENY');
    }
  });
});

describe('bad requests', () => {
  it.each([
    ['/api/flights/none', 404],
    ['/api/flights/..%2f..%2fetc%2fpasswd', 404],
    ['/api/flights/%00', 404],
    ['/../../etc/passwd', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/api/base/oceans.json', 400],
    ['/api/flights/ID/frames?from=-1', 400],
    ['/api/flights/ID/frames?from=x', 400],
    ['/api/flights/ID/frames?count=4097', 400],
    ['/api/flights/ID/frames?count=1.5', 400],
    ['/api/flights/ID/overview?points=1', 400],
    ['/api/flights/ID/packets/-1', 400],
    ['/api/flights/ID/packets/999999999', 404],
    ['/api/flights/ID/visits?lat=91&lon=0', 400],
    ['/api/flights/ID/visits?lat=1', 400],
    ['/api/flights/ID/visits?lat=NaN&lon=0', 400],
    ['/api/flights/ID/video?fromS=1e400', 400],
    ['/api/flights/ID/terrain/99/0/0.png', 400],
    ['/api/flights/ID/terrain/1/0/0.jpg', 404],
  ])('%s is answered with %i', async (path, status) => {
    const answer = await get(path.replace('ID', id));
    await problem(answer, status, status === 404 ? 'not-found' : 'request-invalid');
  });

  it.each([{}, { frame: 0 }, { frame: -1, x: 0, y: 0 }, { frame: 0, x: 2, y: 0 }, { frame: 'a', x: 0, y: 0 }])(
    'ground of %j is refused',
    async (payload) => {
      const answer = await service.app.inject({ method: 'POST', url: `/api/flights/${id}/ground`, headers, payload });
      await problem(answer, 400, 'request-invalid');
    },
  );

  it('whatever is asked, the service is never at fault', async () => {
    const routes = ['frames', 'overview', 'visits', 'video', 'packets/1', 'keyframes', 'quality', 'nothing'];
    const names = ['from', 'count', 'points', 'lat', 'lon', 'fromS', '__proto__'];
    const value = fc.oneof(fc.double().map(String), fc.integer().map(String), fc.string(), fc.constant('0'));
    const query = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...routes), query, async (route, pairs) => {
        const text = pairs.map(([name, one]) => `${name}=${encodeURIComponent(one.toWellFormed())}`).join('&');
        const { statusCode, body } = await get(`/api/flights/${id}/${route}?${text}`);
        expect(statusCode, `${route}?${text}: ${body.slice(0, 200)}`).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(said).toEqual([]);
  });
});

describe('the interface', () => {
  it('is described with its schemas', async () => {
    const description = (await get('/api')).json();
    expect(description.openapi).toBe('3.1.0');
    const paths = Object.keys(description.paths);
    expect(paths).toEqual(
      expect.arrayContaining(['/api/flights', '/api/flights/{id}/frames', '/api/flights/{id}/ground']),
    );
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const operation of Object.values(methods ?? {})) {
        expect(operation.responses, path).toHaveProperty('4XX');
      }
    }
  });
});

describe('listening', () => {
  it('takes the next port where one is taken, and stops with streams open', async () => {
    const first = await createService({ transcoder: { kind: 'none', reason: '' }, say: () => undefined });
    const url = await first.listen(0);
    const port = Number(new URL(url).port);
    const second = await createService({ transcoder: { kind: 'none', reason: '' }, say: () => undefined });
    const next = await second.listen(port);
    expect(new URL(next).hostname).toBe('127.0.0.1');
    expect(Number(new URL(next).port)).toBeGreaterThan(port);
    const flight = await second.flights.openLocal({ path: file });
    await flight.read();
    const stream = await fetch(`${next}/api/flights/${flight.id}/video?fromS=0`);
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    await Promise.all([first.close(), second.close()]);
    await expect(fetch(next)).rejects.toThrow();
  });
});
