import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Access } from './door/access.ts';
import { type RightsParts, rightsOf } from './door/reader-rights.ts';
import { DoorProblem } from './door/schemas.ts';
import { demandOwnHeader, demandSession, type SessionOf } from './door/sessions.ts';
import { ProblemSchema } from './schemas.ts';

/**
 * Who works with recordings: whoever sits at the machine, which is for an exercise on their own loopback; or whoever the policies permit it, signed in.
 */
export type RecordingsSetting = 'own-machine' | 'by-policy';

/** What the routes of recordings say of who may use them. */
export interface RecordingsAccess {
  /** Seeing what is open. */
  readonly watch: { readonly access: Access };
  /** Bringing a recording in, and closing it. */
  readonly open: { readonly access: Access };
}

const own = { access: { anyone: 'recordings are of who sits at this machine: an exercise, on the loopback' } } as const;

export const recordingsAccess: Readonly<Record<RecordingsSetting, RecordingsAccess>> = {
  'own-machine': { watch: own, open: own },
  'by-policy': {
    watch: { access: { action: 'read.watch-recording' } },
    open: { access: { action: 'read.open-recording' } },
  },
};

/** Problems of these routes: those of recordings, and refusals with their reasons. */
export const problem = {
  '4xx': Type.Union([ProblemSchema, DoorProblem]),
  '5xx': ProblemSchema,
} as const;

export interface RecordingsGuardParts extends RightsParts {
  readonly sessionOf: SessionOf;
}

const recording = { type: 'Recording', id: 'any', attributes: {} } as const;

/** Before anything of a request is read: the session, and the policies, of every route that names an act. */
export function guardRecordings(app: FastifyInstance, { sessionOf, ...rights }: RecordingsGuardParts): void {
  demandOwnHeader(app);
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || 'anyone' in access) return;
    const session = await demandSession(sessionOf, request);
    (await rightsOf(rights, session)).demand(access.action, recording);
  });
}
