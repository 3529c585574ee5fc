import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { AtalayaError } from '../model/errors.ts';
import { Flights, type FlightsOptions } from './flights.ts';
import { servePages } from './pages.ts';
import { answerTroubles } from './problems.ts';
import { type ReportFolders, serveReports } from './reports.ts';
import { type App, flightRoutes, frameRoutes, mapRoutes } from './routes.ts';
import { guard } from './security.ts';
import { videoRoutes } from './video-routes.ts';

const host = '127.0.0.1';
/** How many ports after the asked one are tried before giving up. */
const portsTried = 20;

export interface ServiceOptions extends FlightsOptions {
  /** Folder of the built page; without it only the interface is served. */
  readonly pages?: string;
  /** Reports of exploited recordings, and the names of their files. */
  readonly reports?: { readonly folders: ReportFolders; readonly files: readonly string[] };
  /** Takes what went wrong inside, for whoever runs the service. */
  readonly say: (line: string) => void;
}

export interface Service {
  readonly app: App;
  readonly flights: Flights;
  /** Listens on the loopback at the port or the next that is free, and gives the address. @throws AtalayaError `usage` */
  listen(port: number): Promise<string>;
  /** Ends all that is under way, and removes the data of all flights. */
  close(): Promise<void>;
}

/** The workstation's service (ADR 0005), not yet listening. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const flights = new Flights(options);
  const app = Fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Atalaya workstation',
        description: 'Recorded flights, read and placed on the ground.',
        version: '1',
      },
    },
  });
  guard(app);
  answerTroubles(app, options.say);
  // The views are plain values: they are written as they are, and the tests hold them to the schemas.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  // Recordings are not taken into memory: the route reads them from the request itself.
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  flightRoutes(app, flights);
  frameRoutes(app, flights);
  mapRoutes(app, flights);
  videoRoutes(app, flights);
  app.get('/api', { schema: { hide: true } }, () => app.swagger());
  if (options.reports !== undefined) serveReports(app, options.reports.folders, options.reports.files);
  if (options.pages !== undefined) servePages(app, options.pages);
  return {
    app,
    flights,
    listen: (port) => listenNear(app, port),
    close: async () => {
      await flights.closeAll();
      await app.close();
    },
  };
}

async function listenNear(app: App, port: number): Promise<string> {
  const last = port === 0 ? 0 : Math.min(65535, port + portsTried - 1);
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      return await app.listen({ host, port: candidate });
    } catch (error) {
      const taken =
        error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (!taken) throw error;
    }
  }
  throw new AtalayaError('usage', `No port from ${port} to ${last} is free`, host, 'Choose another with --port');
}
