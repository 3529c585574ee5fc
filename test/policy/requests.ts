import { roles } from '../../src/model/office.ts';
import type { Resource } from '../../src/model/stage-command.ts';
import type { PolicyContext, PolicyPerson, PolicyRequest } from '../../src/server/policy/request.ts';

type Attributes = Resource['attributes'];

/** The person of every case: of the USA, in every office, to whom every compartment named here is open. */
export const actor = 'actor';
export const other = 'other';
const person: PolicyPerson = {
  id: actor,
  state: 'USA',
  agency: 'AGENCY-A',
  offices: roles,
  compartments: ['operations'],
};
const context: PolicyContext = {
  office: 'inspector',
  state: 'USA',
  signedInBy: 'oidc',
  signedInAgoS: 60,
  exercise: false,
};

const kept = { status: 'any', compartment: 'operations' };
/** How the stages call what the schema tells apart. */
const called: Readonly<Record<string, string>> = { Plan: 'Clearance', Offer: 'Package', RuleVersion: 'Rule' };

const owned = { ...kept, state: 'USA' };
const shared = { ...kept, states: ['MEX', 'USA'] };

/** One resource of each type, with which nothing is wrong. */
const resources: Readonly<Record<string, Attributes>> = {
  Requirement: { ...owned, requesters: [other] },
  Plan: shared,
  Clearance: {
    ...shared,
    firstState: 'MEX',
    secondState: 'USA',
    proposers: [other],
    requesters: [other],
    signed: [other],
    signersFirst: [other],
    signersSecond: [other],
    signersElsewhere: [other],
  },
  Agreement: {
    ...shared,
    drafters: [other],
    firstState: 'MEX',
    secondState: 'USA',
    signersFirst: [other],
    signersSecond: [other],
    signersElsewhere: [other],
  },
  Organisation: { ...kept, law: 'USA' },
  Airspace: kept,
  Contact: owned,
  Notice: owned,
  Sortie: { ...shared, status: 'cleared' },
  Report: { ...owned, authors: [other], readers: [other] },
  Offer: { ...kept, authors: [other], recipientState: 'MEX', recipientAgency: 'AGENCY-B' },
  Package: { ...owned, state: 'MEX', recipientState: 'USA', recipientAgency: 'AGENCY-A', officer: other },
  Concern: { ...owned },
  PersonRecord: owned,
  Rule: kept,
  RuleVersion: { ...kept, proposer: other, signers: [other] },
  Entry: { state: 'USA', compartment: 'operations' },
  Log: {},
  Recording: {},
};

/** Where one example of a type does not do for all that is done to it. */
const byAction: Readonly<Record<string, Attributes>> = { 'account.drop-rule': { proposer: actor } };

/** What differs from a request with which nothing is wrong. */
export interface Change {
  readonly principal?: Partial<PolicyPerson>;
  readonly context?: Partial<PolicyContext>;
  readonly attributes?: Attributes;
  readonly id?: string;
}

/** Somebody acts in an office; nothing is wrong but what is changed. */
export function requestFor(action: string, resourceType: string, office: string, change: Change = {}): PolicyRequest {
  const attributes = resources[resourceType];
  if (attributes === undefined) throw new Error(`no example of a ${resourceType}`);
  return {
    principal: { ...person, ...change.principal },
    action,
    resource: {
      type: called[resourceType] ?? resourceType,
      id: change.id ?? 'it',
      attributes: { ...attributes, ...byAction[action], ...change.attributes },
    },
    context: { ...context, office, ...change.context },
  };
}

/** Whether a change says something of that type of resource. */
export function applies({ attributes = {} }: Change, resourceType: string): boolean {
  const known = resources[resourceType] ?? {};
  return Object.keys(attributes).every((name) => Object.hasOwn(known, name));
}
