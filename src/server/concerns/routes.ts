import { Type } from 'typebox';
import type { ConcernThreadView } from '../../model/concern-views.ts';
import { exactly, TimeUs, Token, Words } from '../../model/facts.ts';
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
    /** For looking at a concern by its receipt: the text is the receipt, as it is sent. */
    readChallenge: Type.String(),
    /** Whose inspectors can be written to. */
    states: Type.Array(Token),
  },
  exactly,
);
/** The work that was done. */
const workFields = {
  challenge: Type.String({ maxLength: 64 }),
  number: Type.String({ pattern: '^[0-9]{1,20}$' }),
};
export const ConcernBody = Type.Object(
  {
    to: Token,
    says: Words,
    ...workFields,
  },
  exactly,
);
/** As it was told, or as somebody wrote it down. */
const ReceiptText = Type.String({ minLength: 28, maxLength: 64, pattern: '^[0-9A-Za-z -]+$' });
export const ReadBody = Type.Object({ receipt: ReceiptText, ...workFields }, exactly);
export const AddBody = Type.Object({ receipt: ReceiptText, says: Words, ...workFields }, exactly);
/** `Unsafe` for its type alone: the list of a view is not to be written to. */
export const ThreadSchema = Type.Unsafe<ConcernThreadView>(
  Type.Object(
    {
      status: Type.Union([Type.Literal('raised'), Type.Literal('reported'), Type.Literal('closed')]),
      messages: Type.Array(
        Type.Object(
          {
            from: Type.Union([Type.Literal('raiser'), Type.Literal('inspectors')]),
            dayUs: TimeUs,
            says: Words,
          },
          exactly,
        ),
      ),
    },
    exactly,
  ),
);
export const ReceiptSchema = Type.Object({ receipt: Type.String() }, exactly);

const problem = { '4xx': ProblemSchema, '5xx': ProblemSchema } as const;
/** Neither limited by address nor looked up by session: see limitRates. */
const config = {
  anonymous: true,
  access: { anyone: 'a concern can be raised, and its answer read, by somebody who is not known' },
} as const;
/** The longest text in the longest JSON, and what stands beside it. */
const bodyLimitBytes = 32_768;

/** Raising a concern without being known, reading the answers by its receipt, and adding to it. The handlers look at nothing but the body: no cookie, no address, no header. */
export function anonymousRoutes(app: App, concerns: AnonymousConcerns, now: () => number): void {
  app.get(anonymousPath, { config, schema: { response: { 200: ChallengeSchema, ...problem } } }, async () => ({
    challenge: concerns.desk.challenge(now()),
    bits: concerns.desk.bits,
    readChallenge: concerns.readDesk.challenge(now()),
    states: [...concerns.states],
  }));
  const schema = { body: ConcernBody, response: { 201: ReceiptSchema, ...problem } };
  app.post(anonymousPath, { config, bodyLimit: bodyLimitBytes, schema }, async ({ body }, reply) => {
    const { to, says, challenge, number } = body;
    return reply.code(201).send({ receipt: await concerns.raise(to, says, { challenge, number }) });
  });
  // The receipt travels in a body, since addresses of requests are written down in many places.
  const reading = { body: ReadBody, response: { 200: ThreadSchema, ...problem } };
  app.post(`${anonymousPath}/read`, { config, bodyLimit: bodyLimitBytes, schema: reading }, ({ body }) => {
    const { receipt, challenge, number } = body;
    return concerns.read(receipt, { challenge, number });
  });
  const adding = { body: AddBody, response: { 204: Type.Null(), ...problem } };
  app.post(
    `${anonymousPath}/messages`,
    { config, bodyLimit: bodyLimitBytes, schema: adding },
    async ({ body }, reply) => {
      const { receipt, says, challenge, number } = body;
      await concerns.add(receipt, says, { challenge, number });
      return reply.code(204).send(null);
    },
  );
}
