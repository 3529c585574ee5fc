import type { FastifyReply } from 'fastify';
import { AtalayaError } from '../../model/errors.ts';
import type { PayloadFault } from '../../model/stage-command.ts';
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
      const code = answer.by === 'policy' ? 'not-permitted' : 'not-possible';
      const count = answer.refusal.reasons.length;
      const what = count === 1 ? 'One rule stands against it' : `${count} rules stand against it`;
      const error = new AtalayaError(code, what, 'command', 'See the reasons: each says what would make it possible');
      return sendProblem(reply, error, error.httpStatus, { reasons: answer.refusal.reasons });
    }
    case 'conflict': {
      const cure = 'Look at it again, then send the command again';
      throw new AtalayaError('changed-meanwhile', 'What the command rests on keeps changing', answer.stream, cure);
    }
    case 'malformed':
      throw new PayloadInvalid(answer.faults);
  }
}
