import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import type { AtalayaError } from '../../model/errors.ts';
import type { StageCommand } from '../../model/stage-command.ts';
import type { OwnAddress } from '../identity/cookies.ts';
import { answerTroubles } from '../problems.ts';
import type { App } from '../routes.ts';
import { guard } from '../security.ts';
import { enumerateRoutes, type RouteFound } from './access.ts';
import { commandRoutes } from './command-routes.ts';
import type { Door } from './door.ts';
import { type LogRoutesParts, logRoutes } from './log-routes.ts';
import type { DoorMetrics } from './metrics.ts';
import { ReadingRefused } from './reader-rights.ts';
import { PayloadInvalid } from './refused.ts';
import { serviceRoutes } from './service-routes.ts';
import { demandOwnHeader } from './sessions.ts';
import { checkBySchemas } from './validation.ts';

/** A rule's document is the longest that a command brings. */
const bodyLimitBytes = 262_144;

export interface DoorHttpParts extends LogRoutesParts {
  readonly door: Door;
  readonly commands: readonly StageCommand[];
  readonly metrics: DoorMetrics;
  readonly stopping: () => boolean;
  /** Routes of identity, and the checks that all others stand behind; each says who may use it, as the door's own do. */
  readonly before?: (app: App) => void;
  /** Where people reach the service; the loopback where nothing is said. */
  readonly address?: OwnAddress;
  readonly say: (line: string) => void;
}

export interface DoorHttp {
  readonly http: App;
  /** Every route there is, with who may use it. */
  readonly routes: readonly RouteFound[];
}

/** The door over HTTP, not yet listening. @throws AtalayaError `policy-invalid` where a route lacks its policy or schema. */
export async function createDoorHttp(parts: DoorHttpParts): Promise<DoorHttp> {
  const http = Fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Atalaya', description: 'The one door: commands, and reading the log.', version: '1' },
    },
  });
  guard(http, parts.address);
  demandOwnHeader(http);
  answerTroubles(http, parts.say, membersOf);
  checkBySchemas(http);
  // The views are plain values: they are written as they are, and the tests hold them to the schemas.
  http.setSerializerCompiler(() => (value) => JSON.stringify(value));
  http.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  const routes = enumerateRoutes(http, parts.policy.schema.actions);
  parts.before?.(http);
  commandRoutes(http, parts.door, parts.commands, parts.sessionOf);
  logRoutes(http, parts);
  serviceRoutes(http, { ...parts, log: parts.data.log });
  const described = { access: { anyone: 'the description of this interface' } } as const;
  http.get('/api', { config: described, schema: { hide: true, response: {} } }, () => http.swagger());
  return { http, routes };
}

/** What a problem has beside the members of all. */
function membersOf(error: AtalayaError): object {
  if (error instanceof ReadingRefused) return { reasons: error.refusal.reasons };
  if (error instanceof PayloadInvalid && error.faults.length > 0) return { faults: error.faults };
  return {};
}
