import { type FileHandle, open } from 'node:fs/promises';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Issue } from '../formats/klv/issue.ts';
import { decodePacket, type KlvPacket } from '../formats/klv/packet.ts';
import { Rows } from '../observe/pose-columns.ts';

/** What is written before the bytes of a packet: where it stood, and what was found about it. */
const Head = Type.Object({
  index: Type.Integer(),
  offset: Type.Number(),
  pid: Type.Optional(Type.Integer()),
  pts: Type.Optional(Type.Number()),
  ptsS: Type.Optional(Type.Number()),
  issues: Type.Array(
    Type.Object({ tag: Type.String(), offset: Type.Integer(), code: Type.String(), message: Type.String() }),
  ),
});

/** A packet as it was sent, decoded anew, with all that was found about it when the recording was read. */
export interface StoredPacket {
  readonly packet: KlvPacket;
  readonly issues: readonly Pick<Issue, 'tag' | 'offset' | 'message'>[] & readonly { readonly code: string }[];
}

/**
 * The packets of a recording in a file of their own, so that any of them can be had again without reading the recording: packets lie
 * scattered over transport packets, cells and spoilt stretches there. In memory it costs 16 bytes a packet.
 */
export class PacketStore {
  readonly #path: string;
  readonly #places = new Rows(2);
  #file: FileHandle | undefined;
  #waiting: Uint8Array[] = [];
  #length = 0;
  #written = 0;
  #flushed: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Packets that can be read: those added before the last `flush`. */
  get readable(): number {
    return this.#places.lowerBound(this.#written);
  }

  add(packet: KlvPacket): void {
    const { index, offset, pid, pts, ptsS, issues } = packet;
    const head = Buffer.from(JSON.stringify({ index, offset, pid, pts, ptsS, issues }));
    const sizes = Buffer.alloc(4);
    sizes.writeUInt32LE(head.length);
    this.#waiting.push(sizes, head, packet.bytes);
    this.#places.add([this.#length, 4 + head.length + packet.bytes.length]);
    this.#length += 4 + head.length + packet.bytes.length;
  }

  /** Writes what was added; one after the other, whoever asks. */
  flush(): Promise<void> {
    this.#flushed = this.#flushed.then(() => this.#write());
    return this.#flushed;
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#file ??= await open(this.#path, 'w+');
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#written + done);
      done += bytesWritten;
    }
    this.#written += bytes.length;
  }

  /** `undefined` where there is no such packet (yet). */
  async read(index: number): Promise<StoredPacket | undefined> {
    // Its frame may be shown before the packets of its chunk are written.
    if (index >= this.readable && index < this.#places.length) await this.flush();
    if (!(index >= 0 && index < this.readable) || this.#file === undefined) return undefined;
    const [at = 0, length = 0] = this.#places.row(index);
    const record = Buffer.alloc(length);
    await this.#file.read(record, 0, length, at);
    const start = 4 + record.readUInt32LE(0);
    const head: unknown = JSON.parse(record.toString('utf8', 4, start));
    if (!Value.Check(Head, head)) throw new Error(`packet ${index} was not stored whole`);
    const { offset, pid, pts, ptsS, issues } = head;
    return { packet: decodePacket(new Uint8Array(record.subarray(start)), { index, offset, pid, pts, ptsS }), issues };
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}
