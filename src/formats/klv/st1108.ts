import { berOidBytes } from './ber.ts';
import type { Codec } from './codec.ts';
import { defineSet, item, repeated } from './descriptor.ts';
import { nestedSet } from './encode.ts';
import { floatOfLength } from './floats.ts';
import { timeUs, uintFixed } from './numbers.ts';
import { type Field, fixed, oid, pack } from './pack.ts';
import { enumeration, text } from './text.ts';

/** Universal key of the Interpretability and Quality Local Set (ST 1108.3 section 6). */
export const st1108Key = '060e2b34020301010e0103031c000000';

/** Who answers for a metric: organisation and subgroup, parted by the record separator (1E). */
export interface MetricImplementer {
  readonly organization: string;
  /** Absent where no separator was sent. */
  readonly subgroup?: string;
}

const separator = '\u001e';
const plainText = text(127);

const metricImplementer: Codec<MetricImplementer> = {
  describe: 'organisation and subgroup as UTF-8, parted by 1E',
  cacheable: true,
  decode(bytes, start, end, context) {
    const sent = plainText.decode(bytes, start, end, context);
    if (typeof sent !== 'string') return undefined;
    const at = sent.indexOf(separator);
    if (at >= 0) return { organization: sent.slice(0, at), subgroup: sent.slice(at + 1) };
    context.report('item-malformed', 'no record separator between organisation and subgroup', start);
    return { organization: sent };
  },
  encode(value, lengthBytes) {
    const { organization, subgroup } = value;
    return plainText.encode(subgroup === undefined ? organization : organization + separator + subgroup, lengthBytes);
  },
};

/** BER-OID integer in its shortest form, which alone can be written back the same. */
const shortOid: Field<number> = {
  ...oid,
  read(bytes, at, end, context) {
    const found = oid.read(bytes, at, end, context);
    const plain = typeof found?.value === 'number' && berOidBytes(found.value).length === found.next - at;
    return plain ? found : undefined;
  },
};

/** One metric (ST 1108.3 table 5). */
export const st1108Metric = defineSet('ST1108.M', 'Metric Local Set', {
  1: item('name', 'Metric Name', '', text(127)),
  2: item('version', 'Metric Version', '', text(127)),
  3: item('implementer', 'Metric Implementer', '', metricImplementer),
  4: item('parameters', 'Metric Parameters', '', text(127)),
  5: item('timeUs', 'Metric Time', 'us', timeUs()),
  6: item('value', 'Metric Value', '', floatOfLength(4)),
});

/** MISB ST 1108.3, Motion Imagery Interpretability and Quality Local Set. */
export const st1108 = defineSet(
  'ST1108',
  'Interpretability and Quality Metadata Local Set',
  {
    1: item(
      'assessmentPoint',
      'Assessment Point',
      '',
      enumeration({
        1: 'Sensor',
        2: 'Sensor Encoder',
        3: 'GCS Received',
        4: 'GCS Transmit',
        5: 'Archive',
      }),
    ),
    2: item(
      'metricPeriod',
      'Metric Period Pack',
      '',
      pack({ startUs: fixed(8, timeUs()), durationUs: fixed(4, uintFixed(4)) }, 2),
    ),
    3: item(
      'windowCorners',
      'Window Corners Pack',
      'px',
      pack({ topRow: shortOid, leftColumn: shortOid, bottomRow: shortOid, rightColumn: shortOid }, 4),
    ),
    4: repeated(
      'metrics',
      'Metric Local Set',
      '',
      nestedSet(() => st1108Metric),
    ),
    5: item(
      'compressionType',
      'Compression Type',
      '',
      enumeration({ 0: 'Uncompressed', 1: 'H.262', 2: 'H.264', 3: 'H.265', 4: 'JPEG2000' }),
    ),
    6: item(
      'compressionProfile',
      'Compression Profile',
      '',
      enumeration({
        0: 'Uncompressed',
        1: 'Main (H.264)',
        2: 'Main 10 (H.265)',
        3: 'Constrained Baseline (H.264)',
        4: 'High (H.264)',
        5: 'Main 4:2:2 12 (H.265)',
        6: 'Main 4:4:4 12 (H.265)',
        7: 'High 4:2:2 (H.264)',
        8: 'High 4:4:4 Predictive (H.264)',
      }),
    ),
    7: item('compressionLevel', 'Compression Level', '', text(127)),
    8: item('compressionRatio', 'Compression Ratio', '', floatOfLength(4)),
    9: item('streamBitrateKbps', 'Stream Bitrate', 'kbit/s', uintFixed(2)),
    10: item('documentVersion', 'Document Version', '', uintFixed(1)),
    11: item('crc16', 'CRC-16-CCITT', '', uintFixed(2)),
  },
  { versionTag: 10 },
);
