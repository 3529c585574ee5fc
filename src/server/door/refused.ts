import type { FastifyReply } from 'fastify';
import { AtalayaError } from '../../model/errors.ts';
import type { PayloadFault } from '../../model/stage-command.ts';
import { troubleOf } from '../../model/troubles.ts';
import { sendProblem } from '../problems.ts';
import type { Answer } from './door.ts';

/** Faults of a payload that are shown; what is wrong in a thousand places is wrong. */
const mostFaults = 20;

/** A payload that is not as its schema says. */
export class PayloadInvalid extends AtalayaError {
  readonly faults: readonly PayloadFault[];

  constructor(faults: readonly PayloadFault[]) {
    const [first] = faults;
    const what = first === undefined ? 'The request is not understood' : `${first.path || '/'} ${first.fault}`;
    super('request-invalid', what, 'body', 'See /api for what is understood');
    this.faults = faults.slice(0, mostFaults);
  }
}

/** The answer to a command, over HTTP. */
export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  switch (answer.outcome) {
    case 'done':
      return reply.code(answer.duplicate ? 200 : 201).send({ entries: answer.entries, duplicate: answer.duplicate });
    case 'refused': {
      const count = answer.refusal.reasons.length;
      const [one, more] =
        answer.by === 'policy'
          ? (['one-rule-against', 'rules-against'] as const)
          : (['one-condition-against', 'conditions-against'] as const);
      const error = troubleOf(count === 1 ? one : more, 'command', { n: String(count) });
      return sendProblem(reply, error, error.httpStatus, { reasons: answer.refusal.reasons });
    }
    case 'conflict':
      throw troubleOf('keeps-changing', answer.stream);
    case 'malformed':
      throw new PayloadInvalid(answer.faults);
  }
}
