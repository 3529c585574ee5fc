import { anonymous, concernFacts, evolveConcern, noConcern } from '../../account/concern/state.ts';
import type { Happened } from '../../model/command.ts';
import type { ConcernMessageView, ConcernThreadView } from '../../model/concern-views.ts';
import { readFact } from '../../model/facts.ts';
import { dayStart } from '../../store/concerns/spool.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { readStream } from '../door/streams.ts';

/** A concern that was raised by nobody who is known, as far as it stands in the log. */
export interface Thread {
  readonly view: ConcernThreadView;
  /** The state whose inspectors read it. */
  readonly to: string;
  /** Of its stream. */
  readonly version: number;
}

/** Undefined where there is none of that id, or it cannot be read any more, or somebody raised it by name: that has no receipt. */
export async function threadOf(memory: Pick<Memory, 'recall'>, id: string): Promise<Thread | undefined> {
  const { facts, version } = await readStream(memory, `concern/${id}`);
  const { status, to } = facts.reduce(evolveConcern, noConcern);
  if (facts[0]?.role !== anonymous || status === 'none' || to === '') return undefined;
  return { view: { status, messages: facts.flatMap(messageOf) }, to, version };
}

/** What somebody said to somebody; what inspectors do besides is not for the person who raised it. */
function messageOf(happened: Happened): readonly ConcernMessageView[] {
  const { fact } = readFact(concernFacts, happened);
  const dayUs = dayStart(happened.timeUs);
  switch (fact?.kind) {
    case 'account.concern-raised':
    case 'account.concern-added':
      return [{ from: 'raiser', dayUs, says: fact.content.says }];
    case 'account.concern-answered':
      return [{ from: 'inspectors', dayUs, says: fact.content.says }];
    case 'account.concern-reported':
    case 'account.concern-closed':
    case undefined:
      return [];
  }
}
