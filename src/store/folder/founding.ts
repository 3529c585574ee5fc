import { decodeFounding, encodeFounding, foundingKind, foundingStream, type Purpose } from '../../account/founding.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Log } from '../log/log.ts';
import { commit, openSalt } from '../memory/sealing.ts';

/**
 * Founds a log: its first entry says for good what it is for. Founding again for the same purpose changes nothing.
 * @throws AtalayaError `usage` where the log was founded for something else, or already has entries.
 */
export async function foundLog(log: Log, purpose: Purpose, timeUs: number): Promise<void> {
  const before = await readPurpose(log);
  if (before === purpose) return;
  const { size } = await log.head();
  if (before !== undefined || size > 0) {
    const what = before === undefined ? 'This log was begun without a purpose' : `This log was founded for ${before}`;
    throw new AtalayaError('usage', what, 'the first entry', `Found another folder for ${purpose}`);
  }
  const bytes = encodeFounding(purpose);
  const draft = {
    stream: foundingStream,
    version: 1,
    kind: foundingKind,
    role: 'founder',
    state: 'none',
    agency: 'none',
    compartment: 'log',
    commitment: commit(openSalt, bytes),
    attachments: [],
    body: { form: 'open', bytes },
  } as const;
  await log.append({ commandId: 'found', timeUs, drafts: [draft] });
  // Somebody may have been first.
  if ((await readPurpose(log)) === purpose) return;
  throw new AtalayaError('usage', 'Somebody else founded this log', 'the first entry', 'Look what it was founded for');
}

/** What the log was founded for, by its very first entry; undefined where that says nothing. */
export async function readPurpose(log: Pick<Log, 'entries'>): Promise<Purpose | undefined> {
  for await (const { index, entry } of log.entries(0)) {
    if (index !== 0 || entry.kind !== foundingKind || entry.body.form !== 'open') return undefined;
    return decodeFounding(entry.body.bytes);
  }
  return undefined;
}
