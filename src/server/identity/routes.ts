import { Type } from 'typebox';
import { Id, Token } from '../../model/facts.ts';
import type { WhoView } from '../../model/log-views.ts';
import { type Role, roles } from '../../model/office.ts';
import type { App } from '../routes.ts';
import { ProblemSchema } from '../schemas.ts';
import type { Chooser } from './exercise.ts';
import type { Identity } from './identity.ts';

const exactly = { additionalProperties: false } as const;
const Office = Type.Object(
  { role: Type.Unsafe<Role>(Type.Union(roles.map((role) => Type.Literal(role)))), state: Token, agency: Token },
  exactly,
);
const nothing = Type.Object({}, exactly);

/** As at the chooser of an exercise. */
export const SessionSchema = Type.Object(
  { person: Id, office: Office, signedInBy: Type.String(), signedInUs: Type.Integer({ minimum: 0 }) },
  exactly,
);
export const PlayersSchema = Type.Array(
  Type.Object({ person: Id, state: Token, offices: Type.Array(Office) }, exactly),
);
const AgoS = Type.Integer({ minimum: 0 });
/** `Unsafe` for its type alone: the lists of a view are not to be written to. */
export const WhoSchema = Type.Unsafe<WhoView>(
  Type.Object(
    {
      signInBy: Type.Union([Type.Literal('oidc'), Type.Literal('chooser')]),
      session: Type.Union([
        Type.Null(),
        Type.Object(
          {
            person: Id,
            office: Office,
            offices: Type.Array(Office),
            compartments: Type.Array(Token),
            signedInAgoS: AgoS,
            /** Null where the person was never asked for it. */
            stepUpAgoS: Type.Union([AgoS, Type.Null()]),
          },
          exactly,
        ),
      ]),
    },
    exactly,
  ),
);
export const LocationSchema = Type.Object({ location: Type.String() }, exactly);

/** Where the provider sends people back to; not below /api, since they come from another site. */
export const returnPath = '/sign-in/return';

const problem = { '4xx': ProblemSchema, '5xx': ProblemSchema } as const;
const signsIn = { rate: 'sign-in', access: { anyone: 'who is to sign in has no session yet' } } as const;
const ownSession = { access: { anyone: 'concerns nothing but the session of who asks' } } as const;
const done = { 204: Type.Null(), ...problem };

/** The routes of signing in and out. */
export function identityRoutes(app: App, identity: Identity): void {
  const who = { config: ownSession, schema: { response: { 200: SessionSchema, ...problem } } };
  app.get('/api/session', who, async (request) => {
    const { person, office, signedInBy, signedInUs } = await identity.required(request);
    return { person, office, signedInBy, signedInUs };
  });
  const asked = { access: { anyone: 'how people sign in, and who is signed in: asked before anybody is' } } as const;
  const whoever = { config: asked, schema: { response: { 200: WhoSchema, ...problem } } };
  app.get('/api/identity', whoever, (request) => identity.who(request));
  app.delete('/api/session', { config: ownSession, schema: { response: done } }, async (request, reply) => {
    await identity.signOut(request, reply);
    return reply.code(204).send(null);
  });
  const office = { config: ownSession, schema: { body: Office, response: done } };
  app.put('/api/session/office', office, async (request, reply) => {
    await identity.actIn(request, request.body);
    return reply.code(204).send(null);
  });
  if (identity.way.by === 'oidc') providerRoutes(app, identity);
  else chooserRoutes(app, identity, identity.way.chooser);
}

function providerRoutes(app: App, identity: Identity): void {
  const away = { config: signsIn, schema: { body: nothing, response: { 200: LocationSchema, ...problem } } };
  app.post('/api/session/sign-in', away, async (request, reply) => ({
    location: await identity.begin(request, reply, false),
  }));
  app.post('/api/session/step-up', away, async (request, reply) => ({
    location: await identity.begin(request, reply, true),
  }));
  const back = { config: signsIn, schema: { hide: true, response: { 303: Type.Null(), ...problem } } };
  app.get(returnPath, back, async (request, reply) => {
    await identity.finish(request, reply);
    return reply.redirect('/', 303);
  });
}

function chooserRoutes(app: App, identity: Identity, chooser: Chooser): void {
  const list = { config: signsIn, schema: { response: { 200: PlayersSchema, ...problem } } };
  app.get('/api/session/people', list, async () =>
    (await chooser.players()).map((one) => ({ ...one, offices: [...one.offices] })),
  );
  const choice = { config: signsIn, schema: { body: Type.Object({ person: Id }, exactly), response: done } };
  app.post('/api/session', choice, async (request, reply) => {
    await identity.choose(request, reply, request.body.person);
    return reply.code(204).send(null);
  });
}
