import { describe, expect, it } from 'vitest';
import { kindPattern, streamPattern, tokenPattern } from '../../src/account/format.ts';
import { type HistoryCommand, simulateHistory } from './history.ts';

const startUs = Date.UTC(2026, 0, 5) * 1000;
const history = (seed: number, entries: number): HistoryCommand[] => [...simulateHistory({ seed, startUs, entries })];
const plain = (command: HistoryCommand) => ({ ...command, expected: [...command.expected] });

describe('the simulated history', () => {
  it('holds exactly the entries asked for', () => {
    for (const entries of [0, 1, 2, 777, 5_000]) {
      const parts = history(3, entries).reduce((sum, command) => sum + command.facts.length, 0);
      expect(parts).toBe(entries);
    }
  });

  it('is the same from the same seed, another from another, and begins with its shorter self', () => {
    expect(history(7, 500).map(plain)).toEqual(history(7, 500).map(plain));
    expect(history(7, 500).map(plain)).not.toEqual(history(8, 500).map(plain));
    const long = history(7, 2_000).map(plain);
    const short = history(7, 500).map(plain);
    expect(long.slice(0, short.length - 1)).toEqual(short.slice(0, -1));
  });

  it('expects versions that continue without gap, in times that rise', () => {
    const versions = new Map<string, number>();
    let last = 0;
    for (const { expected, facts, timeUs, actor } of history(5, 4_000)) {
      expect(timeUs).toBeGreaterThan(last);
      last = timeUs;
      for (const [stream, version] of expected) expect(versions.get(stream) ?? 0).toBe(version);
      for (const fact of facts) {
        versions.set(fact.stream, (versions.get(fact.stream) ?? 0) + 1);
        expect(fact.stream).toMatch(streamPattern);
        expect(fact.kind).toMatch(kindPattern);
        expect(fact.compartment).toMatch(tokenPattern);
        expect(JSON.parse(new TextDecoder().decode(fact.content))).toMatchObject({ exercise: true });
      }
      expect(actor.role).toMatch(tokenPattern);
    }
    expect(versions.size).toBeGreaterThan(200);
  });
});
