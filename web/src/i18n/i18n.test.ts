import { describe, expect, it } from 'vitest';
import type { FlightView } from '../../../src/model/views.ts';
import { markingOf } from '../state/marking.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { wordsOf } from './index.ts';

const namesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('texts', () => {
  it('ask for the same values in both languages', () => {
    const spanish = new Map<string, string>(Object.entries(es));
    for (const [key, text] of Object.entries(en))
      expect([key, namesIn(spanish.get(key) ?? '')]).toEqual([key, namesIn(text)]);
    expect(spanish.size).toBe(Object.keys(en).length);
  });

  it('are not left in English', () => {
    const spanish = new Map<string, string>(Object.entries(es));
    const same = Object.entries(en).filter(([key, text]) => spanish.get(key) === text && /[a-z]{4}/.test(text));
    // Words that both languages share, and names.
    expect(same.map(([, text]) => text)).toEqual(expect.arrayContaining(['Atalaya']));
    expect(same.length).toBeLessThan(16);
  });

  it('choose their number, and write numbers as the language does', () => {
    const [english, spanish] = [wordsOf('en'), wordsOf('es')];
    expect(english.count('flights.packets', 1)).toBe('1 packet');
    expect(english.count('flights.packets', 12_345)).toBe('12,345 packets');
    expect(spanish.count('flights.packets', 1)).toBe('1 paquete');
    expect(spanish.count('flights.packets', 2_000_000)).toBe('2,000,000 paquetes');
    expect(english('status.frame', { n: 3, total: 277 })).toBe('frame 3 of 277');
    expect(spanish.quantity(17.04, 'm', 1)).toBe('17.0 m');
    expect(english.quantity(5, '°')).toBe('5°');
  });

  it('say times in UTC with Z, and durations to the digit asked for', () => {
    const t = wordsOf('en');
    expect(t.utc(1_340_980_354_233_333)).toBe('2012-06-29 14:32:34Z');
    expect(t.utc(1_340_980_354_233_333, 3)).toBe('2012-06-29 14:32:34.233Z');
    expect(t.duration(3723.45, 1)).toBe('1:02:03.4');
    expect(t.duration(9)).toBe('0:09');
    expect(t.duration(-61)).toBe('−1:01');
    expect(t.bytes(449_056_800)).toBe('449 MB');
    expect(t.bytes(999)).toBe('999 B');
  });
});

describe('the marking', () => {
  const flight: FlightView = {
    id: 'a',
    name: 'a.ts',
    state: 'ready',
    problem: null,
    simulated: true,
    marking: '',
    bytesTotal: 1,
    bytesRead: 1,
    packets: 0,
    frames: 0,
    startUs: null,
    endUs: null,
    mission: { missionId: null, platform: null, tail: null, sensor: null },
    video: null,
    trackKm: 0,
    coveredKm2: 0,
    detections: 0,
    packetsWithIssues: 0,
  };

  it('says that what is simulated is an exercise, once', () => {
    expect(markingOf(flight)).toBe('EXERCISE // SIMULATED');
    expect(markingOf({ ...flight, marking: 'UNCLASSIFIED' })).toBe('EXERCISE // UNCLASSIFIED');
    expect(markingOf({ ...flight, marking: 'EXERCISE // SIMULATED' })).toBe('EXERCISE // SIMULATED');
  });

  it('adds nothing to what was flown, and is none where nothing is shown', () => {
    expect(markingOf({ ...flight, simulated: false, marking: 'UNCLASSIFIED' })).toBe('UNCLASSIFIED');
    expect(markingOf(null)).toBeNull();
  });

  it('is none of a recording that could not be read', () => {
    const unread: FlightView = { ...flight, state: 'failed', packets: 0, marking: 'NO CLASSIFICATION SENT' };
    expect(markingOf(unread)).toBe('');
    expect(markingOf({ ...unread, packets: 1 })).not.toBe('');
  });
});
