import { mkdirSync, writeFileSync } from 'node:fs';
import { exampleFile, examples } from '../sim/authority/examples.ts';
import { schemaFiles } from '../src/authorise/case/schemas.ts';
import { klvDocument } from '../src/formats/klv/document.ts';
import { rulesDocument } from '../src/server/policy/document.ts';
import { sha256 } from '../src/store/hashing.ts';

/** `npm run docs`: writes the pages that are made from the program's own tables. */
writeFileSync(new URL('klv.md', import.meta.url), klvDocument());
writeFileSync(new URL('rules.md', import.meta.url), rulesDocument());

const schemas = new URL('schemas/', import.meta.url);
mkdirSync(schemas, { recursive: true });
for (const [name, text] of schemaFiles()) writeFileSync(new URL(name, schemas), text);

const cases = new URL('../examples/cases/', import.meta.url);
mkdirSync(cases, { recursive: true });
for (const example of examples) writeFileSync(new URL(`${example.name}.json`, cases), exampleFile(example, sha256));
