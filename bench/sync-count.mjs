// Loaded before a measured program and its threads (node --import): counts the calls that bring a file to the disk, by the folder the file lies in.
import { readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';

const counts = {};
const places = new WeakMap();

function placeOf(handle) {
  let place = places.get(handle);
  if (place !== undefined) return place;
  try {
    const path = readlinkSync(`/proc/self/fd/${handle.fd}`);
    place = /\/(journal|keys|evidence|scratch)(?:\/|$)/.exec(path)?.[1] ?? 'other';
  } catch {
    place = 'other';
  }
  places.set(handle, place);
  return place;
}

const probe = await open(process.execPath, 'r');
const prototype = Object.getPrototypeOf(probe);
await probe.close();
for (const name of ['datasync', 'sync']) {
  const real = prototype[name];
  prototype[name] = function (...given) {
    const place = placeOf(this);
    counts[place] = (counts[place] ?? 0) + 1;
    return real.apply(this, given);
  };
}

const channel = new BroadcastChannel('bench-syncs');
channel.onmessage = ({ data }) => {
  if (data === 'tell') channel.postMessage({ threadId, counts });
};
channel.unref();
