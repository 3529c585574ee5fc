import { hash } from 'node:crypto';
import type { EntryDraft } from '../../src/account/entry-types.ts';

/** Microseconds: a day in 2026, from which the suite's times are counted. */
export const dayUs = 1_790_000_000_000_000;

/** A draft whose bytes follow from its stream and version. */
export function draftOf(stream: string, version: number, fields: Partial<EntryDraft> = {}): EntryDraft {
  const digest = new Uint8Array(hash('sha256', `${stream} ${version}`, 'buffer'));
  return {
    stream,
    version,
    kind: 'review.noted',
    role: 'analyst',
    state: 'ESP',
    agency: 'agency-1',
    compartment: 'joint',
    commitment: digest,
    attachments: [],
    body: { form: 'sealed', keyId: digest.slice(0, 16), nonce: digest.slice(0, 12), ciphertext: digest },
    ...fields,
  };
}

/** Drafts of one stream, from a version on. */
export function draftsOf(stream: string, version: number, count: number): EntryDraft[] {
  return Array.from({ length: count }, (_, i) => draftOf(stream, version + i));
}
