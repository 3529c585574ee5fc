import { streamPattern } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Append, AppendResult } from './log.ts';

/** Streams that one command may name as only read. */
const unchangedStreams = 4_096;

/** Refuses, with `value-out-of-range`, what no log could ever hold, and more streams than one command may name. */
export function checkUnchanged({ commandId, unchanged }: Append): void {
  if (unchanged === undefined) return;
  const where = `command ${commandId}`;
  if (unchanged.size > unchangedStreams) {
    const what = `${unchanged.size} streams that are to be unchanged`;
    throw new AtalayaError('value-out-of-range', what, where, `Name ${unchangedStreams} at most.`);
  }
  for (const [stream, version] of unchanged) {
    if (streamPattern.test(stream) && Number.isSafeInteger(version) && version >= 0) continue;
    const what = `${JSON.stringify(stream)} at version ${version} is to be unchanged`;
    const cure = 'Name streams as stage/id, with their last version, 0 for one that is empty.';
    throw new AtalayaError('value-out-of-range', what, where, cure);
  }
}

/** The first stream that is no longer at the version at which it was read. */
export function changedOf(
  unchanged: ReadonlyMap<string, number> | undefined,
  version: (stream: string) => number,
): (AppendResult & { readonly outcome: 'conflict' }) | undefined {
  for (const [stream, expectedVersion] of unchanged ?? []) {
    const actualVersion = version(stream);
    if (actualVersion !== expectedVersion) return { outcome: 'conflict', stream, expectedVersion, actualVersion };
  }
  return undefined;
}
