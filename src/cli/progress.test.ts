import { describe, expect, it } from 'vitest';
import { createProgress, progressText } from './progress.ts';

function display(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  return {
    written,
    clock,
    write: (text: string) => void written.push(text),
    isTerminal,
    columns: 80,
    elapsedMs: () => clock.ms,
  };
}

describe('progress', () => {
  it('says label, share, amount, pace and time left', () => {
    expect(progressText({ label: 'reading', total: 200e6, unit: 'bytes' }, 50e6, 2)).toBe(
      'reading  [######..................]  25 %  50.0 MB  25.0 MB/s  6 s left',
    );
    expect(progressText({ label: 'placing', unit: 'frames' }, 30, 3, 'half way')).toBe(
      'placing  30 frames  10 frames/s  half way',
    );
    expect(progressText({ label: 'long', total: 10_000, unit: 'steps' }, 1, 1)).toContain('2 h 46 min left');
  });

  it('redraws a terminal at most ten times a second and takes the bar away', () => {
    const screen = display(true);
    const bar = createProgress({ label: 'x', total: 1000, unit: 'steps' }, screen);
    for (let i = 1; i <= 1000; i++) {
      screen.clock.ms = i;
      bar.update(i);
    }
    expect(screen.written.length).toBe(10);
    bar.finish();
    expect(screen.written.at(-1)).toBe('\r\u001b[K');
  });

  it('is silent about short work and speaks every ten seconds of long work elsewhere', () => {
    const log = display(false);
    const bar = createProgress({ label: 'x', unit: 'steps' }, log);
    log.clock.ms = 9_000;
    bar.update(1);
    bar.finish();
    expect(log.written).toEqual([]);
    for (let s = 10; s <= 35; s++) {
      log.clock.ms = s * 1000;
      bar.update(s);
    }
    expect(log.written.length).toBe(3);
    bar.finish();
    expect(log.written.length).toBe(4);
    expect(log.written.every((line) => line.endsWith('\n') && !line.includes('\r'))).toBe(true);
  });
});
