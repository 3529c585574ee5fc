import { loadavg } from 'node:os';
import { readStream } from '../src/server/door/streams.ts';
import { DoorClient, operations, startUs } from '../test/door.ts';
import { quantile } from './log-place.ts';
import type { BenchRow } from './row.ts';

const warm = 50;
const rounds = 10;
const perRound = 40;
const requirement = {
  compartment: operations,
  question: 'Is the strip in use?',
  purpose: 'search',
  latestUsefulUs: startUs + 3_600_000_000,
  documentHash: '0'.repeat(64),
};

interface Timed {
  readonly wallMs: number[];
  cpuMs: number;
}

async function timed(into: Timed, act: () => Promise<void>): Promise<void> {
  const [startMs, cpu] = [performance.now(), process.cpuUsage()];
  await act();
  const { user, system } = process.cpuUsage(cpu);
  into.wallMs.push(performance.now() - startMs);
  into.cpuMs += (user + system) / 1_000;
}

/**
 * Commands through the door's routes (without the network), beside the same content appended to the same log without a door, in turn: what is asked, read, decided and
 * told of a command, over what sealing it and the disk cost.
 */
export async function benchDoor(): Promise<BenchRow[]> {
  const door = await DoorClient.open();
  try {
    const command = async (): Promise<void> => {
      const { statusCode, body } = await door.command('rosa', 'agree.draft-requirement', requirement);
      if (statusCode !== 201) throw new Error(body);
    };
    await command();
    const content = new TextEncoder().encode(JSON.stringify(await lastFact(door)));
    let made = 0;
    const append = async (): Promise<void> => {
      const stream = `bench/b${made++}`;
      const { outcome } = await door.data.memory.remember({
        commandId: stream,
        timeUs: startUs,
        actor: { role: 'requester', state: 'USA', agency: 'NAS' },
        expected: new Map([[stream, 0]]),
        facts: [{ stream, kind: 'agree.requirement-drafted', compartment: operations, content }],
      });
      if (outcome !== 'appended') throw new Error(outcome);
    };
    for (let i = 0; i < warm; i += 1) {
      await command();
      await append();
    }
    const [ours, theirs]: readonly [Timed, Timed] = [
      { wallMs: [], cpuMs: 0 },
      { wallMs: [], cpuMs: 0 },
    ];
    for (let round = 0; round < rounds; round += 1) {
      for (let i = 0; i < perRound; i += 1) await timed(ours, command);
      for (let i = 0; i < perRound; i += 1) await timed(theirs, append);
    }
    return [rowOf(ours, theirs)];
  } finally {
    await door.close();
  }
}

/** What the log holds of the requirement that was drafted last. */
async function lastFact({ data }: DoorClient): Promise<unknown> {
  let stream = '';
  for await (const { entry } of data.log.entries(0, { kind: 'agree.requirement-drafted' })) stream = entry.stream;
  const content = (await readStream(data.memory, stream)).facts.at(-1)?.content;
  return content?.known === true ? content.value : undefined;
}

function rowOf(ours: Timed, theirs: Timed): BenchRow {
  const figures = ({ wallMs }: Timed) => ({ p50: quantile(wallMs, 0.5), p99: quantile(wallMs, 0.99) });
  const [door, plain] = [figures(ours), figures(theirs)];
  const cpu = ({ cpuMs, wallMs }: Timed): string => (cpuMs / wallMs.length).toFixed(2);
  const told = ({ p50, p99 }: typeof door): string => `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
  return {
    name: 'a command through the door',
    ours: told(door),
    against: `the same sealed and appended to the same log: ${told(plain)}`,
    ratio: plain.p50 / door.p50,
    note: `a new stream and its key each; ${ours.wallMs.length} each, in turn; CPU of all threads ${cpu(ours)} and ${cpu(theirs)} ms; load ${loadavg()[0]?.toFixed(1)}`,
  };
}
