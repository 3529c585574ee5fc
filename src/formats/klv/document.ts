import { runningSum16 } from './checksum.ts';
import type { ItemDescriptor, SetDescriptor } from './descriptor.ts';
import { documentedSets } from './document-sets.ts';
import { concatBytes, encodeItems, makeSet } from './encode.ts';
import { hexBytes } from './hex.ts';
import { imapSpecialNames } from './imap.ts';
import { issueCatalogue, remarkCodes } from './issue.ts';
import { packetToJson } from './json.ts';
import { intBytes } from './numbers.ts';
import { decodePacket } from './packet.ts';
import { type ChecksumKind, placesOf, type RegisteredId, registered } from './registry.ts';
import { st0102 } from './st0102.ts';
import { st0601, st0601Key } from './st0601/st0601.ts';

/** What each field of a line of `atalaya klv` says. */
export const lineFields: Readonly<Record<string, string>> = {
  index: 'Running number of the packet, from 0',
  offset:
    'Byte of the recording where the packet begins (of its first transport packet, where it is spread over several)',
  pid: 'Transport stream PID; `null` in a file of bare KLV',
  pts: 'Presentation time as sent, ticks of 90 kHz; `null` where there is none',
  ptsS: 'Presentation time, seconds, wraps undone',
  set: 'The set, as in the list of keys above; `unknown` for any other key',
  key: 'Universal key, 32 hexadecimal digits',
  checksum: '`valid`, `invalid`, or `absent`',
  timeUtc: 'Precision time stamp as ISO 8601 with microseconds; `null` where there is none',
  items: 'The items by tag (by key in universal sets), each with name, value, unit, and its bytes in hexadecimal',
  issues: 'What is wrong or worth knowing, each with tag path, byte offset in the packet, code, and message',
};

const checksums: Readonly<Record<ChecksumKind, string>> = {
  'running-sum-16': '16-bit running sum (ST 0601)',
  'crc-16-ccitt': 'CRC-16-CCITT',
  'crc-32-mpeg': 'CRC-32 (ISO/IEC 13818-1)',
  none: 'none',
};

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function anchor(id: string): string {
  return `#${id.toLowerCase().replaceAll(/[^\w-]/g, '')}`;
}

function link(id: string): string {
  return `[${id}](${anchor(id)})`;
}

/** Names of other sets in the description of a codec, as it writes them: "set ST0102". */
export const setMention = /\bset ([A-Z][\w.]*\w)/g;

function encodingOf(row: ItemDescriptor): string {
  return row.codec.describe.replaceAll(setMention, (_, id: string) => `set ${link(id)}`);
}

function rowsOf(set: SetDescriptor): { readonly tag: number; readonly row: ItemDescriptor }[] {
  return set.rows.flatMap((row, tag) => (row === undefined ? [] : [{ tag, row }]));
}

function keyTable(): string {
  // cast: Object.keys of a closed record gives its keys
  const ids = Object.keys(registered) as RegisteredId[];
  const rows = ids.map((id) => {
    const { checksum, checksumTag, timeTag } = placesOf(id);
    const { key, descriptor } = registered[id];
    const set: SetDescriptor = descriptor;
    const time = set.rows[timeTag];
    return [
      link(id),
      set.title,
      `\`${key}\``,
      checksums[checksum] + (checksum === 'none' ? '' : `, item ${checksumTag}`),
      time?.unit === 'us' ? (time.key === undefined ? `item ${timeTag}` : `\`${time.key}\``) : '',
    ];
  });
  return table(['Set', 'Title', 'Universal key', 'Checksum', 'Time stamp'], rows);
}

/** A packet made here and decoded like any other, so that the page shows what the program prints. */
export function examplePacket(): ReturnType<typeof decodePacket> {
  const security = makeSet(st0102, {
    securityClassification: { code: 1, meaning: 'UNCLASSIFIED' },
    version: 12,
  });
  const body = [
    ...encodeItems(st0601, { precisionTimeStampUs: 1_700_000_000_000_000, platformHeadingDeg: 90, security }, 2),
    // pitch out of range; true airspeed not known
    ...hexBytes('06028000'),
    ...hexBytes('0800'),
    ...hexBytes('0102'),
  ];
  const covered = Uint8Array.from([...hexBytes(st0601Key), body.length + 2, ...body]);
  const bytes = concatBytes([covered, intBytes(runningSum16(covered, 0, covered.length), 2)]);
  return decodePacket(bytes, { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined });
}

function specialNamesOfTables(): string[] {
  const names = new Set<string>();
  for (const { set } of documentedSets) {
    for (const { row } of rowsOf(set))
      if (row.codec.linear?.special !== undefined) names.add(row.codec.linear.special.name);
  }
  return [...names].sort();
}

function setSection({ set, older }: (typeof documentedSets)[number]): string {
  const isUniversal = set.framing === 'universal';
  const several = rowsOf(set).some(({ row }) => row.repeats);
  const rows = rowsOf(set).map(({ tag, row }) => [
    isUniversal ? `\`${row.key ?? ''}\`` : String(tag),
    `\`${row.name}\``,
    row.title,
    row.unit,
    encodingOf(row),
    ...(several ? [row.repeats ? 'yes' : ''] : []),
  ]);
  const head = [isUniversal ? 'Key' : 'Tag', 'Name', 'Title', 'Unit', 'Encoding', ...(several ? ['Several'] : [])];
  const version = set.versionTag === undefined ? undefined : set.rows[set.versionTag]?.title;
  const about = `${set.title}. ${rows.length} items.${version === undefined ? '' : ` Its version is sent as "${version}".`}`;
  const parts = [`### ${set.id}`, about, table(head, rows)];
  if (older !== undefined) parts.push(olderTable(set, older));
  return parts.join('\n\n');
}

/** Items that are encoded otherwise in an older version of the standard. */
function olderTable(set: SetDescriptor, older: SetDescriptor): string {
  const rows = rowsOf(older)
    .filter(({ tag, row }) => row.codec.describe !== set.rows[tag]?.codec.describe)
    .map(({ tag, row }) => [String(tag), `\`${row.name}\``, encodingOf(row)]);
  const text = `Encoded otherwise in the older form, ${older.title}, which is told by the version or by the bytes themselves:`;
  return rows.length === 0 ? '' : `${text}\n\n${table(['Tag', 'Name', 'Encoding'], rows)}`;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** The page on metadata, `docs/klv.md`: everything in it comes from the tables that decode and encode. */
export function klvDocument(): string {
  const items = documentedSets.reduce((sum, { set }) => sum + rowsOf(set).length, 0);
  const codes = Object.entries(issueCatalogue).map(([code, meaning]) => {
    const isRemark = [...remarkCodes].some((remark) => remark === code);
    return [`\`${code}\``, meaning, isRemark ? 'passes' : 'refused'];
  });
  return `${[
    '# Metadata: MISB KLV',
    `What is read and written of the metadata in airborne video: ${documentedSets.length} sets with ${items} items. This page is made by \`npm run docs\` from the tables in [src/formats/klv](../src/formats/klv) that decode, encode and type every item; a test fails where it says anything else.`,
    '## Packets and their keys',
    'A packet is a universal key of 16 bytes, a BER length, and a set. Keys are compared without their version byte, the eighth. These sets may stand alone; all others stand within them.',
    keyTable(),
    '## What `atalaya klv` prints',
    'One line of JSON for each packet. Nothing is left out: an item that cannot be read, or that no table knows, has its bytes.',
    table(
      ['Field', 'Meaning'],
      Object.entries(lineFields).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    'With `--strict`, a packet that breaks its standard has `"refused": true` and no items. A packet as it is printed (here on several lines; its pitch is out of range, its airspeed is sent as not known):',
    `\`\`\`json\n${JSON.stringify(packetToJson(examplePacket()), null, 2)}\n\`\`\``,
    '## Values',
    valueList(),
    '## Issues',
    'Codes of `issues`. Strict mode refuses packets with any but the remarks that pass.',
    table(['Code', 'Meaning', 'Strict'], codes),
    '## Sets',
    `Names are those of the accessors (\`packet.items.sensorLatitudeDeg\`), their unit last; they are absent where a packet does not carry the item, or carries a special value. ${documentedSets.map(({ set }) => link(set.id)).join(', ')}.`,
    ...documentedSets.map(setSection),
  ].join('\n\n')}\n`;
}

function valueList(): string {
  return [
    '- Numbers are in the unit beside them. An integer beyond 2^53 is a text of its decimal digits.',
    '- An enumeration is `{"code", "meaning"}`; a code that is not assigned means "Reserved". Flags are `{"code", "flags"}` with the names of the bits that are set.',
    '- Sets within the set are written like `items`; packs are objects, series are lists, in the order they were sent.',
    '- Where an item stands several times in a set that allows it, `value` and `raw` are lists.',
    '- Bytes without structure are hexadecimal. A value that could not be read is `null`, and an issue says why.',
    '- In a text that is not UTF-8, each byte that belongs to no character is the lone surrogate U+DC00 + byte; the text goes back to the very same bytes.',
    `- A value that the standard names instead of a number is \`{"special": name}\`. An item of length zero is "Unknown" (ST 0107). Integers mapped to a range have ${listed(specialNamesOfTables())} (see the items). Numbers mapped by IMAPB have the special values of ST 1201: ${listed(imapSpecialNames)}. Floats have "NaN".`,
  ].join('\n');
}
