import type { Entry } from '../../account/entry-types.ts';
import { inspectedState, isForInspectors } from '../../account/inspection/compartments.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isRefusal, type Refusal } from '../../model/refusal.ts';
import type { Resource } from '../../model/stage-command.ts';
import { troubleOf } from '../../model/troubles.ts';
import type { Memory } from '../../store/memory/memory.ts';
import type { RuleSet } from '../policy/engine.ts';
import type { Session } from './session.ts';
import { contextOf, standingOf } from './standing.ts';

export interface RightsParts {
  readonly memory: Pick<Memory, 'recall' | 'open'>;
  readonly policy: RuleSet;
  readonly now: () => number;
  readonly exercise: boolean;
}

/** A way of reading that was refused; `reasons` says by which rules. */
export class ReadingRefused extends AtalayaError {
  readonly refusal: Refusal;

  constructor({ reasons }: Refusal, action: string) {
    const { code, message, cure, reason } = troubleOf('reading-refused', action);
    super(code, message, action, cure, reason);
    this.refusal = { reasons };
  }
}

/** What a person may read at this moment. */
export interface ReaderRights {
  /** Of the log, where nothing else is named. @throws ReadingRefused */
  demand(action: string, resource?: Resource): void;
  /** Whether bodies of a compartment and state open to the person. */
  opens(compartment: string, state: string): boolean;
  /** Whether the envelope of an entry is shown to the person: of what is for inspectors alone only its place and commitment are shown to others. */
  sees(entry: Pick<Entry, 'compartment' | 'state'>): boolean;
}

const theLog: Resource = { type: 'Log', id: 'log', attributes: {} };

/** The person's standing is read once, for the request at hand. */
export async function rightsOf(
  { memory, policy, now, exercise }: RightsParts,
  session: Session,
): Promise<ReaderRights> {
  const { principal } = await standingOf(memory, session);
  const context = contextOf(session, now(), exercise);
  const answers = new Map<string, boolean>();
  const ask = (action: string, resource: Resource) => policy.authorise({ principal, action, resource, context });
  const rights: ReaderRights = {
    demand(action, resource = theLog) {
      const answer = ask(action, resource);
      if (isRefusal(answer)) throw new ReadingRefused(answer, action);
    },
    opens(compartment, state) {
      const key = `${compartment} ${state}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      // A concern belongs to the state it was raised to, whichever state the person serves who raised it.
      const attributes = { compartment, state: inspectedState(compartment) ?? state };
      const { allowed } = ask('read.open-body', { type: 'Entry', id: 'any', attributes });
      answers.set(key, allowed);
      return allowed;
    },
    sees: ({ compartment, state }) => !isForInspectors(compartment) || rights.opens(compartment, state),
  };
  return rights;
}
