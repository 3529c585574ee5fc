import { decodeBase64 } from '../../../src/account/base64.ts';
import { parseCheckpoint } from '../../../src/account/checkpoint.ts';
import { verifyCosignature } from '../../../src/account/cosignature.ts';
import { decodeEntry } from '../../../src/account/entry.ts';
import type { Entry } from '../../../src/account/entry-types.ts';
import { equalBytes } from '../../../src/account/equal.ts';
import { isFault } from '../../../src/account/fault.ts';
import { noteCosignature, noteEd25519 } from '../../../src/account/format.ts';
import type { Sha256, VerifyEd25519 } from '../../../src/account/hash.ts';
import { leafHash } from '../../../src/account/merkle.ts';
import {
  isOf,
  type Note,
  parseNote,
  parseVerifierKey,
  type VerifierKey,
  verifyText,
} from '../../../src/account/note.ts';
import { verifyInclusion } from '../../../src/account/proof.ts';
import type { EnvelopeView, ProofView } from '../../../src/model/log-views.ts';

/** Whose signatures are looked for. */
export interface KnownKeys {
  readonly log: VerifierKey;
  readonly witnesses: readonly { readonly state: string; readonly key: VerifierKey }[];
}

/** `open` is no failure: nothing is there yet to be checked, or no key to check it with. */
export type Outcome = 'checked' | 'failed' | 'open';

/** One step of a proof, in the order in which each rests on the one before. */
export type Step =
  | { readonly what: 'entry'; readonly outcome: Outcome; readonly fault: string | null; readonly bytes: number }
  | { readonly what: 'leaf'; readonly outcome: Outcome; readonly hash: string | null }
  | {
      readonly what: 'checkpoint';
      readonly outcome: Outcome;
      readonly fault: string | null;
      readonly size: number | null;
    }
  | { readonly what: 'path'; readonly outcome: Outcome; readonly hashes: number; readonly root: string | null }
  | { readonly what: 'log-signature'; readonly outcome: Outcome; readonly name: string | null }
  | { readonly what: 'cosignature'; readonly outcome: Outcome; readonly state: string; readonly timeS: number | null };

export interface ProofChecked {
  readonly steps: readonly Step[];
  /** `failed` where any step failed; `checked` where all hold; `open` where something could not be checked yet. */
  readonly outcome: Outcome;
  /** The checkpoint's note as it was signed; null where it cannot be read. */
  readonly note: string | null;
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const holds = (yes: boolean): Outcome => (yes ? 'checked' : 'failed');

/** The keys of a log and its witnesses from their lines; or what is wrong with one. */
export function readKeys(
  log: string,
  witnesses: readonly { readonly state: string; readonly key: string }[],
  sha256: Sha256,
): KnownKeys | { readonly fault: string } {
  const own = parseVerifierKey(log.trim(), sha256);
  if (isFault(own)) return { fault: own.fault };
  if (own.type !== noteEd25519) return { fault: `${own.name}: a key of type 1 signs checkpoints` };
  const known: { state: string; key: VerifierKey }[] = [];
  for (const { state, key } of witnesses) {
    const read = parseVerifierKey(key.trim(), sha256);
    if (isFault(read)) return { fault: `${state}: ${read.fault}` };
    if (read.type !== noteCosignature) return { fault: `${read.name}: a key of type 4 cosigns checkpoints` };
    known.push({ state, key: read });
  }
  return { log: own, witnesses: known };
}

/** What an envelope and the entry that is proved differ in; null where they are one. */
function difference(shown: EnvelopeView, entry: Entry): string | null {
  const attachments = entry.attachments.map(({ sha256, sizeBytes }) => ({ sha256: toHex(sha256), sizeBytes }));
  const proved = {
    stream: entry.stream,
    version: entry.version,
    kind: entry.kind,
    timeUs: entry.timeUs,
    role: entry.role,
    state: entry.state,
    agency: entry.agency,
    compartment: entry.compartment,
    command: toHex(entry.command),
    part: entry.part,
    parts: entry.parts,
    commitment: toHex(entry.commitment),
    body: entry.body.form,
  };
  const other = Object.entries(proved).find(([name, value]) => Reflect.get(shown, name) !== value);
  if (other !== undefined) return other[0];
  return JSON.stringify(attachments) === JSON.stringify(shown.attachments) ? null : 'attachments';
}

function entryStep(shown: EnvelopeView, proof: ProofView, bytes: Uint8Array | undefined): Step {
  const step = (fault: string | null): Step => ({
    what: 'entry',
    outcome: holds(fault === null),
    fault,
    bytes: bytes?.length ?? 0,
  });
  if (bytes === undefined) return step('base64');
  if (proof.index !== shown.index) return step('index');
  const entry = decodeEntry(bytes);
  return step(isFault(entry) ? `${entry.field}: ${entry.fault}` : difference(shown, entry));
}

function signatureStep(note: Note, keys: KnownKeys | null, verify: VerifyEd25519): Step {
  if (keys === null) return { what: 'log-signature', outcome: 'open', name: null };
  const { log } = keys;
  const signed = note.signatures.some((line) => isOf(line, log) && verifyText(note.text, line, log, verify));
  // A log's key has the name of its log, and the first line of a checkpoint is that name (tlog-checkpoint, "Note text").
  const own = note.text.startsWith(`${log.name}\n`);
  return { what: 'log-signature', outcome: holds(signed && own), name: log.name };
}

function cosignatureSteps(note: Note, keys: KnownKeys | null, verify: VerifyEd25519): readonly Step[] {
  return (keys?.witnesses ?? []).map(({ state, key }): Step => {
    const lines = note.signatures.filter((line) => isOf(line, key));
    if (lines.length === 0) return { what: 'cosignature', outcome: 'open', state, timeS: null };
    const times = lines.map((line) => verifyCosignature(note.text, line, key, verify));
    const good = times.filter((time) => time !== undefined);
    const whole = good.length === times.length;
    return { what: 'cosignature', outcome: holds(whole), state, timeS: whole ? Math.max(...good) : null };
  });
}

function outcomeOf(steps: readonly Step[]): Outcome {
  if (steps.some(({ outcome }) => outcome === 'failed')) return 'failed';
  // Without a witness nobody outside the service vouches for the log: that is no whole proof.
  const witnessed = steps.some(({ what }) => what === 'cosignature');
  return witnessed && steps.every(({ outcome }) => outcome === 'checked') ? 'checked' : 'open';
}

/**
 * Checks the proof that the entry shown stands in the log's tree: its bytes, their leaf (RFC 6962 section 2.1), the path to the root
 * of the checkpoint (RFC 9162 section 2.1.3.2), the log's signature over it and its witnesses' cosignatures. Never throws.
 */
export function checkProof(
  shown: EnvelopeView,
  proof: ProofView,
  keys: KnownKeys | null,
  sha256: Sha256,
  verify: VerifyEd25519,
): ProofChecked {
  const bytes = decodeBase64(proof.entry);
  const leaf = bytes === undefined ? undefined : leafHash(bytes, sha256);
  const said = decodeBase64(proof.leaf);
  const steps: Step[] = [
    entryStep(shown, proof, bytes),
    {
      what: 'leaf',
      outcome: holds(leaf !== undefined && said !== undefined && equalBytes(leaf, said)),
      hash: leaf === undefined ? null : toHex(leaf),
    },
  ];
  const raw = decodeBase64(proof.checkpoint);
  const note = raw === undefined ? { fault: 'base64', at: 0 } : parseNote(raw);
  const checkpoint = isFault(note) ? note : parseCheckpoint(note.text);
  if (isFault(note) || isFault(checkpoint)) {
    const fault = isFault(note) ? note.fault : isFault(checkpoint) ? checkpoint.fault : '';
    steps.push({ what: 'checkpoint', outcome: 'failed', fault, size: null });
    return { steps, outcome: 'failed', note: isFault(note) ? null : note.text };
  }
  steps.push({ what: 'checkpoint', outcome: 'checked', fault: null, size: checkpoint.size });
  const path = proof.path.map(decodeBase64).filter((hash) => hash !== undefined);
  const whole = leaf !== undefined && path.length === proof.path.length;
  const included = whole && verifyInclusion(leaf, shown.index, checkpoint.size, path, checkpoint.root, sha256);
  steps.push({ what: 'path', outcome: holds(included), hashes: proof.path.length, root: toHex(checkpoint.root) });
  steps.push(signatureStep(note, keys, verify), ...cosignatureSteps(note, keys, verify));
  return { steps, outcome: outcomeOf(steps), note: new TextDecoder().decode(raw) };
}
