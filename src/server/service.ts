import { enumerateRoutes, type RouteFound } from './door/access.ts';
import { Flights, type FlightsOptions } from './flights.ts';
import { createHttp, describeRoutes, listenNear } from './http.ts';
import { servePages } from './pages.ts';
import { type RecordingsAccess, recordingsAccess } from './recordings.ts';
import { type ReportFolders, serveReports } from './reports.ts';
import { type App, flightRoutes, frameRoutes, mapRoutes } from './routes.ts';
import { videoRoutes } from './video-routes.ts';

export interface WorkstationParts {
  readonly flights: Flights;
  /** Folder of the built page; without it only the interface is served. */
  readonly pages?: string;
  /** Reports of exploited recordings, and the names of their files. */
  readonly reports?: { readonly folders: ReportFolders; readonly files: readonly string[] };
}

/** The workstation's routes (ADR 0005), in a scope of their own: recordings, the map, reports, and the pages. */
export function workstationRoutes(app: App, parts: WorkstationParts, access: RecordingsAccess): void {
  const { flights, pages, reports } = parts;
  // Recordings are not taken into memory: the route reads them from the request itself.
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  flightRoutes(app, flights, access);
  frameRoutes(app, flights, access);
  mapRoutes(app, flights, access);
  videoRoutes(app, flights, access);
  if (reports !== undefined) serveReports(app, reports.folders, reports.files, access);
  if (pages !== undefined) servePages(app, pages);
}

interface AloneParts extends WorkstationParts {
  /** Takes what went wrong inside, for whoever runs the service. */
  readonly say: (line: string) => void;
}

export interface ServiceOptions extends FlightsOptions, Omit<AloneParts, 'flights'> {}

export interface Service {
  readonly app: App;
  readonly flights: Flights;
  /** Every route there is, with who may use it. */
  readonly routes: readonly RouteFound[];
  /** Listens on the loopback at the port or the next that is free, and gives the address. @throws AtalayaError `usage` */
  listen(port: number): Promise<string>;
  /** Ends all that is under way, and removes the data of all flights. */
  close(): Promise<void>;
}

/** The workstation alone, on one's own machine and without a log, not yet listening. */
export async function workstationAlone(parts: AloneParts): Promise<Service> {
  const { flights, say } = parts;
  const app = await createHttp({ say });
  const routes = enumerateRoutes(app, new Map());
  await app.register(async (scope) => workstationRoutes(scope, parts, recordingsAccess['own-machine']));
  describeRoutes(app);
  return {
    app,
    flights,
    routes,
    listen: (port) => listenNear(app, port),
    close: async () => {
      await flights.closeAll();
      await app.close();
    },
  };
}

/** The workstation alone, with flights of its own. */
export function createService(options: ServiceOptions): Promise<Service> {
  return workstationAlone({ ...options, flights: new Flights(options) });
}
