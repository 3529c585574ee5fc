import { hashBytes } from '../format.ts';

/** Hashes as one source gives them; `known` is 0 where the source has none. */
export interface Candidate {
  readonly hashes: Uint8Array;
  readonly known: Uint8Array;
}

/** More places than this are not tried one by one: each doubles the work. */
const MOST_GROUPS = 8;

export function sameHash(a: Uint8Array, b: Uint8Array, at: number): boolean {
  for (let i = at * hashBytes; i < (at + 1) * hashBytes; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `count` hashes of which nothing is known. */
export function unknown(count: number): Candidate {
  return { hashes: new Uint8Array(count * hashBytes), known: new Uint8Array(count) };
}

export function allKnown(hashes: Uint8Array): Candidate {
  return { hashes, known: new Uint8Array(hashes.length / hashBytes).fill(1) };
}

export interface Reconciled {
  readonly hashes: Uint8Array;
  /** False where nothing authentic bears it out: the best guess only. */
  readonly trusted: boolean;
}

/**
 * Finds the true hashes from two sources of which either may be wrong in places: what is accepted (because it hashes to
 * something authentic) is true. Tries each source whole, then every mixture of the places (or, of many, the groups) where they differ.
 *
 * @param groupOf which group a place belongs to, where places are too many to be tried one by one.
 */
export function reconcile(
  stored: Candidate,
  computed: Candidate,
  groupOf: (at: number) => number,
  accept: (hashes: Uint8Array) => boolean,
): Reconciled {
  const count = stored.known.length;
  const base = new Uint8Array(stored.hashes);
  const differing: number[] = [];
  let whole = true;
  for (let at = 0; at < count; at++) {
    const hasStored = stored.known[at] === 1;
    const hasComputed = computed.known[at] === 1;
    if (!hasStored && !hasComputed) whole = false;
    if (!hasStored && hasComputed) put(base, computed.hashes, at);
    if (hasStored && hasComputed && !sameHash(stored.hashes, computed.hashes, at)) differing.push(at);
  }
  if (!whole) return { hashes: base, trusted: false };
  if (accept(base)) return { hashes: base, trusted: true };
  const groups = groupsOf(differing, groupOf);
  // From the last mixture down: all of them computed is the likeliest after all of them stored.
  for (let mask = 2 ** groups.length - 1; mask > 0; mask--) {
    const mixed = new Uint8Array(base);
    for (const [bit, places] of groups.entries()) {
      if ((mask & (1 << bit)) !== 0) for (const at of places) put(mixed, computed.hashes, at);
    }
    if (accept(mixed)) return { hashes: mixed, trusted: true };
  }
  return { hashes: base, trusted: false };
}

function put(into: Uint8Array, from: Uint8Array, at: number): void {
  into.set(from.subarray(at * hashBytes, (at + 1) * hashBytes), at * hashBytes);
}

function groupsOf(differing: readonly number[], groupOf: (at: number) => number): number[][] {
  if (differing.length <= MOST_GROUPS) return differing.map((at) => [at]);
  const groups = new Map<number, number[]>();
  for (const at of differing) {
    const group = groups.get(groupOf(at));
    if (group === undefined) groups.set(groupOf(at), [at]);
    else group.push(at);
  }
  return [...groups.values()].slice(0, MOST_GROUPS);
}
