import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSigner } from './signing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-signing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the key of a signer', () => {
  it('is one, however many begin at once', async () => {
    const path = join(folder, 'keys', 'log.key');
    const signers = await Promise.all(Array.from({ length: 8 }, () => loadSigner(path, randomBytes)));
    const kept = await loadSigner(path, undefined);
    for (const { publicKey } of signers) expect(publicKey).toEqual(kept.publicKey);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['log.key']);
  });
});
