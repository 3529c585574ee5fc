import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FlightView, VideoView } from '../../../src/model/views.ts';
import { clock, seek } from './clock.ts';
import { closeFlight, openFiles, refresh } from './flights.ts';
import { startSession } from './session.ts';
import { workstation } from './workstation.ts';

const flight = (id: string): FlightView => ({
  id,
  name: `${id}.ts`,
  state: 'ready',
  problem: null,
  simulated: false,
  marking: '',
  bytesTotal: 1,
  bytesRead: 1,
  packets: 1,
  frames: 0,
  startUs: null,
  endUs: null,
  mission: { missionId: null, platform: null, tail: null, sensor: null },
  video: null,
  trackKm: 0,
  coveredKm2: 0,
  detections: 0,
  packetsWithIssues: 0,
});

/** A service that answers when it is told to. */
let waiting: ((flights: readonly FlightView[]) => void)[] = [];
let sent: FakeRequest[] = [];

class FakeRequest {
  readonly upload = {};
  status = 0;
  responseText = '';
  onload: () => void = () => undefined;
  constructor() {
    sent.push(this);
  }
  open(): void {}
  setRequestHeader(): void {}
  abort(): void {}
  send(): void {}
  answer(view: FlightView): void {
    this.status = 201;
    this.responseText = JSON.stringify(view);
    this.onload();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ids = (): string[] => workstation.get().flights.map(({ id }) => id);
const drop = (name: string): void => openFiles([{ file: new File(['x'], name), isFolder: false }]);

beforeEach(() => {
  waiting = [];
  sent = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  vi.stubGlobal('fetch', (_path: string, init?: RequestInit) =>
    init?.method === 'DELETE'
      ? Promise.resolve(new Response(null, { status: 204 }))
      : new Promise<Response>((resolve) => waiting.push((flights) => resolve(Response.json(flights)))),
  );
  workstation.set({ flights: [], uploads: [], flightId: null });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('answers that come late', () => {
  it('do not put the flight opened before in the place of the one opened last', async () => {
    drop('slow.ts');
    drop('bad.ts');
    sent[1]?.answer({ ...flight('bad'), state: 'failed' });
    expect(workstation.get().flightId).toBe('bad');
    sent[0]?.answer(flight('slow'));
    expect(workstation.get().flightId).toBe('bad');
    expect(ids()).toEqual(['bad', 'slow']);
    drop('third.ts');
    sent[2]?.answer(flight('third'));
    expect(workstation.get().flightId).toBe('third');
  });

  it('do not take a flight away that came meanwhile', async () => {
    const early = refresh();
    drop('new.ts');
    sent[0]?.answer(flight('new'));
    waiting[0]?.([flight('old')]);
    await turn();
    expect(ids()).toEqual(['new']);
    for (const answer of waiting.slice(1)) answer([flight('old'), flight('new')]);
    await early;
    expect(ids()).toEqual(['old', 'new']);
  });

  it('do not bring back a flight that was closed, nor a list that a later one has overtaken', async () => {
    workstation.set({ flights: [flight('a'), flight('b')], flightId: 'a' });
    const early = refresh();
    await closeFlight('b');
    waiting[0]?.([flight('a'), flight('b')]);
    await turn();
    expect(ids()).toEqual(['a']);
    waiting[1]?.([flight('a')]);
    await early;
    const [first, second] = [refresh(), refresh()];
    waiting[3]?.([flight('a'), flight('c')]);
    await second;
    waiting[2]?.([flight('a')]);
    await first;
    expect(ids()).toEqual(['a', 'c']);
  });
});

describe('a recording that is shown before anything of it is known', () => {
  beforeAll(startSession);
  const video: VideoView = {
    codec: 'H.264',
    width: 160,
    height: 120,
    frames: 30,
    frameRateHz: 30,
    firstPtsS: 0.5,
    lastPtsS: 1.5,
    mediaType: null,
    playable: 'direct',
    reason: null,
  };
  const opened = (id: string): void => {
    drop(`${id}.ts`);
    sent[0]?.answer({ ...flight(id), state: 'reading' });
    expect(workstation.get().flightId).toBe(id);
  };

  it('begins at its first picture, not at the moment of the flight before', () => {
    seek(10);
    opened('one');
    workstation.set({ flights: [{ ...flight('one'), state: 'reading', video }] });
    expect(clock.get().atS).toBe(video.firstPtsS);
    // Only once: from there on the moment is the person's.
    seek(1.25);
    workstation.set({ flights: [{ ...flight('one'), video }] });
    expect(clock.get().atS).toBe(1.25);
  });

  it('stays at a moment that was asked for meanwhile', () => {
    seek(10);
    opened('two');
    seek(1.25);
    workstation.set({ flights: [{ ...flight('two'), video }] });
    expect(clock.get().atS).toBe(1.25);
  });
});
