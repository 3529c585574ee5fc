import { encodeSet } from '../../src/formats/klv/encode.ts';
import { type IssueCode, issueCatalogue } from '../../src/formats/klv/issue.ts';
import { packetToJson } from '../../src/formats/klv/json.ts';
import { decodePacket, type KlvPacket, violations } from '../../src/formats/klv/packet.ts';
import type { TsIssue } from '../../src/formats/mpegts/types.ts';
import { RecordingReader, type RecordingSummary } from '../../src/formats/recording.ts';
import type { SeededRandom } from './random.ts';

/** What one input came to. Throws `BadOutcome` where something that is promised does not hold. */
export interface Outcome {
  readonly packets: number;
  readonly issues: number;
}

/** A promise that did not hold. */
export class BadOutcome extends Error {}

/** How often each issue code was seen: shows that the damage reached every part of the decoder. */
export type IssueTally = Map<string, number>;

function demand(holds: boolean, what: () => string): void {
  if (!holds) throw new BadOutcome(what());
}

const klvCodes: ReadonlySet<string> = new Set<string>(Object.keys(issueCatalogue));

/** Every issue says where: a path of tags, entries and fields, an offset within the packet, a code of the catalogue, a message. */
export function checkIssues(packet: KlvPacket, tally: IssueTally): void {
  for (const { tag, offset, code, message } of packet.issues) {
    count(tally, code satisfies IssueCode);
    demand(klvCodes.has(code), () => `issue code ${code} is not in the catalogue`);
    demand(message.length > 0, () => `issue ${code} without a message`);
    demand(/^(?:[\da-z]+(?:\.[\da-z]+)*)?$/i.test(tag), () => `issue ${code}: "${tag}" is no path of tags`);
    demand(
      Number.isInteger(offset) && offset >= 0 && offset <= packet.bytes.length,
      () => `issue ${code}: offset ${offset} in a packet of ${packet.bytes.length} bytes`,
    );
  }
}

/** Reads all there is of a packet: every item of every nested set as JSON, and the set encoded anew. */
function materialise(packet: KlvPacket, tally: IssueTally): void {
  checkIssues(packet, tally);
  violations(packet);
  const text = JSON.stringify(packetToJson(packet));
  demand(text.length > 2, () => 'a packet without JSON');
  if (packet.data === undefined) return;
  const { bytes, unencodable } = encodeSet(packet.data);
  demand(
    bytes.length <= 4 * packet.bytes.length + 64,
    () => `encoded anew, ${packet.bytes.length} bytes became ${bytes.length}`,
  );
  for (const one of unencodable) demand(one.reason.length > 0, () => `item ${one.tag} not encoded, without a reason`);
}

/** Decodes bytes that are said to be one packet. */
export function checkPacket(bytes: Uint8Array, tally: IssueTally): Outcome {
  const packet = decodePacket(bytes, { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined });
  materialise(packet, tally);
  return { packets: 1, issues: packet.issues.length };
}

interface Heard {
  readonly packets: KlvPacket[];
  readonly issues: TsIssue[];
  readonly summary: RecordingSummary;
}

function listen(bytes: Uint8Array, nextLength: () => number): Heard {
  const packets: KlvPacket[] = [];
  const issues: TsIssue[] = [];
  const reader = new RecordingReader({
    onPacket: (packet) => void packets.push(packet),
    onTsIssue: (issue) => void issues.push(issue),
  });
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + nextLength());
    reader.push(bytes.slice(at, end));
    at = end;
  }
  return { packets, issues, summary: reader.end() };
}

/** Reads bytes that are said to be a recording, cut into chunks of any size. */
export function checkStream(bytes: Uint8Array, random: SeededRandom, tally: IssueTally): Outcome {
  const chunk = random.pick([7, 188, 1000, 4096, 65536]);
  const { packets, issues, summary } = listen(bytes, () => random.between(1, 2 * chunk));
  demand(summary.bytes === bytes.length, () => `${bytes.length} bytes were pushed, ${summary.bytes} counted`);
  demand(summary.packets === packets.length, () => `${packets.length} packets came, ${summary.packets} counted`);
  let last = -1;
  for (const packet of packets) {
    demand(packet.index > last, () => `packet ${packet.index} after packet ${last}`);
    last = packet.index;
    demand(
      Number.isInteger(packet.offset) && packet.offset >= 0 && packet.offset < bytes.length,
      () => `packet at offset ${packet.offset} of ${bytes.length} bytes`,
    );
    materialise(packet, tally);
  }
  for (const { code, offset, message } of issues) {
    count(tally, code);
    demand(message.length > 0, () => `issue ${code} without a message`);
    demand(
      Number.isInteger(offset) && offset >= 0 && offset <= bytes.length,
      () => `issue ${code}: offset ${offset} of ${bytes.length} bytes`,
    );
  }
  if (random.chance(0.1))
    checkCuts(
      { packets, issues, summary },
      listen(bytes, () => bytes.length),
    );
  return { packets: packets.length, issues: issues.length + packets.reduce((sum, it) => sum + it.issues.length, 0) };
}

/** What comes out must not depend on where the chunks were cut. */
function checkCuts(cut: Heard, whole: Heard): void {
  const said = ({ packets, issues }: Heard): string =>
    JSON.stringify([
      packets.map((it) => [
        it.index,
        it.offset,
        it.pid,
        it.pts,
        it.key,
        it.checksum,
        it.bytes.length,
        it.issues.length,
      ]),
      issues,
    ]);
  demand(said(cut) === said(whole), () => {
    const counts = [cut, whole].map((it) => `${it.packets.length} packets and ${it.issues.length} issues`);
    return `cut into chunks: ${counts[0]}; in one piece: ${counts[1]}`;
  });
}

function count(tally: IssueTally, code: string): void {
  tally.set(code, (tally.get(code) ?? 0) + 1);
}
