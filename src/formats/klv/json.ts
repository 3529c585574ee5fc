import { Special } from './codec.ts';
import { hexOf } from './hex.ts';
import { beyondExact } from './numbers.ts';
import { type KlvPacket, packetTimeUs } from './packet.ts';
import { DecodedSet } from './set.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** ISO 8601 in UTC with microseconds, or null beyond the years that a date can say. */
export function isoUtc(timeUs: number): string | null {
  const ms = Math.floor(timeUs / 1000);
  if (!(Math.abs(ms) <= 8.64e15)) return null;
  const micros = timeUs - 1000 * ms;
  return new Date(ms).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

/** A decoded value as JSON: sets by tag, bytes as hex, special values as `{ special }`. */
export function valueToJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { special: String(value) };
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Special) return value.name === beyondExact ? value.payload.toString() : { special: value.name };
  if (value instanceof Uint8Array) return hexOf(value);
  if (value instanceof DecodedSet) return itemsToJson(value);
  if (value instanceof Float64Array || value instanceof Int32Array) return Array.from(value, valueToJson);
  if (Array.isArray(value)) return value.map(valueToJson);
  const out: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) out[name] = valueToJson(inner);
  }
  return out;
}

/** `{ "<tag>": { name, value, unit, raw } }`; for universal sets the tag is the item's key. */
export function itemsToJson(set: DecodedSet): { readonly [tag: string]: Json } {
  const { layout } = set;
  const out: Record<string, { name: string; value: Json; unit: string; raw: Json }> = {};
  for (let i = 0; i < layout.count; i++) {
    const row = layout.rows[i];
    const tag = layout.keys[i] ?? String(layout.tags[i]);
    const value = valueToJson(set.values[i]);
    const raw = hexOf(set.raw(i));
    const before = out[tag];
    if (row?.repeats === true) {
      if (before !== undefined && Array.isArray(before.value) && Array.isArray(before.raw)) {
        before.value = [...before.value, value];
        before.raw = [...before.raw, raw];
      } else {
        out[tag] = { name: row.title, value: [value], unit: row.unit, raw: [raw] };
      }
      continue;
    }
    out[tag] = { name: row?.title ?? 'Unknown', value, unit: row?.unit ?? '', raw };
  }
  return out;
}

/** The line of `packets.ndjson` for one packet. */
export function packetToJson(packet: KlvPacket): { readonly [key: string]: Json } {
  const timeUs = packetTimeUs(packet);
  return {
    index: packet.index,
    offset: packet.offset,
    pid: packet.pid ?? null,
    pts: packet.pts ?? null,
    ptsS: packet.ptsS ?? null,
    set: packet.set,
    key: packet.key,
    checksum: packet.checksum,
    timeUtc: timeUs === undefined ? null : isoUtc(timeUs),
    items:
      packet.data === undefined
        ? { raw: { name: 'Unknown set', value: null, unit: '', raw: hexOf(packet.bytes) } }
        : itemsToJson(packet.data),
    issues: packet.issues.map(({ tag, offset, code, message }) => ({ tag, offset, code, message })),
  };
}
