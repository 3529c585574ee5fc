import { type Static, Type } from 'typebox';
import { evolveClearanceCase, noClearanceCase, streamsOfPlan, veilOfCase } from '../../authorise/clearance/case.ts';
import { caseDocumentOf } from '../../authorise/clearance/case-of-log.ts';
import { clearanceStream } from '../../authorise/clearance/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import { exactly, Id } from '../../model/facts.ts';
import type { DataFolder } from '../../store/folder/data-folder.ts';
import { type ExportKind, exportClearance, exportKinds } from '../clearance-export.ts';
import type { App } from '../routes.ts';
import { BytesSchema } from '../schemas.ts';
import type { InspectorsNotes } from './notes.ts';
import type { ReaderRights } from './reader-rights.ts';
import { problems } from './schemas.ts';
import type { Session } from './session.ts';
import type { SessionOf } from './sessions.ts';
import { readStream, type StreamRead } from './streams.ts';

const ExportParams = Type.Object({ id: Id }, exactly);
export const ExportQuery = Type.Object(
  {
    as: Type.Unsafe<ExportKind>(Type.Union(exportKinds.map((kind) => Type.Literal(kind)))),
    language: Type.Union([Type.Literal('en'), Type.Literal('es')]),
  },
  exactly,
);

const files: Readonly<Record<ExportKind, readonly [type: string, ending: string]>> = {
  fpl: ['text/plain; charset=utf-8', 'fpl.txt'],
  rpas: ['text/plain; charset=utf-8', 'rpas.txt'],
  'rpas-json': ['application/json', 'rpas.json'],
  pdf: ['application/pdf', 'pdf'],
  notice: ['text/plain; charset=utf-8', 'notice.txt'],
};

interface Reader {
  readonly session: Session;
  readonly rights: ReaderRights;
}

export interface ExportParts {
  readonly data: Pick<DataFolder, 'memory'>;
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly exercise: boolean;
  readonly notes: Pick<InspectorsNotes, 'opened'>;
  /** Whoever may do a named reading. @throws AtalayaError `not-signed-in`, `not-permitted`. */
  readonly permitted: (request: Parameters<SessionOf>[0], action: string) => Promise<Reader>;
}

/** What is drawn from a clearance for others: the clearance itself, and what the operator files. For whom its plan and its agreement are open to. */
export function exportRoute(app: App, parts: ExportParts): void {
  app.get(
    '/api/clearances/:id/export',
    {
      config: { access: { action: 'read.open-body' } },
      schema: {
        params: ExportParams,
        querystring: ExportQuery,
        produces: Object.values(files).map(([type]) => type),
        response: { 200: BytesSchema, ...problems },
      },
    },
    async (request, reply) => {
      const reader = await parts.permitted(request, 'read.browse-log');
      const { id } = request.params;
      const { as } = request.query;
      const bytes = await drawn(parts, reader, id, request.query);
      const [type, ending] = files[as];
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename="${id}.${ending}"`)
        .send(Buffer.from(bytes));
    },
  );
}

/** The case of a clearance, by every stream that it rests on. */
async function caseOf(memory: ExportParts['data']['memory'], id: string) {
  const streams = new Map<string, StreamRead>();
  for (let wanted: readonly string[] = [clearanceStream(id), `sortie/${id}`]; ; ) {
    const fresh = wanted.filter((one) => !streams.has(one));
    for (const one of fresh) streams.set(one, await readStream(memory, one));
    const facts = [...streams.values()].flatMap((one) => one.facts).sort((a, b) => a.index - b.index);
    const it = facts.reduce(evolveClearanceCase, noClearanceCase);
    const { plan } = it.clearance;
    if (fresh.length === 0 || plan === undefined) return it;
    wanted = streamsOfPlan(plan, it);
  }
}

/** @throws AtalayaError `not-found`, `not-permitted`, and what `exportClearance` throws. */
async function drawn(
  { data, now, exercise, notes }: ExportParts,
  { session, rights }: Reader,
  id: string,
  { as, language }: Static<typeof ExportQuery>,
): Promise<Uint8Array> {
  const it = await caseOf(data.memory, id);
  const { clearance, agreement } = it;
  // Who may not read what stands in the air is told nothing of it, not even that nothing does.
  const compartments = [...new Set([clearance.compartment, agreement.compartment])].filter((one) => one !== '');
  for (const compartment of compartments.length === 0 ? ['operations'] : compartments) {
    const attributes = { compartment, state: session.office.state };
    rights.demand('read.open-body', { type: 'Entry', id: 'any', attributes });
    notes.opened(session, compartment);
  }
  if (clearance.plan === undefined) {
    const cure = 'Name a sortie whose plan was put forward, and whose facts were not destroyed';
    throw new AtalayaError('not-found', `No plan of ${id} can be read`, id, cure);
  }
  if (as === 'pdf' && veilOfCase(it) !== undefined) {
    const cure = 'A clearance is printed where all that it rests on can be read';
    throw new AtalayaError('not-possible', 'Not all that this clearance rests on can be read', id, cure);
  }
  return exportClearance(caseDocumentOf(it, clearance.plan, now()), as, { language, exercise });
}
