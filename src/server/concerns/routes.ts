import { Type } from 'typebox';
import { exactly, Token, Words } from '../../model/facts.ts';
import type { App } from '../routes.ts';
import { ProblemSchema } from '../schemas.ts';
import type { AnonymousConcerns } from './anonymous.ts';
import { leastBits, mostBits } from './work.ts';

export const anonymousPath = '/api/concerns/anonymous';

export const ChallengeSchema = Type.Object(
  {
    challenge: Type.String(),
    /** Zero bits that SHA-256 of "challenge:SHA-256 of the text, hexadecimal:number" must begin with. */
    bits: Type.Integer({ minimum: leastBits, maximum: mostBits }),
    /** Whose inspectors can be written to. */
    states: Type.Array(Token),
  },
  exactly,
);
export const ConcernBody = Type.Object(
  {
    to: Token,
    says: Words,
    challenge: Type.String({ maxLength: 64 }),
    number: Type.String({ pattern: '^[0-9]{1,20}$' }),
  },
  exactly,
);
export const ReceiptSchema = Type.Object({ receipt: Type.String() }, exactly);

const problem = { '4xx': ProblemSchema, '5xx': ProblemSchema } as const;
/** Neither limited by address nor looked up by session: see limitRates. */
const config = {
  anonymous: true,
  access: { anyone: 'a concern can be raised by somebody who is not known' },
} as const;
/** The longest text in the longest JSON, and what stands beside it. */
const bodyLimitBytes = 32_768;

/** Raising a concern without being known. The handlers look at nothing but the body: no cookie, no address, no header. */
export function anonymousRoutes(app: App, concerns: AnonymousConcerns, now: () => number): void {
  app.get(anonymousPath, { config, schema: { response: { 200: ChallengeSchema, ...problem } } }, async () => ({
    challenge: concerns.desk.challenge(now()),
    bits: concerns.desk.bits,
    states: [...concerns.states],
  }));
  const schema = { body: ConcernBody, response: { 201: ReceiptSchema, ...problem } };
  app.post(anonymousPath, { config, bodyLimit: bodyLimitBytes, schema }, async ({ body }, reply) => {
    const { to, says, challenge, number } = body;
    return reply.code(201).send({ receipt: await concerns.raise(to, says, { challenge, number }) });
  });
}
