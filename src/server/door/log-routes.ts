import type { Static } from 'typebox';
import { AtalayaError } from '../../model/errors.ts';
import type { ContentView, EntriesView, EntryView } from '../../model/log-views.ts';
import type { DataFolder } from '../../store/folder/data-folder.ts';
import type { Filter, StoredEntry } from '../../store/log/log.ts';
import type { App } from '../routes.ts';
import { envelopeView, withheldView } from './envelope.ts';
import { exportRoute } from './export-route.ts';
import type { LiveEntries, Sight } from './live.ts';
import type { InspectorsNotes } from './notes.ts';
import { proofOf } from './proof.ts';
import { type ReaderRights, type RightsParts, rightsOf } from './reader-rights.ts';
import { referenceRoutes } from './reference-routes.ts';
import { ruleDiffRoute } from './rule-diff-route.ts';
import * as schemas from './schemas.ts';
import type { Session } from './session.ts';
import { demandSession, type SessionOf } from './sessions.ts';

const entriesPerPage = 100;
const browse = { access: { action: 'read.browse-log' } } as const;

export interface LogRoutesParts extends Omit<RightsParts, 'memory'> {
  readonly data: Pick<DataFolder, 'memory' | 'log' | 'evidence' | 'verifierKeys'>;
  readonly notes: Pick<InspectorsNotes, 'opened'>;
  readonly live: LiveEntries;
  readonly sessionOf: SessionOf;
}

type Request = Parameters<SessionOf>[0];

/** Reading the log: its head, entries, proofs, and what is new. */
export function logRoutes(app: App, parts: LogRoutesParts): void {
  const { data, sessionOf, live } = parts;
  const permitted = async (request: Request, action: string): Promise<{ session: Session; rights: ReaderRights }> => {
    const session = await demandSession(sessionOf, request);
    const rights = await rightsOf({ ...parts, memory: data.memory }, session);
    rights.demand(action);
    return { session, rights };
  };
  const reader = (request: Request) => permitted(request, 'read.browse-log');
  ruleDiffRoute(app, { ...parts, reader });
  exportRoute(app, { ...parts, permitted });
  referenceRoutes(app, { verifierKeys: data.verifierKeys, policy: parts.policy, demand: permitted });

  app.get(
    '/api/log/head',
    { config: browse, schema: { response: { 200: schemas.HeadSchema, ...schemas.problems } } },
    async (request) => {
      await reader(request);
      const { size, published, cosigned, troubles } = await data.log.head();
      return { size, published, cosigned: Object.fromEntries(cosigned), troubles: [...troubles] };
    },
  );
  app.get(
    '/api/log/entries',
    {
      config: browse,
      schema: {
        querystring: schemas.EntriesQuery,
        response: { 200: schemas.EntriesSchema, ...schemas.problems },
      },
    },
    async (request) => {
      const { session, rights } = await reader(request);
      return pageOf(parts, session, rights, request.query);
    },
  );
  app.get(
    '/api/log/entries/:index/proof',
    {
      config: browse,
      schema: { params: schemas.EntryParams, response: { 200: schemas.ProofSchema, ...schemas.problems } },
    },
    async (request) => {
      const { rights } = await reader(request);
      return proofOf(data.log, data.evidence, request.params.index, rights.sees);
    },
  );
  app.get(
    '/api/events',
    {
      config: browse,
      schema: {
        querystring: schemas.EventsQuery,
        produces: ['text/event-stream'],
        response: { 200: schemas.EventStream, ...schemas.problems },
      },
    },
    async (request, reply) => {
      const { session, rights } = await reader(request);
      const from = resumeAt(request.headers['last-event-id']) ?? request.query.from;
      const look = async (): Promise<Sight | undefined> => {
        const now = await reader(request);
        return now.session.person === session.person ? now.rights.sees : undefined;
      };
      return reply.type('text/event-stream').send(live.follow(session.person, from, rights.sees, look));
    },
  );
}

/** @throws AtalayaError `request-invalid`. */
function resumeAt(lastEventId: string | string[] | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const index = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
  if (index !== undefined) return index + 1;
  const cure = 'Send the id of the last event, or none';
  throw new AtalayaError('request-invalid', 'This is no id of an event', 'Last-Event-ID', cure);
}

/** What was asked for, and nothing else: a field that is undefined is no filter. */
function filterOf(query: Static<typeof schemas.EntriesQuery>): Filter {
  const { kind, stream, compartment, state, fromUs, toUs } = query;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(stream === undefined ? {} : { stream }),
    ...(compartment === undefined ? {} : { compartment }),
    ...(state === undefined ? {} : { state }),
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(toUs === undefined ? {} : { toUs }),
  };
}

async function pageOf(
  parts: LogRoutesParts,
  session: Session,
  rights: ReaderRights,
  query: Static<typeof schemas.EntriesQuery>,
): Promise<EntriesView> {
  const { log } = parts.data;
  const count = query.count ?? entriesPerPage;
  const { size } = await log.head();
  const entries: EntryView[] = [];
  let next: number | null = null;
  const filter = filterOf(query);
  const filtered = Object.keys(filter).length > 0;
  for await (const stored of log.entries(query.from ?? 0, filter)) {
    const seen = rights.sees(stored.entry);
    // What is withheld matches no filter: that it did would tell what it is.
    if (filtered && !seen) continue;
    if (entries.length === count) {
      next = stored.index;
      break;
    }
    const view = (seen ? envelopeView : withheldView)(stored.index, stored.entry);
    entries.push(
      query.contents === true
        ? { ...view, content: await contentOf(parts, session, rights, stored, query.openings === true) }
        : view,
    );
  }
  return { size, entries, next };
}

const text = new TextDecoder();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

async function contentOf(
  { data, notes }: LogRoutesParts,
  session: Session,
  rights: ReaderRights,
  { entry }: StoredEntry,
  openings: boolean,
): Promise<ContentView> {
  const { compartment, state } = entry;
  if (!rights.opens(compartment, state)) return { known: false, why: 'not-permitted' };
  const content = await data.memory.open(entry);
  if (content.known === 'no') return { known: false, why: content.why };
  notes.opened(session, compartment);
  try {
    const value: unknown = JSON.parse(text.decode(content.bytes));
    if (!openings) return { known: true, value };
    return { known: true, value, opening: { salt: base64(content.salt), bytes: base64(content.bytes) } };
  } catch {
    return { known: false, why: 'not-json' };
  }
}
