import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import { Value } from 'typebox/value';
import { coverageGeoJson } from '../formats/geojson/flight.ts';
import { packetToJson } from '../formats/klv/json.ts';
import { AtalayaError } from '../model/errors.ts';
import type { Flight } from '../model/flight.ts';
import { troubleOf } from '../model/troubles.ts';
import { BaseMap } from './base-map.ts';
import { flightEvents } from './events.ts';
import type { OpenFlight } from './flight.ts';
import type { Flights } from './flights.ts';
import { groundAt } from './ground.ts';
import { problem, type RecordingsAccess } from './recordings.ts';
import * as schemas from './schemas.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

const id = schemas.FlightParams;

function finished(flight: OpenFlight): Flight {
  if (flight.finished !== undefined) return flight.finished;
  const { name } = flight.options;
  if (flight.state === 'reading') {
    throw troubleOf('still-reading', name);
  }
  throw troubleOf('never-read', name);
}

/** Opening and closing flights, and what is known of them as a whole. */
export function flightRoutes(app: App, flights: Flights, { watch, open }: RecordingsAccess): void {
  app.get('/api/flights', { config: watch, schema: { response: { 200: schemas.FlightsSchema, ...problem } } }, () =>
    flights.list().map((flight) => flight.view()),
  );
  app.post(
    '/api/flights',
    {
      config: open,
      bodyLimit: flights.maxUploadBytes,
      schema: {
        consumes: ['application/octet-stream'],
        querystring: schemas.UploadQuery,
        body: schemas.BytesSchema,
        response: { 201: schemas.FlightSchema, ...problem },
      },
    },
    async (request, reply) => {
      if (request.headers['content-type'] !== 'application/octet-stream') {
        throw new AtalayaError(
          'request-invalid',
          'A recording is sent as bytes',
          'Content-Type',
          'Use application/octet-stream',
        );
      }
      const length = Number(request.headers['content-length']);
      const total = Number.isSafeInteger(length) && length > 0 ? length : undefined;
      const flight = await flights.upload(request.query.name, total, request.raw);
      reply.header('location', `/api/flights/${flight.id}`);
      return reply.code(201).send(flight.view());
    },
  );
  app.get(
    '/api/flights/:id',
    { config: watch, schema: { params: id, response: { 200: schemas.FlightSchema, ...problem } } },
    (request) => flights.get(request.params.id).view(),
  );
  app.delete(
    '/api/flights/:id',
    { config: open, schema: { params: id, response: { 204: schemas.NothingSchema, ...problem } } },
    async (request, reply) => {
      await flights.close(flights.get(request.params.id).id);
      return reply.code(204).send(undefined);
    },
  );
  app.get(
    '/api/flights/:id/events',
    {
      config: watch,
      schema: { params: id, produces: ['text/event-stream'], response: { 200: schemas.BytesSchema, ...problem } },
    },
    (request, reply) =>
      reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .send(flightEvents(flights.get(request.params.id))),
  );
  app.get(
    '/api/flights/:id/quality',
    { config: watch, schema: { params: id, response: { 200: schemas.QualitySchema, ...problem } } },
    (request) => finished(flights.get(request.params.id)).quality,
  );
  app.get(
    '/api/flights/:id/coverage',
    {
      config: watch,
      schema: { params: id, produces: ['application/geo+json'], response: { 200: schemas.BytesSchema, ...problem } },
    },
    (request, reply) =>
      reply
        .type('application/geo+json')
        .send(Buffer.from([...coverageGeoJson(finished(flights.get(request.params.id)))].join(''))),
  );
}

/** What is asked of single frames, packets and places. */
export function frameRoutes(app: App, flights: Flights, { watch }: RecordingsAccess): void {
  app.get(
    '/api/flights/:id/frames',
    {
      config: watch,
      schema: { params: id, querystring: schemas.FramesQuery, response: { 200: schemas.FramesSchema, ...problem } },
    },
    (request) => {
      const flight = flights.get(request.params.id);
      return flight.poses.stretch(request.query.from, request.query.count, flight.pixels);
    },
  );
  app.get(
    '/api/flights/:id/overview',
    {
      config: watch,
      schema: { params: id, querystring: schemas.OverviewQuery, response: { 200: schemas.FramesSchema, ...problem } },
    },
    (request) => {
      const flight = flights.get(request.params.id);
      return flight.poses.overview(request.query.points, flight.pixels);
    },
  );
  app.get(
    '/api/flights/:id/packets/:index',
    { config: watch, schema: { params: schemas.PacketParams, response: { 200: schemas.PacketSchema, ...problem } } },
    async (request) => {
      const flight = flights.get(request.params.id);
      const { index } = request.params;
      const stored = await flight.packets.read(index);
      if (stored === undefined) {
        const cure = `The packets read so far are 0 to ${flight.packets.readable - 1}`;
        throw new AtalayaError('not-found', `There is no packet ${index}`, flight.options.name, cure);
      }
      const view: unknown = { ...packetToJson(stored.packet), issues: stored.issues };
      if (!Value.Check(schemas.PacketSchema, view)) throw new Error(`packet ${index} is not as the schema says`);
      return view;
    },
  );
  app.post(
    '/api/flights/:id/ground',
    {
      config: watch,
      schema: { params: id, body: schemas.GroundBody, response: { 200: schemas.GroundSchema, ...problem } },
    },
    (request) => {
      const { frame, x, y } = request.body;
      return groundAt(flights.get(request.params.id), frame, x, y);
    },
  );
  app.get(
    '/api/flights/:id/moving',
    {
      config: watch,
      schema: { params: id, querystring: schemas.MovingQuery, response: { 200: schemas.MovingSchema, ...problem } },
    },
    (request) => {
      const flight = flights.get(request.params.id);
      const { frame, number } = request.query;
      const moving = flight.poses.moving(frame, number, flight.pixels);
      if (moving !== undefined) return moving;
      const what = `Frame ${frame} reports no moving object ${number}`;
      throw new AtalayaError('not-found', what, flight.options.name, 'Choose one that the frame reports');
    },
  );
  app.get(
    '/api/flights/:id/visits',
    {
      config: watch,
      schema: { params: id, querystring: schemas.VisitsQuery, response: { 200: schemas.VisitsSchema, ...problem } },
    },
    (request) => {
      const flight = flights.get(request.params.id);
      const { lat, lon } = request.query;
      return flight.poses.visits({ latitudeDeg: lat, longitudeDeg: lon }, flight.pixels);
    },
  );
}

const everybodys = { access: { anyone: 'coasts and borders, as anybody can have them' } } as const;

/** The map under the flight. */
export function mapRoutes(app: App, flights: Flights, { watch }: RecordingsAccess): void {
  const base = new BaseMap();
  app.get(
    '/api/base/:layer.json',
    {
      config: everybodys,
      schema: {
        params: schemas.BaseParams,
        produces: ['application/geo+json'],
        response: { 200: schemas.BytesSchema, ...problem },
      },
    },
    (request, reply) =>
      reply
        .type('application/geo+json')
        .header('cache-control', 'max-age=86400')
        .send(base.layer(request.params.layer)),
  );
  app.get(
    '/api/flights/:id/terrain/:z/:x/:y.png',
    {
      config: watch,
      schema: {
        params: schemas.TileParams,
        produces: ['image/png'],
        response: { 200: schemas.BytesSchema, 204: schemas.NothingSchema, ...problem },
      },
    },
    (request, reply) => {
      const { id: flight, z, x, y } = request.params;
      const tile = flights.get(flight).terrainTile(z, x, y);
      if (tile === undefined) return reply.code(204).send(undefined);
      return reply.type('image/png').header('cache-control', 'max-age=3600').send(tile);
    },
  );
}
