import { type Static, Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Id, readFact, Token, type Veil, Words } from '../../model/facts.ts';
import { instantUs } from '../../model/instant.ts';
import { LegalStatusDocument } from './document.ts';

/** What an organisation may be linked to. */
const Linked = Type.Object(
  { kind: Type.Union([Type.Literal('site'), Type.Literal('report'), Type.Literal('requirement')]), id: Id },
  exactly,
);

/** How likely a judgment is to be true: the seven steps of ICD 203 (D.6.e.2.a). */
export const Likelihood = Type.Union([
  Type.Literal('almost-no-chance'),
  Type.Literal('very-unlikely'),
  Type.Literal('unlikely'),
  Type.Literal('roughly-even-chance'),
  Type.Literal('likely'),
  Type.Literal('very-likely'),
  Type.Literal('almost-certain'),
]);

/** How well founded a judgment is. ICD 203 (D.6.e.2.a) asks that it never stands in one sentence with the likelihood: so it is a field of its own. */
export const Confidence = Type.Union([Type.Literal('low'), Type.Literal('moderate'), Type.Literal('high')]);

const judged = { to: Linked, likelihood: Likelihood, confidence: Confidence, basis: Words };

/** What happens to an organisation that may be observed. No fact has a field for persons who belong to it. */
export const organisationFacts = {
  'agree.organisation-named': Type.Object({ by: Id, compartment: Token, name: Words }, exactly),
  'agree.legal-status-stated': Type.Object({ by: Id, status: LegalStatusDocument }, exactly),
  'agree.organisation-linked': Type.Object({ by: Id, link: Id, ...judged }, exactly),
  'agree.organisation-unlinked': Type.Object({ by: Id, link: Id, why: Words }, exactly),
} as const;

export type OrganisationStatus = 'none' | 'standing';

const Link = Type.Object({ link: Id, ...judged }, exactly);
export type OrganisationLink = Readonly<Static<typeof Link>>;

export interface Organisation {
  readonly status: OrganisationStatus;
  readonly compartment: string;
  readonly name: string;
  /** In the order in which they were stated; see `evolveOrganisation` for what a later one does to an earlier. */
  readonly statuses: readonly LegalStatusDocument[];
  readonly links: readonly OrganisationLink[];
  readonly veil: Veil | undefined;
}

export const noOrganisation: Organisation = {
  status: 'none',
  compartment: '',
  name: '',
  statuses: [],
  links: [],
  veil: undefined,
};

export const organisationStream = (id: string): string => `organisation/${id}`;

const endUs = ({ window }: LegalStatusDocument): number =>
  window.until === null ? Number.POSITIVE_INFINITY : (instantUs(window.until) ?? Number.NaN);

/** A later statement of a state takes the place of its earlier ones from its own beginning on. */
function withStatus(statuses: readonly LegalStatusDocument[], status: LegalStatusDocument) {
  const fromUs = instantUs(status.window.from) ?? Number.NaN;
  const kept = statuses.flatMap((one) => {
    if (one.state !== status.state || endUs(one) <= fromUs) return [one];
    if ((instantUs(one.window.from) ?? Number.NaN) >= fromUs) return [];
    return [{ ...one, window: { from: one.window.from, until: status.window.from } }];
  });
  return [...kept, status];
}

/** The organisation after a fact of its stream. */
export function evolveOrganisation(before: Organisation, happened: Happened): Organisation {
  const { kind, fact, veil } = readFact(organisationFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const standing: Organisation = { ...state, status: 'standing' };
  if (fact === undefined) return standing;
  switch (fact.kind) {
    case 'agree.organisation-named': {
      const { compartment, name } = fact.content;
      return { ...standing, compartment, name };
    }
    case 'agree.legal-status-stated':
      return { ...standing, statuses: withStatus(standing.statuses, fact.content.status) };
    case 'agree.organisation-linked': {
      const { by: _, ...link } = fact.content;
      return { ...standing, links: [...standing.links, link] };
    }
    case 'agree.organisation-unlinked':
      return { ...standing, links: standing.links.filter(({ link }) => link !== fact.content.link) };
  }
}

/** The payloads of the commands on an organisation. */
export const organisationPayloads = {
  name: Type.Object({ compartment: Token, name: Words }, exactly),
  'state-status': Type.Object({ organisation: Id, status: LegalStatusDocument }, exactly),
  link: Type.Object({ organisation: Id, ...judged }, exactly),
  unlink: Type.Object({ organisation: Id, link: Id, why: Words }, exactly),
} as const;
