import type { TSchema } from 'typebox';
import { AgreementDocument } from '../../agree/agreement/document.ts';
import { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { CaseDocument } from './document.ts';

const documents: Readonly<Record<string, readonly [title: string, schema: TSchema]>> = {
  agreement: ['An agreement between two states (docs/check.md)', AgreementDocument],
  'sortie-plan': ['A sortie plan (docs/check.md)', SortiePlanDocument],
  case: ['Everything that one clearance is judged on (docs/check.md)', CaseDocument],
};

/** The JSON Schemas of docs/schemas by the names of their files, from the schemas that the program itself reads by. */
export const schemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(documents).map(([name, [title, schema]]) => {
      const whole = { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema };
      return [`${name}.schema.json`, `${JSON.stringify(whole, null, 2)}\n`];
    }),
  );
