import type { FastifyInstance, RouteOptions } from 'fastify';
import { AtalayaError } from '../../model/errors.ts';
import type { Schema } from '../policy/schema.ts';

/** Who may use a route: whoever the policies permit an action (their name for it), or anyone, with the reason why. */
export type Access = { readonly action: string } | { readonly anyone: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
  }
}

/** A route as it was found. */
export interface RouteFound {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

function faultsOf({ method, url, schema, config }: RouteOptions, actions: Schema['actions']): readonly string[] {
  const name = `${String(method)} ${url}`;
  const access = config?.access;
  const faults: string[] = [];
  if (access === undefined) faults.push(`${name} says not who may use it`);
  else if ('action' in access && !actions.has(access.action)) faults.push(`${name}: no action ${access.action}`);
  if (schema?.response === undefined) faults.push(`${name} has no schema of its answers`);
  if (method === 'POST' && schema?.body === undefined) faults.push(`${name} has no schema of its body`);
  return faults;
}

/**
 * Keeps a list of all routes that come after; one without its policy or schema cannot start.
 * @throws AtalayaError `policy-invalid`, from the route's registration.
 */
export function enumerateRoutes(app: FastifyInstance, actions: Schema['actions']): readonly RouteFound[] {
  const found: RouteFound[] = [];
  app.addHook('onRoute', (route) => {
    const faults = faultsOf(route, actions);
    const access = route.config?.access;
    if (faults.length > 0 || access === undefined) {
      throw new AtalayaError('policy-invalid', faults.join('; '), 'routes', 'Give the route its policy and its schema');
    }
    found.push({ method: String(route.method), url: route.url, access });
  });
  return found;
}
