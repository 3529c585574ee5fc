import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { AtalayaError } from '../model/errors.ts';
import { ReadingRefused } from './door/reader-rights.ts';
import { PayloadInvalid } from './door/refused.ts';
import type { OwnAddress } from './identity/cookies.ts';
import { answerTroubles } from './problems.ts';
import type { App } from './routes.ts';
import { guard } from './security.ts';

/** A rule's document is the longest that a command brings; routes that take more say so themselves. */
const bodyLimitBytes = 262_144;
const host = '127.0.0.1';
/** How many ports after the asked one are tried before giving up. */
const portsTried = 20;

export interface HttpParts {
  /** Where people reach the service; any name of the loopback where nothing is said. */
  readonly address?: OwnAddress;
  /** Takes what went wrong inside, for whoever runs the service. */
  readonly say: (line: string) => void;
}

/** The one service without its routes: what holds for all of them. Not yet listening. */
export async function createHttp({ address, say }: HttpParts): Promise<App> {
  const http = Fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Atalaya',
        description: 'Recordings, read and placed on the ground; and the one door: commands, and reading the log.',
        version: '1',
      },
    },
  });
  guard(http, address);
  answerTroubles(http, say, membersOf);
  // The views are plain values: they are written as they are, and the tests hold them to the schemas.
  http.setSerializerCompiler(() => (value) => JSON.stringify(value));
  http.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  return http;
}

/** `GET /api`: every route that was registered, as OpenAPI. */
export function describeRoutes(http: App): void {
  const config = { access: { anyone: 'the description of this interface' } } as const;
  http.get('/api', { config, schema: { hide: true, response: {} } }, () => http.swagger());
}

/** What a problem has beside the members of all. */
function membersOf(error: AtalayaError): object {
  if (error instanceof ReadingRefused) return { reasons: error.refusal.reasons };
  if (error instanceof PayloadInvalid && error.faults.length > 0) return { faults: error.faults };
  return {};
}

/** Listens on the loopback at the port or the next that is free, and gives the address. @throws AtalayaError `usage` */
export async function listenNear(http: App, port: number, tried = portsTried): Promise<string> {
  const last = port === 0 ? 0 : Math.min(65535, port + tried - 1);
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      return await http.listen({ host, port: candidate });
    } catch (error) {
      const taken =
        error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (!taken) throw error;
    }
  }
  const what = port === last ? `The port ${port} is not free` : `No port from ${port} to ${last} is free`;
  throw new AtalayaError('usage', what, host, 'Choose another with --port');
}
