import { PacketFramer } from './framing.ts';
import { patSection, pmtSection } from './mux-tables.ts';
import { PacketWriter } from './packet-writer.ts';
import { NULL_PID, PACKET_BYTES } from './stream-types.ts';
import type { ElementaryStream } from './types.ts';

const programNumber = 1;

export interface VideoCutOptions {
  readonly stream: ElementaryStream;
  readonly pcrPid: number | undefined;
}

/** A PID for the program map that neither the video nor its clock has. */
function freePid(taken: readonly (number | undefined)[]): number {
  let pid = 0x1000;
  while (taken.includes(pid)) pid++;
  return pid;
}

/**
 * Cuts the video out of a transport stream from some place on: a program map of its own with the one stream, and then the packets of
 * the video and of its clock as they were sent, 188 bytes each whatever the recording's packet size. Players wait for every stream
 * that a map announces, so that sound and metadata are left out of both. Push what comes after an entry (`VideoIndex`).
 */
export class VideoCut {
  readonly #framer: PacketFramer;
  readonly #pids: ReadonlySet<number>;
  #waiting: Uint8Array[] = [];

  constructor({ stream, pcrPid }: VideoCutOptions) {
    const clock = pcrPid === undefined || pcrPid === NULL_PID ? stream.pid : pcrPid;
    this.#pids = new Set([stream.pid, clock]);
    const writer = new PacketWriter((bytes) => this.#waiting.push(bytes));
    const mapPid = freePid([...this.#pids]);
    writer.writeSection(0, patSection(programNumber, mapPid));
    const { pid, streamType, descriptors } = stream;
    writer.writeSection(mapPid, pmtSection(programNumber, clock, [], [{ pid, streamType, descriptors }]));
    writer.flush();
    this.#framer = new PacketFramer(
      (buffer, at) => this.#packet(buffer, at),
      () => undefined,
    );
  }

  /** The packets that are whole now. */
  push(chunk: Uint8Array): Uint8Array {
    this.#framer.push(chunk);
    return this.#taken();
  }

  end(): Uint8Array {
    this.#framer.end();
    return this.#taken();
  }

  #packet(buffer: Uint8Array, at: number): void {
    const pid = ((buffer[at + 1]! & 0x1f) << 8) | buffer[at + 2]!;
    if (this.#pids.has(pid)) this.#waiting.push(buffer.slice(at, at + PACKET_BYTES));
  }

  #taken(): Uint8Array {
    const length = this.#waiting.reduce((sum, part) => sum + part.length, 0);
    const out = new Uint8Array(length);
    let at = 0;
    for (const part of this.#waiting) {
      out.set(part, at);
      at += part.length;
    }
    this.#waiting = [];
    return out;
  }
}
