import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../../test/capture-command.ts';
import { testSigner } from '../../../test/conformance/log-key.ts';
import { noteCosignature, noteEd25519 } from '../../account/format.ts';
import { formatVerifierKey, type KeyType, makeVerifierKey } from '../../account/note.ts';
import { sha256 } from '../../store/hashing.ts';

const scratch = mkdtempSync(join(tmpdir(), 'atalaya-witness-command-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const keyOf = (type: KeyType) =>
  formatVerifierKey(makeVerifierKey('log.test/keys', type, testSigner('log.test/keys').publicKey, sha256));

describe('atalaya witness', () => {
  it.each([
    ['no key of a log', [keyOf(noteCosignature)], 'witness.test/a', "There is no log's key"],
    ['nothing', [], 'witness.test/a', "There is no log's key"],
    ['a name that no key can bear', [keyOf(noteEd25519)], 'a name', 'no name of a key'],
    ['what is no key', ['log.test/keys+00'], 'witness.test/a', 'This is no public key'],
  ])('makes nothing where it is given %s', async (_, keys, name, said) => {
    writeFileSync(join(scratch, 'keys'), `${keys.join('\n')}\n`);
    const ran = await captureCommand(scratch, ['witness', 'usa', '--keys', 'keys', '--from', 'log', '--name', name]);
    expect(ran.said.join('')).toContain(said);
    expect(ran.code).not.toBe(0);
    expect(readdirSync(scratch)).toEqual(['keys']);
  });
});
