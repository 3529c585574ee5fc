import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { PayloadInvalid } from './refused.ts';

/**
 * Checks requests by their schemas as they stand: a body is taken as it is or not at all; only what an address can say but as text (query and parameters)
 * is turned into numbers and booleans first.
 */
export function checkBySchemas(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => (value: unknown) => {
    const read = httpPart === 'body' ? value : Value.Convert(schema, structuredClone(value));
    if (Value.Check(schema, read)) return { value: read };
    const faults = Value.Errors(schema, read).map((it) => ({ path: it.instancePath, fault: it.message }));
    return { error: new PayloadInvalid(faults) };
  });
}
