import { createRandom, type Random } from '../random.ts';
import { type Place, type Step, script } from './script.ts';

/** One remembered decision of the simulated history, in the shape the log's memory takes. */
export interface HistoryFact {
  readonly stream: string;
  readonly kind: string;
  readonly compartment: string;
  readonly item: string;
  readonly content: Uint8Array;
  /** Bytes to be attached (a simulated clip), where there are any. */
  readonly clip?: Uint8Array;
}

export interface HistoryCommand {
  readonly commandId: string;
  readonly timeUs: number;
  readonly actor: { readonly role: string; readonly state: string; readonly agency: string };
  readonly expected: ReadonlyMap<string, number>;
  readonly facts: readonly HistoryFact[];
}

export interface HistoryOptions {
  readonly seed: number;
  /** First moment of the history, microseconds since 1970. */
  readonly startUs: number;
  /** Entries of the whole history: it ends exactly there. */
  readonly entries: number;
}

interface Case {
  readonly id: string;
  readonly place: Place;
  readonly askedBy: 'USA' | 'MEX';
  readonly versions: Map<string, number>;
  step: number;
  left: number;
}

const casesAtOnce = 64;
const agencies = { USA: ['JTF', 'AMO', 'RANGER'], MEX: ['CENAPI', 'SEMAR'] } as const;
const encoder = new TextEncoder();

/**
 * A simulated history of cases from question to outcome, interleaved as the work of many people is. Everything in it is made up and says so
 * (`exercise: true`); the same options give the same commands, and a longer history begins with the shorter one of the same seed, but for the last command.
 */
export function* simulateHistory({ seed, startUs, entries }: HistoryOptions): Generator<HistoryCommand> {
  const random = createRandom(seed);
  const open: Case[] = [];
  let opened = 0;
  let timeUs = startUs;
  let number = 0;
  for (let written = 0; written < entries; ) {
    while (open.length < casesAtOnce) open.push(newCase(random, seed, opened++));
    const at = Math.floor(random.uniform() * open.length);
    const one = open[at]!;
    const step = script[one.step]!;
    if (one.left === 0) one.left = timesOf(random, step);
    // Now and then two findings are called out in one breath: one command, two entries.
    const parts = Math.min(one.left, step.times !== undefined && random.uniform() < 0.15 ? 2 : 1, entries - written);
    if (parts > 0) {
      timeUs += Math.floor(random.uniform() * 40e6) + 1;
      yield commandOf(random, one, step, parts, `h${seed}-${number++}`, timeUs);
      written += parts;
      one.left -= parts;
    }
    if (one.left > 0) continue;
    one.left = 0;
    if (++one.step === script.length) open.splice(at, 1);
  }
}

function newCase(random: Random, seed: number, number: number): Case {
  return {
    id: `${seed.toString(36)}-${number.toString(36).padStart(5, '0')}`,
    place: { latitudeDeg: 24 + random.uniform() * 4, longitudeDeg: -108 + random.uniform() * 4 },
    askedBy: random.uniform() < 0.5 ? 'USA' : 'MEX',
    versions: new Map(),
    step: 0,
    left: 0,
  };
}

/** How often a step happens in this case; a step that does not happen counts as done. */
function timesOf(random: Random, step: Step): number {
  if (step.share !== undefined && random.uniform() >= step.share) return 0;
  const [least, most] = step.times ?? [1, 1];
  return least + Math.floor(random.uniform() * (most - least + 1));
}

function commandOf(
  random: Random,
  one: Case,
  step: Step,
  parts: number,
  commandId: string,
  timeUs: number,
): HistoryCommand {
  const stream = `${step.about}/${one.id}`;
  const before = one.versions.get(stream) ?? 0;
  const state = step.side === 'host' ? 'MEX' : step.side === 'own' ? 'USA' : one.askedBy;
  const facts = Array.from({ length: parts }, (_, part): HistoryFact => {
    const content = encoder.encode(
      JSON.stringify({ exercise: true, case: one.id, number: before + part + 1, ...step.says(random, one.place) }),
    );
    const clip = step.attached !== undefined && random.uniform() < step.attached ? clipOf(random) : undefined;
    return {
      stream,
      kind: step.kind,
      compartment: step.compartment,
      item: stream.replace('/', '-'),
      content,
      ...(clip === undefined ? {} : { clip }),
    };
  });
  one.versions.set(stream, before + parts);
  const actor = {
    role: step.role,
    state,
    agency: agencies[state][Math.floor(random.uniform() * agencies[state].length)]!,
  };
  return { commandId, timeUs, actor, expected: new Map([[stream, before]]), facts };
}

/** Some kilobytes that stand for a clip. */
function clipOf(random: Random): Uint8Array {
  const bytes = new Uint8Array(2_000 + Math.floor(random.uniform() * 12_000));
  for (let i = 0; i < bytes.length; i += 4) {
    const word = Math.floor(random.uniform() * 0x1_0000_0000);
    for (let k = 0; k < 4 && i + k < bytes.length; k++) bytes[i + k] = (word >>> (8 * k)) & 255;
  }
  return bytes;
}
