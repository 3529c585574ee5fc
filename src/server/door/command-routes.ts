import type { StageCommand } from '../../model/stage-command.ts';
import type { App } from '../routes.ts';
import type { Door } from './door.ts';
import { sendAnswer } from './refused.ts';
import * as schemas from './schemas.ts';
import { demandSession, type SessionOf } from './sessions.ts';

/** A route for each command of the tables. */
export function commandRoutes(app: App, door: Door, commands: readonly StageCommand[], sessionOf: SessionOf): void {
  for (const { name, payload, stepUp, by } of commands) {
    const description = [
      by === 'anyone' ? 'By anyone who is signed in.' : `By: ${by.join(', ')}.`,
      ...(stepUp ? ['Asks for a sign-in within the last five minutes.'] : []),
    ].join(' ');
    app.post(
      `/api/commands/${name}`,
      {
        config: { access: { action: name } },
        schema: {
          operationId: name,
          description,
          tags: [name.slice(0, name.indexOf('.'))],
          body: schemas.commandBody(payload),
          response: { 200: schemas.DoneSchema, 201: schemas.DoneSchema, ...schemas.problems },
        },
      },
      async (request, reply) => {
        const session = await demandSession(sessionOf, request);
        return sendAnswer(reply, await door.handle(session, { ...request.body, name }));
      },
    );
  }
}
