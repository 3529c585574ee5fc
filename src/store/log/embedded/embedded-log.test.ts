import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dayUs, draftOf } from '../../../../test/conformance/entries.ts';
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

describe('the embedded log', () => {
  it('finds what is rare in a log that one page does not look through', { timeout: 60_000 }, async () => {
    const { open, remove } = await place('none');
    const log = await open();
    try {
      const rare = new Set([0, 1, 30_000, 51_999]);
      for (let from = 0; from < 52_000; from += 4_000) {
        const drafts = Array.from({ length: 4_000 }, (_, i) =>
          draftOf('review/long', from + i + 1, { compartment: rare.has(from + i) ? 'rare' : 'joint' }),
        );
        await log.append({ commandId: `c${from}`, timeUs: dayUs + from, drafts });
      }
      const found: number[] = [];
      for await (const { index } of log.entries(1, { compartment: 'rare' })) found.push(index);
      expect(found).toEqual([1, 30_000, 51_999]);
      let count = 0;
      for await (const { index } of log.entries(100, { compartment: 'joint', toUs: dayUs + 4_000 })) {
        expect(index).toBe(100 + count++);
      }
      expect(count).toBe(3_900);
      count = 0;
      for await (const { entry } of log.stream('review/long', 50_001)) expect(entry.version).toBe(50_001 + count++);
      expect(count).toBe(2_000);
    } finally {
      await log.close();
      await remove();
    }
  });
});
