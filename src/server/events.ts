import { PassThrough, type Readable } from 'node:stream';
import type { OpenFlight } from './flight.ts';

/** Progress is told so often at most. */
const progressMs = 200;
/** A comment this often keeps the connection known to be alive. */
const keepAliveMs = 15_000;

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Server-sent events of a flight (WHATWG HTML 9.2): `progress` while it is read, then `ready` or `failed`, and the end. */
export function flightEvents(flight: OpenFlight): Readable {
  const out = new PassThrough();
  let toldAt = Number.NEGATIVE_INFINITY;
  const alive = setInterval(() => out.write(': alive\n\n'), keepAliveMs);
  const stop = (): void => {
    clearInterval(alive);
    unlisten();
    flight.signal.removeEventListener('abort', finish);
  };
  const finish = (): void => {
    stop();
    if (!flight.signal.aborted) out.write(event(flight.state === 'ready' ? 'ready' : 'failed', flight.view()));
    out.end();
  };
  const progress = (): void => {
    const now = performance.now();
    // A reader that does not keep up is told less often.
    if (now - toldAt < progressMs || out.writableNeedDrain) return;
    toldAt = now;
    out.write(event('progress', flight.progress()));
  };
  const unlisten = flight.listen(({ kind }) => (kind === 'progress' ? progress() : finish()));
  flight.signal.addEventListener('abort', finish, { once: true });
  out.on('close', stop);
  if (flight.state === 'reading') progress();
  else finish();
  return out;
}
