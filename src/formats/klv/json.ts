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

/**
 * An integer beyond 2^53 in all its digits: `JSON.rawJSON` (ECMAScript proposal, in Node 24 and in browsers) writes it as a
 * number; where that is missing it is a text.
 */
function exactInteger(value: bigint): Json {
  const rawJson: unknown = Reflect.get(JSON, 'rawJSON');
  return typeof rawJson === 'function' ? rawJson(value.toString()) : value.toString();
}

/** A decoded value as JSON: sets by tag, bytes as hex, special values as `{ special }`. */
export function valueToJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { special: String(value) };
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Special)
    return value.name === beyondExact ? exactInteger(value.payload) : { special: value.name };
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
  const seen = new Map<string, [values: Json[], raws: Json[]]>();
  for (let i = 0; i < layout.count; i++) {
    const row = layout.rows[i];
    const tag = layout.keys[i] ?? String(layout.tags[i]);
    const value = valueToJson(set.values[i]);
    const raw = hexOf(set.raw(i));
    const before = row?.repeats === true ? out[tag] : undefined;
    if (before !== undefined) {
      // Where an item stands several times, value and raw are lists.
      const [values, raws] = seen.get(tag) ?? [[before.value], [before.raw]];
      seen.set(tag, [values, raws]);
      values.push(value);
      raws.push(raw);
      out[tag] = { ...before, value: values, raw: raws };
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
