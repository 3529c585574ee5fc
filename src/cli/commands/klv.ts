import { resolve } from 'node:path';
import { readRecordingFile } from '../../feeds/recording-file.ts';
import { packetToJson } from '../../formats/klv/json.ts';
import { type KlvPacket, violations } from '../../formats/klv/packet.ts';
import { placeOfIssue, type TsIssueCount, TsIssueTally } from '../../formats/mpegts/issue-tally.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';

const options = {
  strict: {
    kind: 'flag',
    does: 'refuse packets that break the standard: their items are withheld, and the exit code is 1',
  },
  json: { kind: 'flag', does: 'accepted for uniformity: the output is always JSON, one document a line' },
} as const satisfies OptionTable;

interface Tally {
  packets: number;
  withIssues: number;
  refused: number;
}

/** The line of one packet; in strict mode a packet that breaks the standard shows its issues only. */
function lineOf(packet: KlvPacket, strict: boolean, tally: Tally): string {
  tally.packets++;
  if (packet.issues.length > 0) tally.withIssues++;
  const json = packetToJson(packet);
  if (strict && violations(packet).length > 0) {
    tally.refused++;
    return JSON.stringify({ ...json, items: {}, refused: true });
  }
  return JSON.stringify(json);
}

/** A kind of damage to the transport stream, for a person. */
function transportLine({ code, count, first }: TsIssueCount): string {
  return `transport: ${code}, ${count === 1 ? 'once' : `${count} times, first`} at ${placeOfIssue(first)}: ${first.message}`;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const strict = args.flag('strict');
  const path = resolve(io.cwd, args.operand(0));
  const tally: Tally = { packets: 0, withIssues: 0, refused: 0 };
  const progress = io.progress({ label: 'reading', unit: 'bytes' });
  const transport = new TsIssueTally();
  let written: Promise<void> = Promise.resolve();
  try {
    const summary = await readRecordingFile(path, {
      signal: io.signal,
      onPacket: (packet) => {
        written = io.out.line(lineOf(packet, strict, tally));
        written.catch(() => undefined);
      },
      onTsIssue: (issue) => transport.add(issue),
      onChunk: async (done) => {
        await written;
        progress.update(done, `${tally.packets} packets`);
      },
    });
    await written;
    progress.finish();
    const skipped = summary.skippedBytes > 0 ? `, ${summary.skippedBytes} bytes belong to no packet` : '';
    const refused = strict ? `, ${tally.refused} refused` : '';
    io.say(`${tally.packets} packets, ${tally.withIssues} with issues${refused}${skipped}`);
    return tally.refused > 0 ? 1 : 0;
  } finally {
    progress.finish();
    // Also where nothing was found: they may say why.
    for (const count of transport.counts()) io.say(transportLine(count));
  }
}

/** `atalaya klv FILE`: every packet as a line of JSON. */
export const command: Command = {
  name: 'klv',
  summary: 'Decode every metadata packet of a recording, one line of JSON each',
  usage: 'atalaya klv FILE [--strict]',
  operands: [1, 1],
  options,
  examples: [
    { line: 'atalaya klv flight.ts > packets.ndjson', does: 'decodes the KLV of a transport stream' },
    { line: 'atalaya klv flight.klv | jq \'.items["13"].value\'', does: 'prints the sensor latitude of each packet' },
    { line: 'atalaya klv --strict flight.klv', does: 'refuses what breaks the standard' },
  ],
  run,
};
