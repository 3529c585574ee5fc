import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AtalayaError } from '../../model/errors.ts';
import { troubleOf } from '../../model/troubles.ts';
import type { Session } from './session.ts';

/** Who sends a request; undefined where nobody is signed in. */
export type SessionOf = (request: FastifyRequest) => Promise<Session | undefined>;

/** Sent with everything that changes something: a page of another site cannot send it without having been asked for leave. */
export const ownHeader = 'x-atalaya';

/** @throws AtalayaError `not-signed-in`. */
export async function demandSession(sessionOf: SessionOf, request: FastifyRequest): Promise<Session> {
  const session = await sessionOf(request);
  if (session !== undefined) return session;
  throw troubleOf('nobody-signed-in', 'session');
}

/** Refuses what changes something and does not come from a page or program that knows this service. */
export function demandOwnHeader(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.headers[ownHeader] === '1') return;
    throw new AtalayaError('request-refused', `The header ${ownHeader} is missing`, ownHeader, `Send ${ownHeader}: 1`);
  });
}
