import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceSuite } from '../../../test/conformance/evidence.ts';
import { openEvidenceFolder } from './files.ts';

evidenceSuite('files of a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-evidence-'));
  const open = () => openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
  const evidence = open();
  return {
    evidence,
    reopen: async () => open(),
    close: async () => {
      await evidence.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
