import { beforeEach, describe, expect, it } from 'vitest';
import { advanced, clock, drive, driven, pause, play, playOrPause, seek, setRate, shown } from './clock.ts';

describe('the clock', () => {
  beforeEach(() => {
    pause();
    seek(0);
  });

  it('goes where it is asked to at once, and says so to what shows the pictures, each time anew', () => {
    const { serial } = clock.get().seek;
    seek(5);
    seek(5);
    expect(clock.get().atS).toBe(5);
    expect(clock.get().seek).toEqual({ serial: serial + 2, toS: 5 });
    // A picture that is shown is no wish.
    shown(5.1);
    expect(clock.get().atS).toBe(5.1);
    expect(clock.get().seek.serial).toBe(serial + 2);
  });

  it('plays at its rate, and forgets the rate when it pauses', () => {
    setRate(4);
    play();
    expect(clock.get().rate).toBe(4);
    playOrPause();
    expect(clock.get()).toMatchObject({ mode: 'paused', rate: 1 });
    playOrPause();
    expect(clock.get().mode).toBe('playing');
  });

  it('is driven by one at a time; who was replaced can no longer let go', () => {
    const [first, second] = [{ step: () => undefined }, { step: () => undefined }];
    const endFirst = drive(first);
    const endSecond = drive(second);
    endFirst();
    expect(driven()).toBe(second);
    endSecond();
    expect(driven()).toBeNull();
  });
});

describe('time that runs by itself', () => {
  it('follows the rate, forwards and backwards', () => {
    expect(advanced(10, 0.1, 2, [0, 100])).toEqual({ atS: 10.2, ended: false });
    expect(advanced(10, 0.1, -1, [0, 100])).toEqual({ atS: 9.9, ended: false });
  });

  it('stops at both ends', () => {
    expect(advanced(99.95, 0.1, 1, [0, 100])).toEqual({ atS: 100, ended: true });
    expect(advanced(0.05, 0.1, -1, [0, 100])).toEqual({ atS: 0, ended: true });
  });

  it('neither runs back nor ends when a frame is drawn for a time before the key was pressed', () => {
    expect(advanced(0, -0.02, 1, [0, 100])).toEqual({ atS: 0, ended: false });
  });

  it('does not leap over what nobody saw', () => {
    expect(advanced(10, 60, 1, [0, 100])).toEqual({ atS: 10.25, ended: false });
  });
});
