import type { Actor } from '../../account/entry-types.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { AppendResult } from '../log/log.ts';
import {
  decodeIntent,
  deletionStream,
  encodeIntent,
  encodeProof,
  type Intent,
  intentCommand,
  intentItem,
  intentKind,
  mostItems,
  proofKind,
} from './deletion.ts';
import type { Command, Memory } from './memory.ts';
import type { MemoryParts } from './parts.ts';
import { gatherOthers } from './recovery.ts';
import { commit, openSalt } from './sealing.ts';

const resumedMark = 'deletions';

/** What is left to do of a deletion whose intent stands in the log. */
interface Unfinished extends Intent {
  readonly stream: string;
  readonly compartment: string;
  readonly actor: Actor;
  readonly timeUs: number;
}

/** Deletes items: intent, destruction of the key, removal of what it sealed beside the log, proof. Each step may be repeated. */
export class Deletions {
  readonly #parts: MemoryParts;
  readonly #memory: Pick<Memory, 'remember' | 'browse'>;
  readonly #dropKey: (keyId: Uint8Array) => void;

  constructor(parts: MemoryParts, memory: Pick<Memory, 'remember' | 'browse'>, dropKey: (keyId: Uint8Array) => void) {
    this.#parts = parts;
    this.#memory = memory;
    this.#dropKey = dropKey;
  }

  async forget(
    { commandId, timeUs, actor }: Pick<Command, 'commandId' | 'timeUs' | 'actor'>,
    compartment: string,
    keyIds: readonly Uint8Array[],
    authority: string,
  ): Promise<AppendResult> {
    if (keyIds.length < 1 || keyIds.length > mostItems) {
      const cure = `Give from 1 to ${mostItems} items at once.`;
      throw new AtalayaError(
        'value-out-of-range',
        `${keyIds.length} items are to be deleted`,
        `command ${commandId}`,
        cure,
      );
    }
    const before = await this.#parts.log.command(commandId);
    if (before !== undefined) return before;
    const intent = { commandId, keyIds, authority };
    const stream = deletionStream(commandId);
    // Where the intent stands already, the command was given before and broke off: the answer is a duplicate, and the work goes on.
    await this.#memory.remember({
      commandId: intentCommand(commandId),
      timeUs,
      actor,
      expected: new Map([[stream, 0]]),
      facts: [{ stream, kind: intentKind, compartment, item: intentItem, content: encodeIntent(intent) }],
    });
    this.#parts.afterStep?.('intended');
    return this.#finish({ ...intent, stream, compartment, actor, timeUs });
  }

  /** Finishes what was begun; looks only at what came after the last time that nothing was left over. */
  async resume(timeUs: number): Promise<number> {
    const { log, notes } = this.#parts;
    const { size } = await log.head();
    let finished = 0;
    for await (const { entry, content } of this.#memory.browse((await notes.mark(resumedMark)) ?? 0, {
      kind: intentKind,
    })) {
      const { stream, compartment, role, state, agency } = entry;
      if ((await log.version(stream)) > 1) continue;
      if (content.known === 'no') {
        const cure = 'Restore the keyring from the share of the state whose compartment it is.';
        throw new AtalayaError('keyring-damaged', 'An intent to delete cannot be opened', stream, cure);
      }
      await this.#finish({
        ...decodeIntent(content.bytes, stream),
        stream,
        compartment,
        actor: { role, state, agency },
        timeUs,
      });
      finished += 1;
    }
    await notes.setMark(resumedMark, size);
    return finished;
  }

  async #finish({
    commandId,
    keyIds,
    authority,
    stream,
    compartment,
    actor,
    timeUs,
  }: Unfinished): Promise<AppendResult> {
    const { log, keys, blobs, notes, tracks, afterStep } = this.#parts;
    const destruction = await keys.destroy(keyIds.map((keyId) => ({ compartment, keyId })));
    for (const keyId of keyIds) this.#dropKey(keyId);
    afterStep?.('destroyed');
    await gatherOthers(this.#parts);
    for (const keyId of keyIds) {
      await notes.removeSnapshots(keyId);
      await tracks?.remove(keyId);
      const names = await notes.blobsOf(keyId);
      for (const name of names) await blobs.remove(name);
      await notes.dropBlobs(names);
    }
    afterStep?.('removed');
    const bytes = encodeProof(destruction, authority);
    const draft = { ...actor, stream, version: 2, kind: proofKind, compartment, commitment: commit(openSalt, bytes) };
    return log.append({ commandId, timeUs, drafts: [{ ...draft, attachments: [], body: { form: 'open', bytes } }] });
  }
}
