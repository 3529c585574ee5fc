import type { Codec } from './codec.ts';
import { defineSet, item, keyed } from './descriptor.ts';
import { uintFixed } from './numbers.ts';
import { blob, enumeration, text, textUtf16 } from './text.ts';

/** Universal key of the Security Metadata Local Set (ST 0102.12 section 6.7). */
export const st0102Key = '060e2b34020301010e01030302000000';

/** Universal key of the Security Metadata Universal Set (ST 0102.12 section 6.7). */
export const st0102UniversalKey = '060e2b34020101010208020000000000';

const classification = enumeration({
  1: 'UNCLASSIFIED',
  2: 'RESTRICTED',
  3: 'CONFIDENTIAL',
  4: 'SECRET',
  5: 'TOP SECRET',
});

/** Item 2: its codes differ from those of item 12, although both name nearly the same methods. */
const classifyingCountryCodingMethod = enumeration({
  1: 'ISO-3166 Two Letter',
  2: 'ISO-3166 Three Letter',
  3: 'FIPS 10-4 Two Letter',
  4: 'FIPS 10-4 Four Letter',
  5: 'ISO-3166 Numeric',
  6: '1059 Two Letter',
  7: '1059 Three Letter',
  8: 'Omitted Value',
  9: 'Omitted Value',
  10: 'FIPS 10-4 Mixed',
  11: 'ISO 3166 Mixed',
  12: 'STANAG 1059 Mixed',
  13: 'GENC Two Letter',
  14: 'GENC Three Letter',
  15: 'GENC Numeric',
  16: 'GENC Mixed',
});

/** Item 12; the same codes serve ST 0601 item 122 (Country Codes). */
export const objectCountryCodingMethod = enumeration({
  1: 'ISO-3166 Two Letter',
  2: 'ISO-3166 Three Letter',
  3: 'ISO-3166 Numeric',
  4: 'FIPS 10-4 Two Letter',
  5: 'FIPS 10-4 Four Letter',
  6: '1059 Two Letter',
  7: '1059 Three Letter',
  8: 'Omitted Value',
  9: 'Omitted Value',
  10: 'Omitted Value',
  11: 'Omitted Value',
  12: 'Omitted Value',
  13: 'GENC Two Letter',
  14: 'GENC Three Letter',
  15: 'GENC Numeric',
  64: 'GENC AdminSub',
});

const utf16 = textUtf16();
const byteOrderMark = 0xfeff;

function looksLikeUtf16(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || (end - start) % 2 !== 0) return false;
  const marked = bytes[start] === byteOrderMark >> 8 && bytes[start + 1] === (byteOrderMark & 0xff);
  for (let i = marked ? start + 2 : start; i < end; i += 2) {
    if (bytes[i] !== 0 || bytes[i + 1]! >= 0x80) return false;
  }
  return true;
}

/**
 * Object country codes: letters, digits and semicolons, in two bytes each (UTF-16BE: the standard's form up to now)
 * or, by encoders in the wild, in one. Which of the two is seen from the bytes, since the version (item 22) stands
 * after them or is absent; it is also seen from the length when the text is written back.
 */
export function countryCodes(): Codec<string> {
  return {
    describe: 'UTF-16BE, or ASCII where sent so',
    decode(bytes, start, end, context) {
      if (looksLikeUtf16(bytes, start, end)) return utf16.decode(bytes, start, end, context);
      let plain = true;
      let value = '';
      for (let i = start; i < end; i++) {
        if (bytes[i]! >= 0x80) plain = false;
        value += String.fromCharCode(bytes[i]!);
      }
      if (!plain) context.report('text-invalid', 'neither UTF-16 nor ASCII; shown as Latin-1', start);
      return value;
    },
    encode(value, lengthBytes = 2 * value.length) {
      if (lengthBytes === value.length) return Uint8Array.from(value, (letter) => letter.charCodeAt(0));
      return utf16.encode(value);
    },
  };
}

/**
 * MISB ST 0102.12, Security Metadata Local Set. Items 15 to 21 are of older versions (up to ST 0102.10) and are read
 * all the same. Dates are kept as the text that was sent: YYYYMMDD (item 10) and YYYY-MM-DD (items 23, 24).
 */
export const st0102 = defineSet(
  'ST0102',
  'Security Metadata Local Set',
  {
    1: item('securityClassification', 'Security Classification', '', classification),
    2: item(
      'classifyingCountryCodingMethod',
      'Classifying Country and Releasing Instructions Country Coding Method',
      '',
      classifyingCountryCodingMethod,
    ),
    3: item('classifyingCountry', 'Classifying Country', '', text(127)),
    4: item('sciShiInformation', 'Security-SCI/SHI Information', '', text(127)),
    5: item('caveats', 'Caveats', '', text(127)),
    6: item('releasingInstructions', 'Releasing Instructions', '', text(127)),
    7: item('classifiedBy', 'Classified By', '', text(127)),
    8: item('derivedFrom', 'Derived From', '', text(127)),
    9: item('classificationReason', 'Classification Reason', '', text(127)),
    10: item('declassificationDate', 'Declassification Date', '', text(8)),
    11: item('classificationAndMarkingSystem', 'Classification and Marking System', '', text(127)),
    12: item('objectCountryCodingMethod', 'Object Country Coding Method', '', objectCountryCodingMethod),
    13: item('objectCountryCodes', 'Object Country Codes', '', countryCodes()),
    14: item('classificationComments', 'Classification Comments', '', text(127)),
    15: item('umidVideo', 'UMID Video', '', blob()),
    16: item('umidAudio', 'UMID Audio', '', blob()),
    17: item('umidData', 'UMID Data', '', blob()),
    18: item('umidSystem', 'UMID System', '', blob()),
    19: item('streamId', 'Stream ID', '', uintFixed(1)),
    20: item('transportStreamId', 'Transport Stream ID', '', uintFixed(2)),
    21: item('itemDesignatorId', 'Item Designator ID', '', blob()),
    22: item('version', 'Version', '', uintFixed(2)),
    23: item(
      'classifyingCountryCodingMethodVersionDate',
      'Classifying Country and Releasing Instructions Country Coding Method Version Date',
      '',
      text(10),
    ),
    24: item('objectCountryCodingMethodVersionDate', 'Object Country Coding Method Version Date', '', text(10)),
  },
  { versionTag: 22 },
);

/**
 * MISB ST 0102.12, Security Metadata Universal Set, as EG 0104 streams carry it. The classification and the coding
 * methods are texts here ("UNCLASSIFIED//"), and are kept as sent. Tags are those of the local set.
 */
export const st0102Universal = defineSet(
  'ST0102U',
  'Security Metadata Universal Set',
  {
    1: keyed('060e2b34010101030208020100000000', 'securityClassification', 'Security Classification', '', text(14)),
    2: keyed(
      '060e2b34010101030701200102070000',
      'classifyingCountryCodingMethod',
      'Classifying Country and Releasing Instructions Country Coding Method',
      '',
      text(127),
    ),
    3: keyed('060e2b34010101030701200102080000', 'classifyingCountry', 'Classifying Country', '', text(127)),
    4: keyed('060e2b34010101010e01020302000000', 'sciShiInformation', 'Security-SCI/SHI Information', '', text(127)),
    5: keyed('060e2b34010101030208020200000000', 'caveats', 'Caveats', '', text(127)),
    6: keyed('060e2b34010101030701200102090000', 'releasingInstructions', 'Releasing Instructions', '', text(127)),
    7: keyed('060e2b34010101030208020300000000', 'classifiedBy', 'Classified By', '', text(127)),
    8: keyed('060e2b34010101030208020600000000', 'derivedFrom', 'Derived From', '', text(127)),
    9: keyed('060e2b34010101030208020400000000', 'classificationReason', 'Classification Reason', '', text(127)),
    10: keyed('060e2b34010101030208020500000000', 'declassificationDate', 'Declassification Date', '', text(8)),
    11: keyed(
      '060e2b34010101030208020800000000',
      'classificationAndMarkingSystem',
      'Classification and Marking System',
      '',
      text(127),
    ),
    12: keyed(
      '060e2b34010101030701200102060000',
      'objectCountryCodingMethod',
      'Object Country Coding Method',
      '',
      text(127),
    ),
    13: keyed('060e2b34010101030701200102010100', 'objectCountryCodes', 'Object Country Codes', '', countryCodes()),
    14: keyed('060e2b34010101030208020700000000', 'classificationComments', 'Classification Comments', '', text(127)),
    19: keyed('060e2b34010101030103040200000000', 'streamId', 'Stream ID', '', uintFixed(1)),
    20: keyed('060e2b34010101030103040300000000', 'transportStreamId', 'Transport Stream ID', '', uintFixed(2)),
    21: keyed('060e2b34010101030103060100000000', 'itemDesignatorId', 'Item Designator ID', '', blob()),
    22: keyed('060e2b34010101010e01020504000000', 'version', 'Version', '', uintFixed(2)),
    23: keyed(
      '060e2b34010101010e01040303000000',
      'classifyingCountryCodingMethodVersionDate',
      'Classifying Country and Releasing Instructions Country Coding Method Version Date',
      '',
      text(10),
    ),
    24: keyed(
      '060e2b34010101010e01040304000000',
      'objectCountryCodingMethodVersionDate',
      'Object Country Coding Method Version Date',
      '',
      text(10),
    ),
  },
  { framing: 'universal', versionTag: 22 },
);
