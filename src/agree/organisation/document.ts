import { type Static, Type } from 'typebox';
import { exactly, Id, Token, Words } from '../../model/facts.ts';
import { OpenWindowDocument } from '../../model/region.ts';

/** An organisation's standing in the law of one state, with its dates. A designation still pending is one whose window has not begun. */
export const LegalStatusDocument = Type.Object(
  {
    state: Token,
    status: Type.Union([Type.Literal('designated'), Type.Literal('not-designated')]),
    window: OpenWindowDocument,
    source: Words,
  },
  exactly,
);

/** An organisation that may be the subject of observation: never a person. */
export const OrganisationDocument = Type.Object(
  { id: Id, name: Words, statuses: Type.Array(LegalStatusDocument, { maxItems: 100 }) },
  exactly,
);

export type LegalStatusDocument = Static<typeof LegalStatusDocument>;
export type OrganisationDocument = Static<typeof OrganisationDocument>;
