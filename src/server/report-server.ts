import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { AtalayaError } from '../model/errors.ts';

const host = '127.0.0.1';
/** How many ports after the asked one are tried before giving up. */
const portsTried = 20;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.geojson': 'application/geo+json; charset=utf-8',
  '.kml': 'application/vnd.google-earth.kml+xml',
  '.gpkg': 'application/geopackage+sqlite3',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
  '.ts': 'video/mp2t',
};

export interface ReportServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface ReportServerOptions {
  readonly folder: string;
  /** Files of the folder that are served; nothing else is. */
  readonly files: readonly string[];
  readonly port: number;
}

/** Headers of every answer. The report carries a stricter policy of its own, with the hashes of its scripts. */
const headers = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** A page of another site could reach the loopback under a name of its own: only our own names are answered. */
function isOwnHost(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ReportServerOptions): Promise<void> {
  if (!isOwnHost(request)) return refuse(response, 421, 'This server answers on 127.0.0.1 only');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET');
  const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
  const name = path === '/' ? 'report.html' : path.slice(1);
  if (!options.files.includes(name)) return refuse(response, 404, 'There is no such file');
  const full = join(options.folder, name);
  const { size } = await stat(full);
  response.writeHead(200, {
    ...headers,
    'Content-Type': contentTypes[extname(name)] ?? 'application/octet-stream',
    'Content-Length': size,
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(full)
      .on('error', () => response.destroy())
      .pipe(response);
}

function listen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, host);
  });
}

/**
 * Serves the files of one exploited recording on the loopback.
 * @throws AtalayaError `usage` where neither the port nor one of the next is free.
 */
export async function serveReport(options: ReportServerOptions): Promise<ReportServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => {
      if (!response.headersSent) refuse(response, 404, 'The file is gone');
      else response.destroy();
    });
  });
  for (let port = options.port; port < options.port + portsTried; port++) {
    const bound = await listen(server, port);
    if (bound === undefined) continue;
    return {
      url: `http://${host}:${bound}/`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }
  throw new AtalayaError(
    'usage',
    `No port from ${options.port} to ${options.port + portsTried - 1} is free`,
    host,
    'Give another with --port',
  );
}
