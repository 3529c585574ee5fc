import { writeFileSync } from 'node:fs';
import { klvDocument } from '../src/formats/klv/document.ts';
import { rulesDocument } from '../src/server/policy/document.ts';

/** `npm run docs`: writes the pages that are made from the program's own tables. */
writeFileSync(new URL('klv.md', import.meta.url), klvDocument());
writeFileSync(new URL('rules.md', import.meta.url), rulesDocument());
