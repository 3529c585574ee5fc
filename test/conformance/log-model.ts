import fc from 'fast-check';
import { expect } from 'vitest';
import type { EntryDraft } from '../../src/account/entry-types.ts';
import { AtalayaError } from '../../src/model/errors.ts';
import type { Append, AppendResult, Log, Position } from '../../src/store/log/log.ts';
import { dayUs, draftOf } from './entries.ts';
import type { LogPlace } from './log-place.ts';

/** What the log is to do, kept as plain lists: the sequencer's rules read from `Log` and from docs/adr/0006-the-log.md. */
class Model {
  readonly entries: { readonly draft: EntryDraft; readonly timeUs: number }[] = [];
  readonly #versions = new Map<string, number>();
  readonly #commands = new Map<string, readonly Position[]>();

  version(stream: string): number {
    return this.#versions.get(stream) ?? 0;
  }

  append({ commandId, timeUs, drafts, unchanged = new Map() }: Append): AppendResult | 'clock-backwards' {
    const before = this.#commands.get(commandId);
    if (before !== undefined) return { outcome: 'appended', positions: before, duplicate: true };
    const next = new Map<string, number>();
    for (const { stream, version } of drafts) {
      const actualVersion = next.get(stream) ?? this.version(stream);
      if (version !== actualVersion + 1)
        return { outcome: 'conflict', stream, expectedVersion: version - 1, actualVersion };
      next.set(stream, version);
    }
    for (const [stream, expectedVersion] of unchanged) {
      const actualVersion = this.version(stream);
      if (actualVersion !== expectedVersion) return { outcome: 'conflict', stream, expectedVersion, actualVersion };
    }
    const lastUs = this.entries.at(-1)?.timeUs ?? 0;
    if (timeUs < lastUs - 5_000_000) return 'clock-backwards';
    const positions = drafts.map(({ stream, version }, i) => ({ index: this.entries.length + i, stream, version }));
    for (const draft of drafts) {
      this.entries.push({ draft, timeUs: Math.max(timeUs, lastUs) });
      this.#versions.set(draft.stream, draft.version);
    }
    this.#commands.set(commandId, positions);
    return { outcome: 'appended', positions, duplicate: false };
  }
}

type Step =
  | { readonly does: 'append'; readonly appends: readonly Sketch[] }
  | { readonly does: 'publish' }
  | { readonly does: 'reopen' }
  | { readonly does: 'read'; readonly from: number; readonly stream: number };

/** A command before its versions are known: they are taken from the model, some of them wrong on purpose. */
interface Sketch {
  readonly id: number;
  readonly lateUs: number;
  readonly parts: readonly { readonly stream: number }[];
  readonly off: number;
  /** What it rests on, some of it read a while ago; may be what it writes. */
  readonly reads: readonly { readonly stream: number; readonly off: number }[];
}

const offBy = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 }));

const sketch: fc.Arbitrary<Sketch> = fc.record({
  id: fc.nat(60),
  lateUs: fc.oneof({ weight: 9, arbitrary: fc.nat(4_000_000) }, fc.integer({ min: 4_999_999, max: 9_000_000 })),
  parts: fc.array(fc.record({ stream: fc.nat(5) }), { minLength: 1, maxLength: 5 }),
  off: offBy,
  reads: fc.array(fc.record({ stream: fc.nat(7), off: offBy }), { maxLength: 3 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant('append'), appends: fc.array(sketch, { minLength: 1, maxLength: 12 }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('publish') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reopen') }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('read'), from: fc.nat(100), stream: fc.nat(5) }) },
);

export const arbitraryScript: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 15 });

const streamOf = (number: number): string => `review/s${number}`;

function appendOf({ id, lateUs, parts, off, reads }: Sketch, model: Model, clockUs: number): Append {
  const next = new Map<string, number>();
  const drafts = parts.map((part) => {
    const stream = streamOf(part.stream);
    const version = next.get(stream) ?? Math.max(1, model.version(stream) + 1 + off);
    next.set(stream, version + 1);
    return draftOf(stream, version);
  });
  const unchanged = new Map(
    reads.map((read) => {
      const stream = streamOf(read.stream);
      return [stream, Math.max(0, model.version(stream) + read.off)];
    }),
  );
  return { commandId: `c${id}`, timeUs: clockUs - lateUs, drafts, unchanged };
}

/** Plays a script to a log and to the model; they must answer alike at each step. */
export async function runScript(script: readonly Step[], place: LogPlace): Promise<void> {
  const model = new Model();
  let log = await place.open();
  let clockUs = dayUs;
  try {
    for (const at of script) {
      clockUs += 100_000;
      switch (at.does) {
        case 'append': {
          const expected: (AppendResult | 'clock-backwards')[] = [];
          const answers: Promise<AppendResult | string>[] = [];
          for (const one of at.appends) {
            const append = appendOf(one, model, clockUs);
            expected.push(model.append(append));
            answers.push(codeOf(log.append(append)));
          }
          expect(await Promise.all(answers)).toEqual(expected);
          break;
        }
        case 'publish':
          expect(await log.publish()).toMatchObject({ size: model.entries.length, published: model.entries.length });
          break;
        case 'reopen':
          await log.close();
          log = await place.open();
          break;
        case 'read':
          await compare(log, model, at.from, streamOf(at.stream));
          break;
      }
    }
    await compare(log, model, 0, streamOf(0));
  } finally {
    await log.close();
  }
}

function codeOf(answer: Promise<AppendResult>): Promise<AppendResult | string> {
  return answer.catch((error: unknown) => {
    if (error instanceof AtalayaError) return error.code;
    throw error;
  });
}

async function compare(log: Log, model: Model, from: number, stream: string): Promise<void> {
  const found: unknown[] = [];
  for await (const { index, entry } of log.entries(from))
    found.push([index, entry.stream, entry.version, entry.timeUs]);
  const lines = model.entries.map(({ draft, timeUs }, index) => [index, draft.stream, draft.version, timeUs] as const);
  expect(found).toEqual(lines.slice(from));
  const ofStream: number[] = [];
  for await (const { index } of log.stream(stream, 1)) ofStream.push(index);
  expect(ofStream).toEqual(lines.filter((line) => line[1] === stream).map((line) => line[0]));
  expect(await log.version(stream)).toBe(model.version(stream));
}
