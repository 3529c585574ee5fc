import type { Refusal } from '../../model/refusal.ts';
import type { PayloadFault } from '../../model/stage-command.ts';
import type { Position } from '../../store/log/log.ts';
import type { Session } from './session.ts';

/** A command as it is asked for. */
export interface Asked {
  readonly name: string;
  readonly payload: unknown;
  /** Chosen by who asks: the same command again under the same id changes nothing, and gets the first answer. */
  readonly commandId: string;
}

/** What became of a command. */
export type Answer =
  | { readonly outcome: 'done'; readonly entries: readonly Position[]; readonly duplicate: boolean }
  | { readonly outcome: 'refused'; readonly by: 'policy' | 'domain'; readonly refusal: Refusal }
  /** What it rests on changed again and again. */
  | { readonly outcome: 'conflict'; readonly stream: string }
  | { readonly outcome: 'malformed'; readonly faults: readonly PayloadFault[] };

/** The only way by which a command reaches the log. Errors: `not-found` for an unknown name, `stopping`, and those of the log. */
export interface Door {
  handle(session: Session, asked: Asked): Promise<Answer>;
}
