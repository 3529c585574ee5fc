import { decodeBase64 } from '../../../src/account/base64.ts';
import { type Checkpoint, parseCheckpoint } from '../../../src/account/checkpoint.ts';
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

export const SIGNS = { checked: '✓', failed: '✗', open: '…' } as const satisfies Record<Outcome, string>;

/** One step of a proof, in the order in which each rests on the one before. */
export type Step =
  | { readonly what: 'entry'; readonly outcome: Outcome; readonly fault: string | null; readonly bytes: number }
  /** The entry is withheld from who asks: its leaf alone is proved. */
  | { readonly what: 'withheld'; readonly outcome: Outcome }
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

function signatureStep(
  note: Note,
  keys: KnownKeys | null,
  verify: VerifyEd25519,
): Step & { readonly what: 'log-signature' } {
  if (keys === null) return { what: 'log-signature', outcome: 'open', name: null };
  const { log } = keys;
  const signed = note.signatures.some((line) => isOf(line, log) && verifyText(note.text, line, log, verify));
  // A log's key has the name of its log, and the first line of a checkpoint is that name (tlog-checkpoint, "Note text").
  const own = note.text.startsWith(`${log.name}\n`);
  return { what: 'log-signature', outcome: holds(signed && own), name: log.name };
}

function cosignatureSteps(
  note: Note,
  keys: KnownKeys | null,
  verify: VerifyEd25519,
): readonly (Step & { readonly what: 'cosignature' })[] {
  return (keys?.witnesses ?? []).map(({ state, key }): Step & { readonly what: 'cosignature' } => {
    const lines = note.signatures.filter((line) => isOf(line, key));
    if (lines.length === 0) return { what: 'cosignature', outcome: 'open', state, timeS: null };
    const times = lines.map((line) => verifyCosignature(note.text, line, key, verify));
    const good = times.filter((time) => time !== undefined);
    const whole = good.length === times.length;
    return { what: 'cosignature', outcome: holds(whole), state, timeS: whole ? Math.max(...good) : null };
  });
}

/** A checkpoint that can be read, and who signed it. */
export interface CheckpointChecked {
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly signature: Step & { readonly what: 'log-signature' };
  readonly cosignatures: readonly (Step & { readonly what: 'cosignature' })[];
}

/** Checks a signed note as a checkpoint of the log (C2SP tlog-checkpoint). Never throws. */
export function checkCheckpoint(
  base64: string,
  keys: KnownKeys | null,
  verify: VerifyEd25519,
): CheckpointChecked | { readonly fault: string; readonly note: string | null } {
  const raw = decodeBase64(base64);
  if (raw === undefined) return { fault: 'base64', note: null };
  const note = parseNote(raw);
  if (isFault(note)) return { fault: note.fault, note: null };
  const checkpoint = parseCheckpoint(note.text);
  if (isFault(checkpoint)) return { fault: checkpoint.fault, note: note.text };
  return {
    checkpoint,
    note: new TextDecoder().decode(raw),
    signature: signatureStep(note, keys, verify),
    cosignatures: cosignatureSteps(note, keys, verify),
  };
}

function outcomeOf(steps: readonly Step[]): Outcome {
  if (steps.some(({ outcome }) => outcome === 'failed')) return 'failed';
  // Without a witness nobody outside the service vouches for the log: that is no whole proof.
  const witnessed = steps.some(({ what }) => what === 'cosignature');
  return witnessed && steps.every(({ outcome }) => outcome === 'checked') ? 'checked' : 'open';
}

interface LeafSteps {
  readonly leaf: Uint8Array | undefined;
  readonly steps: Step[];
}

/** That the bytes are the entry shown, and what their leaf is; of an entry that is withheld, the leaf is taken as it is said. */
function leafSteps(shown: EnvelopeView, proof: ProofView, sha256: Sha256): LeafSteps {
  const said = decodeBase64(proof.leaf);
  if (proof.withheld === true) {
    const hash = said === undefined ? null : toHex(said);
    // Whoever sees the entry is not told that it is withheld.
    const outcome = shown.withheld === true && proof.index === shown.index ? 'open' : 'failed';
    return {
      leaf: said,
      steps: [
        { what: 'withheld', outcome },
        { what: 'leaf', outcome: 'open', hash },
      ],
    };
  }
  const bytes = decodeBase64(proof.entry);
  const leaf = bytes === undefined ? undefined : leafHash(bytes, sha256);
  const same = leaf !== undefined && said !== undefined && equalBytes(leaf, said);
  const hash = leaf === undefined ? null : toHex(leaf);
  return { leaf, steps: [entryStep(shown, proof, bytes), { what: 'leaf', outcome: holds(same), hash }] };
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
  const { leaf, steps } = leafSteps(shown, proof, sha256);
  const checked = checkCheckpoint(proof.checkpoint, keys, verify);
  if ('fault' in checked) {
    steps.push({ what: 'checkpoint', outcome: 'failed', fault: checked.fault, size: null });
    return { steps, outcome: 'failed', note: checked.note };
  }
  const { checkpoint, note, signature, cosignatures } = checked;
  steps.push({ what: 'checkpoint', outcome: 'checked', fault: null, size: checkpoint.size });
  const path = proof.path.map(decodeBase64).filter((hash) => hash !== undefined);
  const whole = leaf !== undefined && path.length === proof.path.length;
  const included = whole && verifyInclusion(leaf, shown.index, checkpoint.size, path, checkpoint.root, sha256);
  steps.push({ what: 'path', outcome: holds(included), hashes: proof.path.length, root: toHex(checkpoint.root) });
  steps.push(signature, ...cosignatures);
  return { steps, outcome: outcomeOf(steps), note };
}
