import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { AtalayaError } from '../model/errors.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.pbf': 'application/x-protobuf',
};

/** Files whose names carry a hash of what is in them never change (Vite puts them under assets/). */
const hashedName = /^assets\/.*-[\w-]{8,}\.\w+$/;

/**
 * Serves the built page as it was when the service started, from memory (some 4 MB): a page that is built anew under a running service
 * has other file names, and may ask for what this service does not offer. Nothing but a file of that build can be asked for, by
 * whatever path.
 */
export function servePages(app: FastifyInstance, folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(join(folder, name)).isFile());
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  const config = { access: { anyone: 'the page itself, which holds nothing of anybody' } } as const;
  app.get('/*', { config, schema: { hide: true, response: {} } }, (request, reply) => {
    const path = request.url.split(/[?#]/, 1)[0] ?? '/';
    const name = path === '/' ? 'index.html' : path.slice(1);
    const bytes = files.get(name);
    if (bytes === undefined) {
      throw new AtalayaError(
        'not-found',
        'There is no such page',
        path.slice(0, 200),
        'Go to the start of the workstation: /',
      );
    }
    const cache = hashedName.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
    return reply
      .header('cache-control', cache)
      .type(contentTypes[extname(name)] ?? 'application/octet-stream')
      .send(bytes);
  });
}
