import { useEffect, useMemo, useState } from 'react';
import type { CaseFault } from '../../../src/authorise/case/faults.ts';
import { readCase } from '../../../src/authorise/case/parse.ts';
import type { ClearanceCase } from '../../../src/authorise/clearance/case.ts';
import { caseDocumentOf } from '../../../src/authorise/clearance/case-of-log.ts';
import type { Happened } from '../../../src/model/command.ts';
import { sha256 } from '../account/crypto.ts';
import { type Chain, merged, readStream, useChain } from './chain.ts';
import { type CheckLine, checkLines, type Source } from './check-lines.ts';
import { type ClearanceRead, caseIn, clearancesIn, unreadOf } from './clearances.ts';

/** The clearances that can be read here, the newest first. */
export function useClearances(): { readonly chain: Chain; readonly clearances: readonly ClearanceRead[] } {
  const chain = useChain();
  const clearances = useMemo(() => clearancesIn(chain.facts), [chain.facts]);
  return { chain, clearances };
}

/** Facts of streams that stand elsewhere than where the chain is read; a stream that nobody wrote is empty. */
function useElsewhere(streams: readonly string[], size: number): readonly Happened[] | null {
  const [read, setRead] = useState<{ readonly key: string; readonly facts: readonly Happened[] } | null>(null);
  const names = streams.join(' ');
  useEffect(() => {
    const stop = new AbortController();
    const key = `${names} ${size}`;
    const wanted = names === '' ? [] : names.split(' ');
    Promise.all(wanted.map((one) => readStream(one, stop.signal))).then(
      (parts) => !stop.signal.aborted && setRead({ key, facts: parts.flat() }),
      // What could not be asked for stays unread: the checks that rest on it say so.
      () => undefined,
    );
    return () => stop.abort();
  }, [names, size]);
  return read?.key === `${names} ${size}` ? read.facts : null;
}

export interface CaseNow {
  readonly it: ClearanceCase;
  /** Null while what stands elsewhere is asked for. */
  readonly lines: readonly CheckLine[] | null;
  /** Where the case could not be read. */
  readonly faults: readonly CaseFault[];
  readonly unread: ReadonlySet<Source>;
}

/** A clearance held against every check at a moment, by the functions that the service itself uses. */
export function useCase(id: string, atUs: number): CaseNow {
  const { facts, size } = useChain();
  const [known, streams] = useMemo(
    () => [new Set(facts.map(({ stream }) => stream)), caseIn(facts, id).streams],
    [facts, id],
  );
  const elsewhere = useElsewhere(
    streams.filter((one) => !known.has(one)),
    size,
  );
  return useMemo(() => {
    const { it } = caseIn(merged(facts, elsewhere ?? []), id);
    const unread = unreadOf(it);
    const { plan } = it.clearance;
    if (plan === undefined || elsewhere === null) return { it, lines: null, faults: [], unread };
    const reading = readCase(caseDocumentOf(it, plan, atUs), sha256);
    if ('faults' in reading) return { it, lines: null, faults: reading.faults, unread };
    return { it, lines: checkLines(reading.judged, unread), faults: [], unread };
  }, [facts, elsewhere, id, atUs]);
}
