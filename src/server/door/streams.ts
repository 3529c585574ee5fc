import type { Happened } from '../../model/command.ts';
import type { OpenCommand } from '../../model/stage-command.ts';
import type { Memory, Remembered } from '../../store/memory/memory.ts';

type Recall = Pick<Memory, 'recall'>;

/** A stream as it was read: its facts, and its last version (0 where there is none). */
export interface StreamRead {
  readonly facts: readonly Happened[];
  readonly version: number;
}

export type StreamsRead = ReadonlyMap<string, StreamRead>;

const text = new TextDecoder();

/** What is no JSON is handed on as nothing: the stage then finds it malformed. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(text.decode(bytes));
  } catch {
    return undefined;
  }
}

/** An entry as stages take it. */
export function happened({ index, entry, content }: Remembered): Happened {
  const { stream, version, kind, role, state, agency, timeUs } = entry;
  const read: Happened['content'] =
    content.known === 'yes' ? { known: true, value: jsonOf(content.bytes) } : { known: false, why: content.why };
  return { index, stream, version, kind, role, state, agency, timeUs, content: read };
}

export async function readStream(memory: Recall, stream: string): Promise<StreamRead> {
  const facts: Happened[] = [];
  for await (const one of memory.recall(stream)) facts.push(happened(one));
  return { facts, version: facts.at(-1)?.version ?? 0 };
}

/** A command with all that it rests on taken in, and the streams that were read for it. */
export interface Loaded {
  readonly command: OpenCommand;
  readonly streams: StreamsRead;
}

/** Reads the streams of a command until it names none that is new: what it reads may follow from what it has read. */
export async function loadCommand(memory: Recall, open: OpenCommand): Promise<Loaded> {
  const streams = new Map<string, StreamRead>();
  for (let command = open; ; ) {
    const fresh = [...new Set(command.streams)].filter((one) => !streams.has(one));
    if (fresh.length === 0) return { command, streams };
    const read = await Promise.all(fresh.map((one) => readStream(memory, one)));
    for (const [i, stream] of fresh.entries()) streams.set(stream, read[i] ?? { facts: [], version: 0 });
    const facts = [...streams.values()].flatMap((one) => one.facts).sort((a, b) => a.index - b.index);
    command = facts.reduce((it, fact) => it.take(fact), open);
  }
}
