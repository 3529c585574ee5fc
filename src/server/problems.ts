import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { AtalayaError, type ErrorCode } from '../model/errors.ts';
import { problemView, toAtalayaError } from './trouble.ts';

/** Statuses that Fastify itself answers with, in the words of the catalogue. */
const ownCodes: Readonly<Record<number, ErrorCode>> = { 413: 'too-large', 404: 'not-found' };

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_');
}

function fromFastify(error: FastifyError): AtalayaError | undefined {
  const status = error.validation === undefined ? (error.statusCode ?? 500) : 400;
  if (status >= 500) return undefined;
  const code = ownCodes[status] ?? 'request-invalid';
  return new AtalayaError(code, error.message, error.validationContext ?? 'request', 'See /api for what is understood');
}

/** Sends an error as problem details (RFC 9457); `more` are members of its own kind. */
export function sendProblem(
  reply: FastifyReply,
  error: AtalayaError,
  status: number = error.httpStatus,
  more: object = {},
): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', status, ...problemView(error), ...more });
}

/** Every trouble becomes a problem of the one catalogue; what is our own fault is told to `say`, not to the asker. */
export function answerTroubles(
  app: FastifyInstance,
  say: (line: string) => void,
  moreOf: (error: AtalayaError) => object = () => ({}),
): void {
  app.setErrorHandler((error, _request, reply) => {
    const own = isFastifyError(error) ? fromFastify(error) : undefined;
    const status =
      isFastifyError(error) && own !== undefined && error.validation === undefined ? error.statusCode : undefined;
    const trouble = own ?? toAtalayaError(error);
    if (trouble.code === 'internal') say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return sendProblem(reply, trouble, status, moreOf(trouble));
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new AtalayaError(
        'not-found',
        'There is nothing at this address',
        request.url.slice(0, 200),
        'See /api for what there is',
      ),
    ),
  );
}
