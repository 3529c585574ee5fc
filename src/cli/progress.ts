/** What a progress bar is about. */
export interface ProgressTask {
  /** What is being done, in a word or two: `reading flight.ts`. */
  readonly label: string;
  /** How much there is in all, in `unit`; absent where that is not known. */
  readonly total?: number | undefined;
  /** `bytes` are shown as MB and MB/s. */
  readonly unit: 'bytes' | 'packets' | 'frames' | 'steps' | 'entries';
}

export interface Progress {
  /** `done` of the total, in the task's unit. Cheap: call it as often as you like. */
  update(done: number, note?: string): void;
  /** Takes the bar away; where no bar was drawn, closes the matter with a line if lines were written. */
  finish(): void;
}

/** Where progress goes, and the clock it is drawn by. */
export interface ProgressDisplay {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Monotonic milliseconds. */
  elapsedMs(): number;
}

const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_CELLS = 24;

/** On a terminal a bar, redrawn at most ten times a second; elsewhere one line every ten seconds, so that short work is silent. */
export function createProgress(task: ProgressTask, display: ProgressDisplay): Progress {
  const startMs = display.elapsedMs();
  let nextMs = startMs + (display.isTerminal ? REDRAW_MS : LINE_EVERY_MS);
  let shown = false;
  let latest = 0;

  const draw = (done: number, nowMs: number, note: string | undefined): void => {
    shown = true;
    const text = progressText(task, done, (nowMs - startMs) / 1000, note);
    if (display.isTerminal) display.write(`\r${text.slice(0, Math.max(20, display.columns - 1))}\u001b[K`);
    else display.write(`${text}\n`);
  };

  return {
    update(done, note) {
      latest = done;
      const nowMs = display.elapsedMs();
      if (nowMs < nextMs) return;
      nextMs = nowMs + (display.isTerminal ? REDRAW_MS : LINE_EVERY_MS);
      draw(done, nowMs, note);
    },
    finish() {
      if (!shown) return;
      if (display.isTerminal) display.write('\r\u001b[K');
      else draw(latest, display.elapsedMs(), 'done');
      shown = false;
    },
  };
}

/** One line: label, bar and share where the total is known, amount, pace, time left. */
export function progressText(task: ProgressTask, done: number, elapsedS: number, note?: string): string {
  const pace = elapsedS > 0 ? done / elapsedS : 0;
  const parts = [task.label];
  if (task.total !== undefined && task.total > 0) {
    const share = Math.min(1, done / task.total);
    const full = Math.round(share * BAR_CELLS);
    parts.push(`[${'#'.repeat(full)}${'.'.repeat(BAR_CELLS - full)}]`, `${Math.floor(share * 100)} %`);
  }
  parts.push(amountText(task.unit, done), `${amountText(task.unit, pace)}/s`);
  if (task.total !== undefined && pace > 0 && done < task.total) {
    parts.push(`${durationText((task.total - done) / pace)} left`);
  }
  if (note !== undefined) parts.push(note);
  return parts.join('  ');
}

function amountText(unit: ProgressTask['unit'], amount: number): string {
  return unit === 'bytes' ? `${(amount / 1e6).toFixed(1)} MB` : `${Math.round(amount)} ${unit}`;
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
