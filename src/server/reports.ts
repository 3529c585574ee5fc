import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { AtalayaError } from '../model/errors.ts';
import type { RecordingsAccess } from './recordings.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.geojson': 'application/geo+json; charset=utf-8',
  '.kml': 'application/vnd.google-earth.kml+xml',
  '.gpkg': 'application/geopackage+sqlite3',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
};

/** Folders of exploited recordings that may be served, by the name they are asked for. Grows while reports are written. */
export type ReportFolders = ReadonlyMap<string, string>;

/**
 * Serves the report of an exploited recording and the files beside it: `GET /report/NAME/report.html`. Only the given files of
 * the given folders can be asked for.
 */
export function serveReports(
  app: FastifyInstance,
  folders: ReportFolders,
  files: readonly string[],
  { watch }: RecordingsAccess,
): void {
  app.get<{ Params: { name: string; file: string } }>(
    '/report/:name/:file',
    { config: watch, schema: { hide: true, response: {} } },
    async ({ params }, reply) => {
      const folder = folders.get(params.name);
      if (folder === undefined || !files.includes(params.file)) {
        throw new AtalayaError(
          'not-found',
          'There is no such report, or it is not written yet',
          `${params.name}/${params.file}`.slice(0, 200),
          'Wait until the recording has been read, or write it with: atalaya exploit FILE --out DIR',
        );
      }
      const path = join(folder, params.file);
      const { size } = await stat(path);
      // The report is one file with scripts inside; it carries a policy of its own, with their hashes.
      reply.removeHeader('content-security-policy');
      return reply
        .type(contentTypes[extname(params.file)] ?? 'application/octet-stream')
        .header('content-length', size)
        .send(createReadStream(path));
    },
  );
}
