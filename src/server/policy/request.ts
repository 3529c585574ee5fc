import type { StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import type { Resource } from '../../model/stage-command.ts';
import { principalType, type Schema } from './schema.ts';
import { type Fields, toRecord, Unfit } from './types.ts';

/** A person as policies see one; all of it at the moment of the request. */
export interface PolicyPerson {
  readonly id: string;
  /** ISO 3166-1 alpha-3. */
  readonly state: string;
  /** The agency acted for. */
  readonly agency: string;
  /** Roles in force, of those held for the state and agency acted for. */
  readonly offices: readonly string[];
  /** Compartments in force. */
  readonly compartments: readonly string[];
}

/** In which office, and for which state, the person acts; how, and how long ago, the person signed in. */
export interface PolicyContext {
  readonly office: string;
  readonly state: string;
  readonly signedInBy: 'oidc' | 'chooser';
  readonly signedInAgoS: number;
  /** Whether the data folder was founded as an exercise. */
  readonly exercise: boolean;
}

/** May this person, so signed in and in this office, do this to that? */
export interface PolicyRequest {
  readonly principal: PolicyPerson;
  /** The command's name, or a way of reading. */
  readonly action: string;
  readonly resource: Resource;
  readonly context: PolicyContext;
}

/** A request as it stands in a file: nothing is known of it yet. */
export interface RequestData {
  readonly principal: object;
  readonly action: string;
  readonly resource: object;
  readonly context: object;
}

export type Call = Omit<StatefulAuthorizationCall, 'preparsedSchemaName' | 'preparsedPolicySetId'>;

const entriesOf = (value: object): readonly (readonly [string, unknown])[] => Object.entries(value);

export function fieldOf(value: object, name: string): unknown {
  return entriesOf(value).find(([key]) => key === name)?.[1];
}

function textOf(value: object, name: string, place: string): string {
  const found = fieldOf(value, name);
  if (typeof found === 'string' && found !== '') return found;
  throw new Unfit(`${place} lacks ${name}`);
}

function objectOf(value: object, name: string, place: string): object {
  const found = fieldOf(value, name);
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  throw new Unfit(`${place} lacks ${name}`);
}

/** What follows from the rest, and so is not the stages' to give: whose record a record is, and the state of what is about to be made. */
function withDerived(attributes: object, fields: Fields, id: string, state: unknown): object {
  const added: Record<string, unknown> = {};
  if (fields.has('subject')) {
    if (fieldOf(attributes, 'subject') !== undefined) throw new Unfit('resource.subject follows from its id');
    added['subject'] = id;
  }
  // What a command makes belongs to the state that makes it.
  if (id === 'new' && fields.has('state') && fieldOf(attributes, 'state') === undefined) added['state'] = state;
  return { ...attributes, ...added };
}

/**
 * A request in the form Cedar decides on, each part fitting the schema: nothing missing, nothing more.
 * @throws Unfit saying what does not fit.
 */
export function callOf(request: RequestData, schema: Schema): Call {
  const action = schema.actions.get(request.action);
  if (action === undefined) throw new Unfit(`there is no action ${request.action}`);
  const called = textOf(request.resource, 'type', 'resource');
  const shape = schema.entities.get(action.resourceType);
  if (shape?.called !== called) throw new Unfit(`${request.action} is not done to a ${called}`);
  const more = entriesOf(request.resource).find(([name]) => !['type', 'id', 'attributes'].includes(name));
  if (more !== undefined) throw new Unfit(`resource.${more[0]} is unknown`);
  const principal = { type: principalType, id: textOf(request.principal, 'id', 'principal') };
  const resource = { type: action.resourceType, id: textOf(request.resource, 'id', 'resource') };
  const { fields } = shape;
  const given = objectOf(request.resource, 'attributes', 'resource');
  const attributes = withDerived(given, fields, resource.id, fieldOf(request.context, 'state'));
  const ownFields = Object.fromEntries(entriesOf(request.principal).filter(([name]) => name !== 'id'));
  return {
    principal,
    action: { type: 'Action', id: request.action },
    resource,
    context: toRecord(request.context, action.context, 'context'),
    validateRequest: true,
    entities: [
      { uid: principal, attrs: toRecord(ownFields, schema.principal, 'principal'), parents: [] },
      { uid: resource, attrs: toRecord(attributes, fields, 'resource'), parents: [] },
    ],
  };
}
