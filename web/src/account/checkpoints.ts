import { decodeBase64, encodeBase64 } from '../../../src/account/base64.ts';
import type { ProofView } from '../../../src/model/log-views.ts';
import { ask, ServiceProblem } from '../state/api.ts';
import { type Alarm, NOT_SEEN, type Seen, type SeenCheckpoint, seen } from '../state/seen.ts';
import { createStore, useStore } from '../state/store.ts';
import { continues } from './consistency.ts';
import { sha256, verifyEd25519 } from './crypto.ts';
import { live } from './live.ts';
import { logKeys, needKeys } from './log-keys.ts';
import { type CheckpointChecked, checkCheckpoint } from './proof-steps.ts';

interface Present {
  readonly checked: CheckpointChecked | null;
  /** What is wrong with a checkpoint that cannot be read, or why none was given. */
  readonly fault: string | null;
}

/** The checkpoint that is published now, as it was checked here. */
export const present = createStore<Present>({ checked: null, fault: null });
export const usePresent = <S>(select: (value: Present) => S): S => useStore(present, select);

const SEEN = 'atalaya.seen';
const SEEN_KEY = 'atalaya.seen.key';

const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/** The checkpoint that this browser kept of the log of a key; null where there is none that can be read. */
export function keptIn(text: string | null, key: string): SeenCheckpoint | null {
  try {
    const fields = fieldsOf(fieldsOf(JSON.parse(text ?? 'null')).get(key));
    const [size, root, note, atMs] = ['size', 'root', 'note', 'atMs'].map((name) => fields.get(name));
    if (typeof size !== 'number' || typeof root !== 'string' || typeof note !== 'string') return null;
    return Number.isSafeInteger(size) && typeof atMs === 'number' ? { key, size, root, note, atMs } : null;
  } catch {
    return null;
  }
}

const stored = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

function keep(checkpoint: SeenCheckpoint): void {
  try {
    const { key, ...fields } = checkpoint;
    localStorage.setItem(SEEN, JSON.stringify({ [key]: fields }));
    localStorage.setItem(SEEN_KEY, key);
  } catch {
    // Storage is shut: what was seen is known as long as the page stands.
  }
}

const proofOf = (index: number): Promise<ProofView> => ask<ProofView>(`/api/log/entries/${index}/proof`);

/** How the service answers of an entry that its log, or what is published of it, no longer has. */
const SHORTER: ReadonlySet<string> = new Set(['not-found', 'not-ready']);

/** The proof of the last entry that was known, or of the last there is where the log has it no more. */
async function newProof(before: SeenCheckpoint | null, published: number): Promise<ProofView> {
  if (before === null || before.size === 0) return proofOf(published - 1);
  try {
    return await proofOf(before.size - 1);
  } catch (thrown) {
    // Any other refusal, such as of too many requests, says nothing of the log.
    if (!(thrown instanceof ServiceProblem) || !SHORTER.has(thrown.problem.code)) throw thrown;
    return proofOf(published - 1);
  }
}

/** What is wrong with a checkpoint that comes after another; null where it continues it. */
export function alarmOf(before: SeenCheckpoint, now: SeenCheckpoint, proof: ProofView): Alarm | null {
  if (before.key !== now.key) return 'other-key';
  if (now.size < before.size) return 'rolled-back';
  const bytes = (text: string): Uint8Array => decodeBase64(text) ?? new Uint8Array();
  const goesOn = continues(
    { size: before.size, root: bytes(before.root) },
    { size: now.size, root: bytes(now.root) },
    bytes(proof.leaf),
    proof.path.map(bytes),
    sha256,
  );
  return goesOn && proof.index === before.size - 1 ? null : 'forked';
}

/** The checkpoint that stands in this browser: of this key, or of the key that signed before. */
function keptOf(key: string): SeenCheckpoint | null {
  const text = stored(SEEN);
  return keptIn(text, key) ?? keptIn(text, stored(SEEN_KEY) ?? '');
}

/**
 * What is known after a look; `now` is null where the log has not signed what it gave. An alarm stands, with its two checkpoints, until people take it as cleared up: a
 * service that showed another log once does not undo it by showing the old one again.
 */
export function seenAfter(
  last: Seen,
  before: SeenCheckpoint | null,
  now: SeenCheckpoint | null,
  alarm: Alarm | null,
): Seen {
  if (last.state === 'alarm') return last;
  if (now === null) return { ...last, state: 'unchecked', now: null };
  if (alarm !== null) return { state: 'alarm', alarm, before, now };
  // What is told is how the log goes on from what an earlier visit saw.
  const told = last.before ?? before;
  const state = told === null ? 'first' : told.size === now.size ? 'same' : 'consistent';
  return { state, alarm: null, before: told, now };
}

async function look(): Promise<void> {
  const published = live.get().head?.published ?? 0;
  const { keys, view } = logKeys.get();
  if (published === 0 || keys === null || view === null) return;
  const last = seen.get();
  const before = last.now ?? keptOf(view.log);
  const proof = await newProof(before?.key === view.log ? before : null, published);
  const checked = checkCheckpoint(proof.checkpoint, keys, verifyEd25519);
  if ('fault' in checked) return present.set({ checked: null, fault: checked.fault });
  present.set({ checked, fault: null });
  const { checkpoint, note, signature } = checked;
  // What the log has not signed is nothing that it could be held to.
  if (signature.outcome !== 'checked') return seen.set(seenAfter(last, before, null, null));
  const root = encodeBase64(checkpoint.root);
  const now: SeenCheckpoint = { key: view.log, size: checkpoint.size, root, note, atMs: Date.now() };
  const next = seenAfter(last, before, now, before === null ? null : alarmOf(before, now, proof));
  if (next.state !== 'alarm') keep(now);
  seen.set(next);
}

let looking: Promise<void> | null = null;
let again = false;

/** Holds the present checkpoint against the last that was seen; one look at a time. */
export function lookAgain(): void {
  if (looking !== null) {
    again = true;
    return;
  }
  looking = look()
    .catch((thrown: unknown) => {
      present.set({ fault: thrown instanceof ServiceProblem ? thrown.problem.title : String(thrown) });
    })
    .finally(() => {
      looking = null;
      if (again) {
        again = false;
        lookAgain();
      }
    });
}

/** After an alarm that people have cleared up: the checkpoint that raised it is what is held against from now on. */
export function takeAsKnown(): void {
  const { now } = seen.get();
  if (now === null) return;
  keep(now);
  seen.set({ ...NOT_SEEN, state: 'first', now });
  lookAgain();
}

let watching = false;

/** Looks at each checkpoint that is published, from the first page of the log on. */
export function needCheckpoints(): void {
  if (watching) return;
  watching = true;
  needKeys();
  let at = '';
  const follow = (): void => {
    const next = `${live.get().head?.published ?? 0} ${JSON.stringify(live.get().head?.cosigned ?? {})} ${logKeys.get().view?.log ?? ''}`;
    if (next === at) return;
    at = next;
    lookAgain();
  };
  live.subscribe(follow);
  logKeys.subscribe(follow);
  follow();
}
