import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isFault } from '../../account/fault.ts';
import { parseVerifierKey, type VerifierKey } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import { serveWitness } from '../../server/witness/service.ts';
import { sha256 } from '../../store/keys/signing.ts';
import { openSource } from '../../store/witness/source.ts';
import { StateKeyring } from '../../store/witness/state-keyring.ts';
import { Witness } from '../../store/witness/witness.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';

const options = {
  keys: { kind: 'text', value: 'FILE', does: "the log's public key, and the other witnesses', a line each" },
  from: { kind: 'text', value: 'URL|DIR', does: 'where the evidence is copied from' },
  name: { kind: 'text', value: 'NAME', does: 'name that cosignatures bear, such as witness.example/usa' },
  share: {
    kind: 'text',
    value: 'URL|FILE',
    does: "the operator's share of the keyring for this state, read before each cosignature",
  },
  host: { kind: 'text', value: 'ADDRESS', does: 'address to listen on (default 127.0.0.1)' },
  port: { kind: 'number', value: 'P', least: 0, most: 65_535, does: 'port to listen on (default: a free one)' },
  json: { kind: 'flag', does: 'print one JSON document when it is ready' },
} as const satisfies OptionTable;

const shareLimitBytes = 1 << 30;

/** Public keys from a file: one a line, `#` begins a comment. Errors: `usage` with the line that is none. */
export async function readKeys(path: string): Promise<readonly VerifierKey[]> {
  const keys: VerifierKey[] = [];
  for (const [number, text] of (await readFile(path, 'utf8')).split('\n').entries()) {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) continue;
    const key = parseVerifierKey(line, sha256);
    if (!isFault(key)) keys.push(key);
    else {
      const cure = 'Give a line name+id+base64 for each key, as the log and the witnesses print theirs';
      throw new AtalayaError('usage', `This is no public key: ${key.fault}`, `${path}, line ${number + 1}`, cure);
    }
  }
  return keys;
}

/** Reads the share where it lies, a file or an address, and takes it in. */
async function takeShare(keyring: StateKeyring, place: string, cwd: string): Promise<void> {
  const isAddress = /^https?:\/\//.test(place);
  const path = isAddress ? place : resolve(cwd, place);
  const folder = isAddress ? new URL('.', place).href : dirname(path);
  const name = isAddress ? new URL(place).pathname.slice(new URL('.', place).pathname.length) : basename(path);
  const bytes = await openSource(folder).read(name, shareLimitBytes);
  if (bytes !== undefined) await keyring.take(bytes, place);
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const folder = resolve(io.cwd, args.operand(0));
  const from = args.demandText('from');
  const source = openSource(/^https?:\/\//.test(from) ? from : resolve(io.cwd, from));
  const keys = await readKeys(resolve(io.cwd, args.demandText('keys')));
  const keyring = await StateKeyring.open(join(folder, 'keys'), randomBytes);
  const share = args.text('share');
  const witness = await Witness.open({
    folder,
    name: args.demandText('name'),
    keys,
    source,
    random: randomBytes,
    now: io.now,
    ...(share === undefined ? {} : { refreshKeyring: () => takeShare(keyring, share, io.cwd) }),
  });
  const listen = { host: args.text('host') ?? '127.0.0.1', port: args.number('port') ?? 0 };
  const service = await serveWitness(witness, folder, listen);
  const ready = {
    url: service.url,
    verifierKey: witness.verifierKey,
    exchangeKey: keyring.exchangeKey,
    cosignedSize: witness.state?.size ?? 0,
  };
  if (args.flag('json')) {
    await io.out.json(ready);
    await io.out.flush();
  } else {
    io.say(`witness ${witness.key.name} listens at ${service.url} and copies from ${source.name}`);
    io.say(`its public key: ${ready.verifierKey}`);
    io.say(`its exchange key, for the operator's "log share": ${ready.exchangeKey}`);
  }
  const gathering = setInterval(() => void witness.gather().catch(() => undefined), 1_000);
  await new Promise<void>((done) => {
    if (io.signal.aborted) done();
    else io.signal.addEventListener('abort', () => done(), { once: true });
  });
  clearInterval(gathering);
  await service.close();
  await witness.close();
  return 0;
}

export const command: Command = {
  name: 'witness',
  summary: 'cosign a log for one state, and keep a full copy of its evidence',
  usage: 'atalaya witness DIR --keys FILE --from URL|DIR --name NAME [--port P]',
  operands: [1, 1],
  options,
  examples: [
    {
      line: 'atalaya witness ./usa --keys keys.pub --from http://127.0.0.1:8460/log --name witness.example/usa --port 8471',
      does: 'answers add-checkpoint at port 8471, with its copy and its key in ./usa',
    },
  ],
  run,
};
