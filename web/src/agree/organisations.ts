import type { LegalStatusDocument } from '../../../src/agree/organisation/document.ts';
import {
  evolveOrganisation,
  noOrganisation,
  type Organisation,
  organisationStream,
} from '../../../src/agree/organisation/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { instantUs } from '../../../src/model/instant.ts';
import { byStream } from '../account/reading.ts';

/** An organisation with all that happened to it. */
export interface OrganisationRead {
  readonly id: string;
  readonly organisation: Organisation;
  readonly history: readonly Happened[];
}

export const organisationsIn = (facts: readonly Happened[]): readonly OrganisationRead[] =>
  [...byStream(facts, organisationStream(''))]
    .map(([id, history]) => ({ id, history, organisation: history.reduce(evolveOrganisation, noOrganisation) }))
    .sort((a, b) => a.organisation.name.localeCompare(b.organisation.name));

/** Whether a legal status holds at a moment, is still to come, or is over. */
export function statusAt({ window }: LegalStatusDocument, atUs: number): 'now' | 'pending' | 'past' {
  const untilUs = window.until === null ? Number.POSITIVE_INFINITY : (instantUs(window.until) ?? Number.NaN);
  if (!((instantUs(window.from) ?? Number.NaN) <= atUs)) return 'pending';
  return atUs < untilUs ? 'now' : 'past';
}

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Those whose name or id has every word that is searched for. */
export function organisationsFound(all: readonly OrganisationRead[], search: string): readonly OrganisationRead[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return all.filter(({ id, organisation }) => {
    const said = plain(`${id} ${organisation.name}`);
    return words.every((word) => said.includes(word));
  });
}
