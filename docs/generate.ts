import { writeFileSync } from 'node:fs';
import { klvDocument } from '../src/formats/klv/document.ts';

/** `npm run docs`: writes the pages that are made from the program's own tables. */
writeFileSync(new URL('klv.md', import.meta.url), klvDocument());
