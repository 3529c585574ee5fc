import { parseCheckpoint } from '../../account/checkpoint.ts';
import { encodeEntry } from '../../account/entry.ts';
import type { Entry } from '../../account/entry-types.ts';
import { isFault } from '../../account/fault.ts';
import { checkpointFile } from '../../account/format.ts';
import { leafHash } from '../../account/merkle.ts';
import { parseNote } from '../../account/note.ts';
import { inclusionPlan, proofFromTiles } from '../../account/proof.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { ProofView } from '../../model/log-views.ts';
import type { Evidence } from '../../store/evidence/evidence.ts';
import { readTile } from '../../store/evidence/tree-files.ts';
import { sha256 } from '../../store/hashing.ts';
import type { Log } from '../../store/log/log.ts';
import type { ReaderRights } from './reader-rights.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

async function publishedCheckpoint(evidence: Pick<Evidence, 'read'>) {
  const bytes = await evidence.read(checkpointFile);
  if (bytes === undefined) return undefined;
  const note = parseNote(bytes);
  const checkpoint = isFault(note) ? note : parseCheckpoint(note.text);
  if (!isFault(checkpoint)) return { bytes, size: checkpoint.size };
  throw new AtalayaError('log-damaged', 'The checkpoint cannot be read', checkpointFile, 'Run atalaya verify');
}

/**
 * Proves from the published tiles that an entry stands in the tree of the published checkpoint; where the reader does not see it, that its leaf does.
 * @throws AtalayaError `not-found` beyond the log's end; `not-ready` where the entry is not published yet.
 */
export async function proofOf(
  log: Log,
  evidence: Pick<Evidence, 'read'>,
  index: number,
  sees: ReaderRights['sees'],
): Promise<ProofView> {
  for (let attempt = 0; ; attempt += 1) {
    const checkpoint = await publishedCheckpoint(evidence);
    if (checkpoint === undefined || index >= checkpoint.size) throw await missing(log, index);
    const { size, bytes } = checkpoint;
    try {
      const path = await proofFromTiles(inclusionPlan(index, size), (tile) => readTile(evidence, tile), sha256);
      const entry = await entryAt(log, index);
      const bytesOfEntry = encodeEntry(entry);
      const leaf = leafHash(bytesOfEntry, sha256);
      const shown = sees(entry) ? { entry: base64(bytesOfEntry) } : { entry: '', withheld: true as const };
      return {
        index,
        size,
        ...shown,
        leaf: base64(leaf),
        path: path.map(base64),
        checkpoint: base64(bytes),
      };
    } catch (error) {
      // A partial tile goes when a wider one is published: then there is a newer checkpoint too.
      const moved = (await publishedCheckpoint(evidence))?.size !== size;
      if (!moved || attempt === 5) throw error;
    }
  }
}

async function missing(log: Log, index: number): Promise<AtalayaError> {
  const { size } = await log.head();
  return index < size
    ? new AtalayaError('not-ready', 'The entry is not published yet', `entry ${index}`, 'Ask again in a moment')
    : new AtalayaError('not-found', 'There is no such entry', `entry ${index}`, `The log has ${size} entries`);
}

async function entryAt(log: Log, index: number): Promise<Entry> {
  for await (const stored of log.entries(index)) {
    if (stored.index === index) return stored.entry;
    break;
  }
  throw new AtalayaError('log-damaged', 'A published entry cannot be read', `entry ${index}`, 'Run atalaya verify');
}
