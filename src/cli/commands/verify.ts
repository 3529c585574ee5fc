import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { VerifyEd25519 } from '../../account/hash.ts';
import { readKeys, type TrustedKeys } from '../../account/verify/note.ts';
import { problemKinds } from '../../account/verify/problems.ts';
import type { EvidenceSource } from '../../account/verify/source.ts';
import { type Verdict, verifyEvidence } from '../../account/verify/verify.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';
import { evidenceFolder, folderSource } from '../verify-folder.ts';
import { verdictPage } from '../verify-page.ts';
import { sha256 } from '../verify-sha256.ts';
import { startExaminers } from '../verify-threads.ts';
import { isUrl, urlDefaults, urlSource } from '../verify-url.ts';

const options = {
  keys: {
    kind: 'text',
    value: 'FILE',
    does: "the public keys you trust, one a line: the log's and every witness's (name+hash+base64)",
  },
  checkpoint: {
    kind: 'text',
    value: 'FILE',
    does: 'a checkpoint you kept from before: the log must continue it',
  },
  json: { kind: 'flag', does: 'one JSON document: ok, size, problems with kind, entry, file and detail' },
} as const satisfies OptionTable;

const FILES_AT_A_TIME = 16;

/** Ed25519 by Node, with a public key of 32 bytes as RFC 8032 has it. */
const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
    return verifySignature(null, message, key, signature);
  } catch {
    return false;
  }
};

async function readTrustedKeys(path: string): Promise<TrustedKeys> {
  const reading = readKeys(await readFile(path, 'utf8'), sha256);
  if ('keys' in reading) return reading.keys;
  const where = reading.line === null ? path : `${path}, line ${reading.line}`;
  throw new AtalayaError(
    'keys-unreadable',
    `These keys cannot be used: ${reading.fault}`,
    where,
    'Give one verifier key a line, as the log and its witnesses published them (docs/verify.md)',
  );
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const keys = await readTrustedKeys(resolve(io.cwd, args.demandText('keys')));
  const keptPath = args.text('checkpoint');
  const kept = keptPath === undefined ? undefined : new Uint8Array(await readFile(resolve(io.cwd, keptPath)));
  const place = args.operand(0);
  const source = isUrl(place)
    ? urlSource(place, io.signal)
    : folderSource(await evidenceFolder(resolve(io.cwd, place)));

  const startMs = performance.now();
  const verdict = await verify(source, keys, kept, isUrl(place), io);
  const seconds = (performance.now() - startMs) / 1000;
  const entriesPerS = verdict.size === null ? 0 : Math.round(verdict.size / seconds);
  if (args.flag('json')) {
    const cosigned = verdict.cosigned.map(({ name, timeS }) => ({ name, timeS: Number(timeS) }));
    await io.out.json({ ...verdict, cosigned, entriesPerS });
  } else await io.out.write(verdictPage(verdict, place, entriesPerS));
  return verdict.ok ? 0 : 1;
}

async function verify(
  source: EvidenceSource,
  keys: TrustedKeys,
  kept: Uint8Array | undefined,
  isRemote: boolean,
  io: Io,
): Promise<Verdict> {
  const examiners = startExaminers();
  const entries = io.progress({ label: 'verifying entries', unit: 'steps' });
  try {
    return await verifyEvidence({
      source: stoppedBy(source, io.signal),
      keys,
      kept,
      sha256,
      verifyEd25519,
      examine: examiners.examine,
      concurrency: isRemote ? urlDefaults.concurrency : FILES_AT_A_TIME,
      onProgress: (stage, done, total) =>
        entries.update(done, stage === 'entries' ? `of ${total}` : `of ${total} blobs`),
    });
  } finally {
    entries.finish();
    await examiners.close();
  }
}

/** The same source, until it is interrupted. */
function stoppedBy(source: EvidenceSource, signal: AbortSignal): EvidenceSource {
  const go = (): void => signal.throwIfAborted();
  return {
    ...source,
    read: (name, limitBytes) => {
      go();
      return source.read(name, limitBytes);
    },
    hash: (name, limitBytes) => {
      go();
      return source.hash(name, limitBytes);
    },
  };
}

/** `atalaya verify DIR|URL --keys FILE`: whether evidence is what the log and its witnesses signed. */
export const command: Command = {
  name: 'verify',
  summary: 'Check a log offline, with nothing but its evidence and the public keys you trust',
  usage: 'atalaya verify DIR|URL --keys FILE [--checkpoint FILE] [--json]',
  operands: [1, 1],
  options,
  examples: [
    {
      line: 'atalaya verify log --keys log/keys.pub',
      does: 'checks every entry, tile, blob and signature in log/evidence',
    },
    {
      line: 'atalaya verify https://log.example.org/mx-us --keys trusted.keys --checkpoint kept',
      does: 'checks a published log, and that it continues the checkpoint you kept',
    },
    {
      line: "atalaya verify log --keys keys --json | jq '.problems[]'",
      does: `lists what is wrong, of ${Object.keys(problemKinds).length} kinds`,
    },
  ],
  run,
};
