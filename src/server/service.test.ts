import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceFile } from '../../test/reference-data.ts';
import { expectProblem, ownHeaders as headers, ServiceClient } from '../../test/service-client.ts';
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
import { createService } from './service.ts';
import { findTranscoder } from './transcoder.ts';

let client: ServiceClient;
let id: string;
let file: string;
let folder: string;
let terrain: Terrain;
let frames: readonly FlightFrame[];

beforeAll(async () => {
  client = await ServiceClient.open();
  ({ id, file, folder, terrain } = client);
  frames = await framesOf(file);
}, 60_000);

afterAll(() => client.close());

async function framesOf(path: string): Promise<readonly FlightFrame[]> {
  const builder = new FlightBuilder({ name: 'x', simulated: true, budget: budgets.large, terrain });
  for await (const packet of recordingPackets(path)) {
    const observed = observedPacket(packet);
    if (observed !== undefined) builder.push(observed);
  }
  return builder.finish({ video: undefined }).frames;
}

describe('what is told of a flight', () => {
  it('is a view of it', async () => {
    const [view] = await client.json('/api/flights', schemas.FlightsSchema);
    expect(view).toEqual(await client.json(`/api/flights/${id}`, schemas.FlightSchema));
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
    const quality = await client.json(`/api/flights/${id}/quality`, schemas.QualitySchema);
    expect(quality.packets).toBe(24);
    const coverage = await client.get(`/api/flights/${id}/coverage`);
    expect(coverage.headers['content-type']).toContain('geo+json');
    expect(coverage.json().features.length).toBeGreaterThan(0);
  });

  it('comes as events', async () => {
    const events = await client.get(`/api/flights/${id}/events`);
    expect(events.headers['content-type']).toContain('text/event-stream');
    const [, data = ''] = /^event: ready\ndata: (.*)\n\n$/.exec(events.body) ?? [];
    expect(JSON.parse(data)).toEqual(await client.json(`/api/flights/${id}`, schemas.FlightSchema));
  });

  it('comes as events while it is read', async () => {
    const flight = await client.service.flights.openLocal({ path: file, terrain });
    const events = await client.get(`/api/flights/${flight.id}/events`);
    expect(events.body).toMatch(/^event: progress\ndata: \{"bytesRead":\d+,"bytesTotal":\d+,"packets":\d+\}\n\n/);
    expect(events.body).toContain('event: ready\n');
    await client.service.flights.close(flight.id);
  });
});

describe('frames', () => {
  it('are those of the library, column by column', async () => {
    const view = await client.json(`/api/flights/${id}/frames?from=3&count=5`, schemas.FramesSchema);
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
    const view = await client.json(`/api/flights/${id}/frames?from=20&count=4096`, schemas.FramesSchema);
    expect(view).toMatchObject({ from: 20, count: 4, total: 24 });
    expect(await client.json(`/api/flights/${id}/frames?from=500`, schemas.FramesSchema)).toMatchObject({
      count: 0,
      timeUs: [],
    });
  });

  it('are picked evenly for an overview', async () => {
    const view = await client.json(`/api/flights/${id}/overview?points=5`, schemas.FramesSchema);
    expect(view.frame).toEqual([0, 6, 12, 17, 23]);
    expect((await client.json(`/api/flights/${id}/overview?points=100`, schemas.FramesSchema)).count).toBe(24);
  });
});

describe('packets', () => {
  it('are those that atalaya klv prints', async () => {
    let index = 0;
    for await (const packet of recordingPackets(file)) {
      const view = await client.json(`/api/flights/${id}/packets/${index++}`, schemas.PacketSchema);
      expect(view).toEqual(JSON.parse(JSON.stringify(packetToJson(packet))));
    }
    expectProblem(await client.get(`/api/flights/${id}/packets/${index}`), 404, 'not-found');
  });

  const damaged = referenceFile('fmv/keys_damaged_day.klv');
  it.skipIf(damaged === undefined)('keep what was found when the recording was read', async () => {
    const flight = await client.service.flights.openLocal({ path: damaged ?? '' });
    await flight.read();
    let index = 0;
    for await (const packet of recordingPackets(damaged ?? '')) {
      const view = await client.json(`/api/flights/${flight.id}/packets/${index++}`, schemas.PacketSchema);
      expect(view.issues).toEqual(packetToJson(packet)['issues']);
    }
    expect(index).toBeGreaterThan(0);
    await client.service.flights.close(flight.id);
  });
});

describe('places', () => {
  it('on the ground agree with the library', async () => {
    let checked = 0;
    for await (const sent of recordingPackets(file)) {
      const observed = observedPacket(sent);
      if (observed === undefined) continue;
      const at = { x: (sent.index % 5) / 4, y: (sent.index % 7) / 6 };
      const answer = await client.service.app.inject({
        method: 'POST',
        url: `/api/flights/${id}/ground`,
        headers,
        payload: { frame: sent.index, ...at },
      });
      const { packet } = soundPacket(observed);
      const placed = placeBelieved(packet, { terrain });
      const sight = placed.pose === undefined ? undefined : sightOf(placed.pose, at, placed.trace);
      if (sight === undefined) {
        expectProblem(answer, 422, 'no-ground');
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

  it('say of a moving object since when it was reported', async () => {
    const at = frames.findIndex(({ detections }) => detections.length > 0);
    const number = frames[at]?.detections[0]?.id ?? -1;
    const run = await client.json(`/api/flights/${id}/moving?frame=${at}&number=${number}`, schemas.MovingSchema);
    expect(run).toMatchObject({ report: { frame: at, id: number }, firstFrame: at, firstUs: frames[at]?.timeUs });
    expect(run.reports).toBeGreaterThan(0);
    const never = await client.get(`/api/flights/${id}/moving?frame=${at}&number=99999`);
    expectProblem(never, 404, 'not-found');
  });

  it('were seen when the timeline says', async () => {
    const { latitudeDeg = 0, longitudeDeg = 0 } = frames[12]?.center ?? {};
    const visits = await client.json(
      `/api/flights/${id}/visits?lat=${latitudeDeg}&lon=${longitudeDeg}`,
      schemas.VisitsSchema,
    );
    const expected = new Timeline(frames).visitsTo({ latitudeDeg, longitudeDeg });
    expect(visits.length).toBe(expected.length);
    visits.forEach((visit, i) => {
      expect(visit.frames).toBe(expected[i]?.moments);
      expect(visit.firstUs).toBe(expected[i]?.firstUs);
      expect(visit.firstFrame).toBe(expected[i]?.first.frameIndex);
      expect(visit.lastFrame).toBe(expected[i]?.last.frameIndex);
    });
    expect(await client.json(`/api/flights/${id}/visits?lat=-30&lon=10`, schemas.VisitsSchema)).toEqual([]);
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
    const { ptsS } = await client.json(`/api/flights/${id}/keyframes`, schemas.KeyframesSchema);
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
    const answer = await client.get(`/api/flights/${id}/video?fromS=${fromS}`);
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
    const { rawPayload } = await client.get(`/api/flights/${id}/video?fromS=12`);
    const out = execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'frame=pict_type', '-of', 'csv=p=0', '-'], {
      input: rawPayload,
      encoding: 'utf8',
    });
    expect(out.trim().split(/\s+/)[0]).toMatch(/^I/);
  });

  const mpeg2 = referenceFile('fmv/mpeg2_klv.ts');
  it.skipIf(mpeg2 === undefined)('that no browser plays says so where there is no ffmpeg', async () => {
    const flight = await client.service.flights.openLocal({ path: mpeg2 ?? '' });
    await flight.read();
    const { video } = await client.json(`/api/flights/${flight.id}`, schemas.FlightSchema);
    expect(video).toMatchObject({ codec: 'MPEG-2', playable: 'unplayable' });
    expect(video?.reason).toEqual({ name: 'no-ffmpeg', values: { codec: 'MPEG-2' } });
    expectProblem(await client.get(`/api/flights/${flight.id}/video?fromS=0`), 422, 'no-video');
    await client.service.flights.close(flight.id);
  });

  const silent = referenceFile('fmv/h264_audio.ts');
  it.skipIf(silent === undefined)('without metadata that no browser plays says what to install for it', async () => {
    const flight = await client.service.flights.openLocal({ path: silent ?? '' });
    await flight.read();
    const view = await client.json(`/api/flights/${flight.id}`, schemas.FlightSchema);
    expect(view).toMatchObject({ state: 'ready', problem: { code: 'no-metadata', reason: { name: 'no-klv' } } });
    expect(view.video).toMatchObject({ playable: 'unplayable', reason: { name: 'no-ffmpeg' } });
    await client.service.flights.close(flight.id);
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
    const whole = await client.get(`/api/flights/${id}/recording`);
    expect(whole.statusCode).toBe(200);
    const part = await client.get(`/api/flights/${id}/recording`, { range: 'bytes=188-375' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 188-375/${whole.rawPayload.length}`);
    expect(part.rawPayload.equals(whole.rawPayload.subarray(188, 376))).toBe(true);
    const last = await client.get(`/api/flights/${id}/recording`, { range: 'bytes=-100' });
    expect(last.rawPayload.equals(whole.rawPayload.subarray(-100))).toBe(true);
  });

  it.each(['bytes=99999999999-', 'bytes=-0'])('refuses %s', async (range) => {
    expectProblem(await client.get(`/api/flights/${id}/recording`, { range }), 416, 'value-out-of-range');
  });
});

describe('the map', () => {
  it.each(['land', 'borders', 'states'])('has %s', async (layer) => {
    const answer = await client.get(`/api/base/${layer}.json`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json().features.length).toBeGreaterThan(10);
  });

  it('has terrain where heights are known', async () => {
    const tile = await client.get(`/api/flights/${id}/terrain/12/781/1684.png`);
    expect(tile.headers['content-type']).toBe('image/png');
    expect((await client.get(`/api/flights/${id}/terrain/12/0/0.png`)).statusCode).toBe(204);
    expect((await client.get(`/api/flights/${id}/terrain/2/9/9.png`)).statusCode).toBe(204);
  });
});

describe('the interface', () => {
  it('is described with its schemas', async () => {
    const description = (await client.get('/api')).json();
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
    const first = await createService({ transcoder: { kind: 'none' }, say: () => undefined });
    const url = await first.listen(0);
    const port = Number(new URL(url).port);
    const second = await createService({ transcoder: { kind: 'none' }, say: () => undefined });
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
