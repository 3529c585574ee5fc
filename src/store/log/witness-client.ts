import type { Checkpoint } from '../../account/checkpoint.ts';
import type { Note, NoteSignature, VerifierKey } from '../../account/note.ts';

/** One state's witness, as the log asks it. */
export interface WitnessClient {
  /** Its cosignature key (type 4). */
  readonly key: VerifierKey;
  /**
   * Asks for a cosignature of a checkpoint whose tiles and bundles already stand in the evidence. Throws `rolled-back` where the witness
   * has cosigned a tree that this log does not hold; any other error means only that it has not cosigned yet.
   */
  cosign(checkpoint: Checkpoint, note: Note, signal: AbortSignal): Promise<NoteSignature>;
}
