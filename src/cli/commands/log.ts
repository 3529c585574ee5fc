import { rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RetentionCommand } from '../../account/retention/decide.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type BackupReport, backupLog, restoreLog } from '../../store/backup/backup.ts';
import { openDataFolder } from '../../store/folder/data-folder.ts';
import { openReader } from '../../store/folder/reader.ts';
import { exportShare } from '../../store/keys/share.ts';
import { writeShare } from '../../store/keys/share-file.ts';
import { layout } from '../../store/log/embedded/layout.ts';
import type { Filter } from '../../store/log/log.ts';
import { readExchangeKey } from '../../store/witness/state-keyring.ts';
import { type Arguments, type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';
import { fillLog } from '../log/fill.ts';
import { rebuild } from '../log/rebuild.ts';
import { listDue, order, readPolicies } from '../log/retention.ts';
import { rebuildServer } from '../log/server-place.ts';
import { showEntry, showLine } from '../log/show.ts';

const options = {
  entries: { kind: 'number', value: 'N', least: 0, most: 1e9, whole: true, does: 'fill: how many entries to write' },
  seed: {
    kind: 'number',
    value: 'S',
    least: 0,
    most: 0xffff_ffff,
    whole: true,
    does: 'fill: what the simulation follows from (default 1)',
  },
  out: { kind: 'text', value: 'DIR', short: 'o', does: 'backup: where to' },
  from: { kind: 'number', value: 'I', least: 0, whole: true, does: 'show: first index (default 0)' },
  limit: { kind: 'number', value: 'N', least: 1, whole: true, does: 'show: how many at most (default 50)' },
  kind: { kind: 'text', value: 'KIND', does: 'show: entries of this kind only' },
  stream: { kind: 'text', value: 'STREAM', does: 'show: entries of this stream only' },
  compartment: { kind: 'text', value: 'NAME', does: 'show: entries of this compartment only' },
  with: { kind: 'text', value: 'KEY', does: "share: the state's exchange key (x25519:…), as its witness printed it" },
  compartments: { kind: 'text', value: 'A,B', does: 'share: the compartments that state may read' },
  database: { kind: 'text', value: 'URL', does: 'rebuild: the PostgreSQL that holds the index (postgres://…)' },
  schema: { kind: 'text', value: 'NAME', does: 'rebuild: its schema (default atalaya)' },
  bucket: {
    kind: 'text',
    value: 'URL',
    does: 'rebuild: S3 storage that holds the evidence (http(s)://host/bucket/prefix)',
  },
  item: { kind: 'text', value: 'ITEM', does: 'retain, forget: the item (its name in the log)' },
  outcome: { kind: 'choice', value: 'O', choices: ['keep', 'not-needed'], does: 'retain: what the evaluation found' },
  why: { kind: 'text', value: 'TEXT', does: 'retain: why' },
  policy: { kind: 'text', value: 'FILE', does: 'retain, forget: retention policy (default: the illustrative one)' },
  until: { kind: 'text', value: 'DATE', does: 'due: only what falls due by then' },
  json: { kind: 'flag', does: 'print one JSON document on standard output' },
} as const satisfies OptionTable;

type Given = Arguments<typeof options>;

async function fill(args: Given, io: Io): Promise<number> {
  const entries = args.number('entries');
  if (entries === undefined) throw slip('log fill needs --entries N');
  const folder = resolve(io.cwd, args.operand(1));
  const progress = io.progress({ label: 'filling', total: entries, unit: 'entries' });
  const report = await fillLog({
    folder,
    entries,
    seed: args.number('seed') ?? 1,
    along: (done) => progress.update(done),
    signal: io.signal,
  }).finally(() => progress.finish());
  if (args.flag('json')) await io.out.json(report);
  else {
    await io.out.line(`SIMULATED log ${report.origin}: ${report.size} entries, ${report.blobs} blobs written now`);
    await io.out.line(`evidence: ${report.evidence}`);
    await io.out.line(`keys for a verifier: ${report.keys}`);
    await io.out.line(`check it: atalaya verify ${report.evidence} --keys ${report.keys}`);
  }
  return 0;
}

async function show(args: Given, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args.operand(1));
  const filter: Filter = {
    ...(args.text('kind') === undefined ? {} : { kind: args.demandText('kind') }),
    ...(args.text('stream') === undefined ? {} : { stream: args.demandText('stream') }),
    ...(args.text('compartment') === undefined ? {} : { compartment: args.demandText('compartment') }),
  };
  const limit = args.number('limit') ?? 50;
  const data = await openReader(folder, io.now() * 1_000);
  if (data.sealedBecause !== undefined) io.say(data.sealedBecause);
  try {
    const shown = [];
    for await (const one of data.browse(args.number('from') ?? 0, filter)) {
      const entry = showEntry(one);
      shown.push(entry);
      if (!args.flag('json')) await io.out.line(showLine(entry));
      if (shown.length >= limit) break;
    }
    const { size, published } = await data.head();
    if (args.flag('json')) await io.out.json({ origin: data.origin, size, published, entries: shown });
    return 0;
  } finally {
    await data.close();
  }
}

async function publish(args: Given, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args.operand(1));
  const data = await openDataFolder({ folder, now: () => io.now() * 1_000, publishIntervalMs: 'none' });
  try {
    const head = await data.log.publish();
    const cosigned = Object.fromEntries(head.cosigned);
    const isWhole = [...data.verifierKeys.slice(1)].every((key) => (head.cosigned.get(key.name) ?? 0) >= head.size);
    const told = { origin: data.origin, size: head.size, published: head.published, cosigned, troubles: head.troubles };
    if (args.flag('json')) await io.out.json(told);
    else {
      await io.out.line(`${data.origin}: ${head.size} entries, ${head.published} published`);
      for (const [name, size] of head.cosigned) await io.out.line(`cosigned by ${name} to ${size}`);
      for (const trouble of head.troubles) io.say(trouble);
    }
    return isWhole && head.published === head.size && head.troubles.length === 0 ? 0 : 1;
  } finally {
    await data.close();
  }
}

async function share(args: Given, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args.operand(1));
  const out = resolve(io.cwd, args.demandText('out'));
  const compartments = args.demandText('compartments').split(',');
  const publicKey = readExchangeKey(args.demandText('with'));
  const data = await openDataFolder({ folder, now: () => io.now() * 1_000, publishIntervalMs: 'none' });
  try {
    const part = `${out}.part`;
    await writeFile(part, writeShare(exportShare(data.keys, compartments, publicKey)), { mode: 0o600 });
    await rename(part, out);
  } finally {
    await data.close();
  }
  if (args.flag('json')) await io.out.json({ out, compartments });
  else await io.out.line(`${out}: the keys of ${compartments.join(', ')}, for that state alone`);
  return 0;
}

async function dueItems(args: Given, io: Io): Promise<number> {
  const until = args.text('until');
  const untilUs = until === undefined ? undefined : Date.parse(until) * 1_000;
  if (untilUs !== undefined && Number.isNaN(untilUs)) throw slip(`"${until}" is no date`);
  return listDue(resolve(io.cwd, args.operand(1)), untilUs, io, args.flag('json'));
}

/** `log retain DIR` starts or judges an item's clock; `log forget DIR` deletes an item whose clock permits it. */
async function retain(args: Given, io: Io): Promise<number> {
  const item = args.demandText('item');
  const collectedUs = io.now() * 1_000;
  const outcome = args.text('outcome');
  const kind = args.text('kind');
  if ((outcome === undefined) === (kind === undefined))
    throw slip('log retain needs --kind (start a clock) or --outcome (judge)');
  const command: RetentionCommand =
    kind === undefined
      ? { do: 'evaluate', item, outcome: outcome === 'keep' ? 'keep' : 'not-needed', why: args.demandText('why') }
      : { do: 'start', item, compartment: args.demandText('compartment'), itemKind: kind, collectedUs };
  return order(
    resolve(io.cwd, args.operand(1)),
    command,
    await readPolicies(args.text('policy'), io.cwd),
    io,
    args.flag('json'),
  );
}

async function forget(args: Given, io: Io): Promise<number> {
  const policies = await readPolicies(args.text('policy'), io.cwd);
  const command = { do: 'delete', item: args.demandText('item') } as const;
  return order(resolve(io.cwd, args.operand(1)), command, policies, io, args.flag('json'));
}

async function again(args: Given, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args.operand(1));
  const progress = io.progress({ label: 'rebuilding the index', unit: 'entries' });
  const along = (done: number) => progress.update(done);
  const nowUs = () => io.now() * 1_000;
  const database = args.text('database');
  const place =
    database === undefined ? undefined : { database, schema: args.text('schema'), bucket: args.text('bucket') };
  const rebuilding =
    place === undefined ? rebuild(folder, along, nowUs) : rebuildServer(folder, place, io.env, along, nowUs);
  const size = await rebuilding.finally(() => progress.finish());
  const index = place === undefined ? layout(folder).index : `schema ${place.schema ?? 'atalaya'}`;
  if (args.flag('json')) await io.out.json({ index, size });
  else await io.out.line(`${index}: ${size} entries, made anew from evidence and journal`);
  return 0;
}

async function back(args: Given, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args.operand(1));
  const out = args.text('out') ?? args.operands[2];
  if (out === undefined) throw slip('log backup needs --out DIR');
  const progress = io.progress({ label: 'backing up', unit: 'entries' });
  const along = (done: number) => progress.update(done);
  const report = await backupLog(folder, resolve(io.cwd, out), along, io.signal).finally(() => progress.finish());
  await tell(args, io, 'backed up', report);
  return 0;
}

async function restore(args: Given, io: Io): Promise<number> {
  const [, from, into] = args.operands;
  if (from === undefined || into === undefined)
    throw slip('log restore needs the backup and the folder to restore into');
  const progress = io.progress({ label: 'restoring', unit: 'entries' });
  const along = (done: number) => progress.update(done);
  const folder = resolve(io.cwd, into);
  const report = await restoreLog(resolve(io.cwd, from), folder, along, io.signal).finally(() => progress.finish());
  await tell(args, io, 'restored', report);
  return 0;
}

async function tell(args: Given, io: Io, what: string, report: BackupReport): Promise<void> {
  if (args.flag('json')) return io.out.json(report);
  const gone = report.blobsGone === 0 ? '' : `, ${report.blobsGone} blobs of deleted items left out`;
  await io.out.line(
    `${report.origin}: ${what} ${report.size} entries, ${report.files} files, ${report.blobs} blobs${gone}; checked`,
  );
}

const actions: Readonly<Record<string, (args: Given, io: Io) => Promise<number>>> = {
  fill,
  show,
  publish,
  share,
  due: dueItems,
  retain,
  forget,
  rebuild: again,
  backup: back,
  restore,
};

function slip(what: string): AtalayaError {
  return new AtalayaError('usage', what, command.usage, 'See atalaya log --help');
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const action = actions[args.operand(0)];
  if (action === undefined)
    throw slip(`There is no "log ${args.operand(0)}"; there are: ${Object.keys(actions).join(', ')}`);
  return action(args, io);
}

export const command: Command = {
  name: 'log',
  summary: 'fill, show, publish, share, rebuild, back up and restore a log',
  usage:
    'atalaya log fill|show|publish|share|due|retain|forget|rebuild|backup|restore DIR [--entries N --seed S] [--out DIR]',
  operands: [2, 3],
  options,
  examples: [
    {
      line: 'atalaya log fill ./demo --entries 10000 --seed 1',
      does: 'makes a simulated log in ./demo, cosigned by two simulated witnesses',
    },
    {
      line: 'atalaya log show ./demo --kind observe.callout-made --limit 10',
      does: 'shows entries, with the content its keyring opens',
    },
    {
      line: 'atalaya log backup ./demo --out ./backup',
      does: 'copies and checks everything but the keys; may run beside a service',
    },
    {
      line: 'atalaya log restore ./backup ./anew',
      does: 'puts a backup, or a state\u2019s replica, in place of a lost log',
    },
    { line: 'atalaya log rebuild ./demo', does: 'makes the index anew from the evidence' },
    {
      line: 'atalaya log retain ./demo --item site-1-0000a --outcome not-needed --why "no site after all"',
      does: 'judges an item whose clock runs; --kind and --compartment start a clock',
    },
    {
      line: 'atalaya log forget ./demo --item site-1-0000a',
      does: 'destroys the key of an item whose clock permits it, and proves it in the log',
    },
    {
      line: 'atalaya log rebuild ./service --database postgres://db.example/atalaya',
      does: 'the same where the index lies in PostgreSQL; ./service holds the keys',
    },
  ],
  run,
};
