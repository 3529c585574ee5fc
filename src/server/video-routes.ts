import { createReadStream } from 'node:fs';
import { AtalayaError } from '../model/errors.ts';
import { troubleOf } from '../model/troubles.ts';
import { byteRange } from './file-range.ts';
import type { Flights } from './flights.ts';
import { sendProblem } from './problems.ts';
import { problem, type RecordingsAccess } from './recordings.ts';
import type { App } from './routes.ts';
import * as schemas from './schemas.ts';
import { videoFrom } from './video-stream.ts';

const id = schemas.FlightParams;

/** The recording as it is, and its video from any keyframe on. */
export function videoRoutes(app: App, flights: Flights, { watch }: RecordingsAccess): void {
  app.get(
    '/api/flights/:id/keyframes',
    { config: watch, schema: { params: id, response: { 200: schemas.KeyframesSchema, ...problem } } },
    (request) => ({ ptsS: flights.get(request.params.id).video.entries.map(({ ptsS }) => ptsS) }),
  );
  app.get(
    '/api/flights/:id/video',
    {
      config: watch,
      schema: {
        params: id,
        querystring: schemas.VideoQuery,
        produces: ['video/mp2t'],
        response: { 200: schemas.BytesSchema, ...problem },
      },
    },
    async (request, reply) => {
      const gone = new AbortController();
      const flight = flights.get(request.params.id);
      const { entry, body } = await videoFrom(flight, request.query.fromS, gone.signal);
      reply.raw.once('close', () => gone.abort());
      // A client that goes, or a flight that is closed, is no fault; the answer is cut short.
      body.on('error', () => undefined);
      return reply
        .type('video/mp2t')
        .header('cache-control', 'no-store')
        .header('x-stream-start-s', String(entry.ptsS))
        .header('x-stream-start-dts-s', String(entry.dtsS))
        .send(body);
    },
  );
  app.get(
    '/api/flights/:id/recording',
    {
      config: watch,
      schema: {
        params: id,
        produces: ['application/octet-stream'],
        response: { 200: schemas.BytesSchema, 206: schemas.BytesSchema, ...problem },
      },
    },
    (request, reply) => {
      const { file, name } = flights.get(request.params.id).options;
      if (!file.ended) throw troubleOf('still-coming', name);
      const { size } = file;
      reply
        .type('application/octet-stream')
        .header('accept-ranges', 'bytes')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
      let range: ReturnType<typeof byteRange>;
      try {
        range = byteRange(request.headers.range, size);
      } catch (error) {
        if (!(error instanceof AtalayaError)) throw error;
        return sendProblem(reply.header('content-range', `bytes */${size}`), error, 416);
      }
      if (size === 0) return reply.send(Buffer.alloc(0));
      if (range === undefined) return reply.header('content-length', size).send(createReadStream(file.path));
      const { start, end } = range;
      return reply
        .code(206)
        .header('content-range', `bytes ${start}-${end}/${size}`)
        .header('content-length', end - start + 1)
        .send(createReadStream(file.path, { start, end }));
    },
  );
}
