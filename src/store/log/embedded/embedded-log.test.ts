import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LogPlace, logConformance } from '../../../../test/conformance/log.ts';
import { testSigner } from '../../../../test/conformance/log-key.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const origin = 'log.test/embedded';
const signer = testSigner(origin);

async function place(publishIntervalMs: number | 'none'): Promise<LogPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-log-'));
  return {
    open: () => openEmbeddedLog({ folder, origin, signer, now: () => Date.now() * 1000, publishIntervalMs }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

logConformance('embedded', () => place(20));
