import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSet } from '../../src/formats/klv/encode.ts';
import type { KlvPacket } from '../../src/formats/klv/packet.ts';
import { RecordingReader } from '../../src/formats/recording.ts';
import { referenceFile } from '../reference-data.ts';
import type { ProveOptions, ProveResult } from './bar.ts';

/** Packets (and, where it is known, distinct items) that each reference recording holds by an independent count. */
const known: Readonly<Record<string, { readonly packets: number; readonly items?: number }>> = {
  'truck_flight_2012.klv': { packets: 711 },
  'svt_2503_packets.klv': { packets: 2503 },
  'vmti_sim_flight.ts': { packets: 277 },
  'day_flight_2009.klv': { packets: 6 },
  'keys_damaged_day.klv': { packets: 6 },
  'h264_klv.ts': { packets: 30, items: 140 },
  'mpeg2_klv.ts': { packets: 30, items: 140 },
  'aphill_short.ts': { packets: 48 },
};

interface Tally {
  packets: number;
  whole: number;
  same: number;
  readonly items: Set<string>;
  readonly issues: Map<string, number>;
  readonly unencodable: Map<string, number>;
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function isWhole(packet: KlvPacket): boolean {
  return !packet.issues.some((issue) => issue.tag === '' && issue.code === 'packet-truncated');
}

function take(packet: KlvPacket, tally: Tally): void {
  tally.packets++;
  for (const issue of packet.issues) count(tally.issues, `${issue.code} ${issue.tag}`.trim());
  if (packet.data === undefined) return;
  const { layout } = packet.data;
  for (let i = 0; i < layout.count; i++) tally.items.add(layout.keys[i] ?? String(layout.tags[i]));
  if (!isWhole(packet)) return;
  tally.whole++;
  const { bytes, unencodable } = encodeSet(packet.data);
  const body = packet.bytes.subarray(packet.bytes.length - layout.length);
  if (Buffer.compare(bytes, body) === 0) tally.same++;
  else if (unencodable.length === 0) count(tally.unencodable, `packet ${packet.index}: other bytes`);
  for (const item of unencodable) count(tally.unencodable, `item ${item.tag}: ${item.reason}`);
}

function read(path: string): Tally {
  const tally: Tally = { packets: 0, whole: 0, same: 0, items: new Set(), issues: new Map(), unencodable: new Map() };
  const reader = new RecordingReader({ onPacket: (packet) => take(packet, tally) });
  reader.push(readFileSync(path));
  reader.end();
  return tally;
}

function list(map: ReadonlyMap<string, number>): string {
  return [...map].map(([what, times]) => `${what} (${times})`).join('; ');
}

/** flight.3: nothing is lost, and every whole packet is encoded anew from its values (raw bytes withheld) to the same bytes. */
export async function prove({ print }: ProveOptions): Promise<ProveResult> {
  const folder = referenceFile('fmv');
  if (folder === undefined) {
    print('reference data is absent (set ATALAYA_DATA): nothing was checked');
    return { passed: 0, failed: 1 };
  }
  let passed = 0;
  let failed = 0;
  for (const name of readdirSync(folder)
    .filter((file) => /\.(ts|klv|bin)$/.test(file))
    .sort()) {
    const tally = read(join(folder, name));
    const want = known[name];
    const right =
      want === undefined || (tally.packets === want.packets && (want.items ?? tally.items.size) === tally.items.size);
    const ok = right && tally.same === tally.whole;
    if (ok) passed++;
    else failed++;
    print(
      `${ok ? 'ok  ' : 'FAIL'} ${name}: ${tally.packets} packets${want === undefined ? '' : ` of ${want.packets}`}, ` +
        `${tally.items.size} distinct items, ${tally.same} of ${tally.whole} whole packets encoded anew to the same bytes`,
    );
    if (tally.issues.size > 0) print(`       issues: ${list(tally.issues)}`);
    if (tally.unencodable.size > 0) print(`       not from their values: ${list(tally.unencodable)}`);
  }
  return { passed, failed };
}
