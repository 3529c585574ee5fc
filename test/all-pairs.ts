import { rangeNodes } from '../src/account/compact-range.ts';
import type { Sha256 } from '../src/account/hash.ts';
import { foldRight, nodeHash } from '../src/account/merkle.ts';
import {
  consistencyPlan,
  type HashReader,
  inclusionPlan,
  makeProof,
  verifyConsistency,
  verifyInclusion,
} from '../src/account/proof.ts';
import { numberedLeaf } from './stored-tree.ts';

/** What became of the proofs of all pairs: how many held, how many wrong ones were refused, and the first that went wrong. */
export interface PairTally {
  held: number;
  refused: number;
  wrong: string | undefined;
}

interface PairTree {
  readonly leaves: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly read: HashReader;
}

function growPairTree(size: number, sha256: Sha256): PairTree {
  const leaves = Array.from({ length: size }, (_, i) => numberedLeaf(i, sha256));
  const rows: Uint8Array[][] = [leaves];
  for (let row = leaves; row.length > 1; row = rows[rows.length - 1]!) {
    rows.push(
      Array.from({ length: Math.floor(row.length / 2) }, (_, i) => nodeHash(row[2 * i]!, row[2 * i + 1]!, sha256)),
    );
  }
  const read: HashReader = (level, index) => rows[level]![index]!;
  const roots = Array.from({ length: size + 1 }, (_, end) => {
    const nodes = rangeNodes(0, end).map((node) => read(node.level, node.index));
    return foldRight(nodes, sha256);
  });
  return { leaves, roots, read };
}

/** Proofs made wrong: a bit changed, a hash left out, repeated, two swapped. */
function spoil(proof: readonly Uint8Array[], chance: number): readonly Uint8Array[] {
  const place = chance % Math.max(1, proof.length);
  const changed = proof[place]?.slice() ?? new Uint8Array(32);
  changed[chance % 32]! ^= 1 << (chance % 8);
  switch (proof.length === 0 ? 0 : chance % 4) {
    case 1:
      return proof.toSpliced(place, 1);
    case 2:
      return proof.toSpliced(place, 0, changed);
    case 3:
      return [...proof, proof[place]!];
    default:
      return proof.length === 0 ? [changed] : proof.with(place, changed);
  }
}

/**
 * Makes and verifies the inclusion proof of every leaf in every tree, and the consistency proof between every two sizes, up
 * to `size`; and offers one wrong proof in every `spoilEvery`, which must be refused.
 */
export function proveAllPairs(size: number, spoilEvery: number, sha256: Sha256): PairTally {
  const tree = growPairTree(size, sha256);
  const tally: PairTally = { held: 0, refused: 0, wrong: undefined };
  let count = 0;
  const note = (right: boolean, spoilt: boolean, what: string): void => {
    if (!right) tally.wrong ??= what;
    else if (spoilt) tally.refused++;
    else tally.held++;
  };
  const offer = (
    proof: readonly Uint8Array[],
    what: string,
    check: (proof: readonly Uint8Array[]) => boolean,
  ): void => {
    note(check(proof), false, what);
    count++;
    if (count % spoilEvery === 0) note(!check(spoil(proof, count / spoilEvery)), true, `wrong ${what}`);
  };
  for (let to = 0; to <= size; to++) {
    const root = tree.roots[to]!;
    for (let index = 0; index < to; index++) {
      offer(makeProof(inclusionPlan(index, to), tree.read, sha256), `inclusion of ${index} in ${to}`, (proof) =>
        verifyInclusion(tree.leaves[index]!, index, to, proof, root, sha256),
      );
    }
    for (let from = 0; from <= to; from++) {
      offer(makeProof(consistencyPlan(from, to), tree.read, sha256), `consistency of ${from} and ${to}`, (proof) =>
        verifyConsistency(from, to, tree.roots[from]!, root, proof, sha256),
      );
    }
  }
  return tally;
}
