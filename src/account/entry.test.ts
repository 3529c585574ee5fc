import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, sha256, toHex } from '../../test/account-crypto.ts';
import { AtalayaError } from '../model/errors.ts';
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
import { commandHash, decodeEntry, encodeEntry, keyIdOf, sealingData } from './entry.ts';
import type { Body, Entry } from './entry-types.ts';
import { isFault } from './fault.ts';

const sealed: Body = {
  form: 'sealed',
  keyId: new Uint8Array(16).fill(7),
  nonce: new Uint8Array(12).fill(8),
  ciphertext: new Uint8Array(60).fill(9),
};

const entry: Entry = {
  stream: 'observe/flight-7',
  version: 3,
  kind: 'observe.look-recorded',
  timeUs: 1_763_900_000_000_000,
  role: 'sensor-operator',
  state: 'MEX',
  agency: 'air-unit-2',
  command: commandHash('command 1', sha256),
  part: 0,
  parts: 2,
  compartment: 'mex-ops',
  commitment: new Uint8Array(32).fill(5),
  attachments: [],
  body: sealed,
};

const attachment = { sha256: new Uint8Array(32).fill(1), sizeBytes: 70_000, keyId: new Uint8Array(16).fill(7) };

/** The entry as the ADR lists its items, for making wrong ones. */
function items(from: Entry): CborValue[] {
  const answer = decodeCbor(encodeEntry(from));
  if (isFault(answer) || !Array.isArray(answer.value)) throw new Error('no array');
  return [...answer.value];
}

function fieldOf(bytes: Uint8Array): string | undefined {
  const answer = decodeEntry(bytes);
  return isFault(answer) ? answer.field : undefined;
}

describe('an entry', () => {
  it('is the array of docs/adr/0006-the-log.md', () => {
    expect(items(entry)).toEqual([
      1,
      'observe/flight-7',
      3,
      'observe.look-recorded',
      1_763_900_000_000_000,
      'sensor-operator',
      'MEX',
      'air-unit-2',
      entry.command,
      0,
      2,
      'mex-ops',
      entry.commitment,
      [],
      [0, new Uint8Array(16).fill(7), new Uint8Array(12).fill(8), new Uint8Array(60).fill(9)],
    ]);
    const inBlob: Entry = { ...entry, attachments: [attachment], body: { form: 'in-blob' } };
    expect(items(inBlob).slice(13)).toEqual([[[attachment.sha256, 70_000, attachment.keyId]], [1]]);
    const open: Entry = { ...entry, kind: 'account.key-destroyed', body: { form: 'open', bytes: fromHex('a1b2') } };
    expect(items(open)[14]).toEqual([2, fromHex('a1b2')]);
  });

  const wrong: readonly (readonly [string, Partial<Entry>])[] = [
    ['stream', { stream: 'flight-7' }],
    ['stream', { stream: `observe/${'x'.repeat(65)}` }],
    ['stream', { stream: 'observe/flight-7\n' }],
    ['version', { version: 0 }],
    ['version', { version: 2 ** 53 }],
    ['version', { version: 1.5 }],
    ['kind', { kind: 'observe' }],
    ['kind', { kind: 'observe.Look' }],
    ['timeUs', { timeUs: -1 }],
    ['role', { role: '' }],
    ['role', { role: 'two words' }],
    ['state', { state: 'M\u00c9X' }],
    ['agency', { agency: 'x'.repeat(33) }],
    ['command', { command: new Uint8Array(15) }],
    ['part', { part: 2 }],
    ['part', { part: -1 }],
    ['parts', { parts: 0 }],
    ['compartment', { compartment: '-a' }],
    ['commitment', { commitment: new Uint8Array(31) }],
    ['attachments[1].sha256', { attachments: [attachment, { ...attachment, sha256: new Uint8Array(31) }] }],
    ['attachments[0].sizeBytes', { attachments: [{ ...attachment, sizeBytes: -1 }] }],
    ['attachments[0].keyId', { attachments: [{ ...attachment, keyId: new Uint8Array(17) }] }],
    ['body.keyId', { body: { ...sealed, keyId: new Uint8Array(0) } }],
    ['body.nonce', { body: { ...sealed, nonce: new Uint8Array(13) } }],
    ['body', { body: { form: 'in-blob' } }],
    ['body', { body: { form: 'open', bytes: new Uint8Array(1) } }],
    ['entry', { body: { ...sealed, ciphertext: new Uint8Array(65_500) } }],
  ];

  it.each(wrong)('is refused with the name of the field: %s', (field, change) => {
    let thrown: unknown;
    try {
      encodeEntry({ ...entry, ...change });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AtalayaError);
    expect(thrown).toMatchObject({ code: 'value-out-of-range', where: field });
    // A refused entry leaves nothing behind in the writer that the next one uses.
    expect(toHex(encodeEntry(entry))).toBe(toHex(encodeCbor(items(entry))));
  });

  it.each([
    ['a stream that does not match', 1, 'observe', 'stream'],
    ['version 0', 2, 0, 'version'],
    ['a command too short', 8, new Uint8Array(3), 'command'],
    ['a part beyond its parts', 9, 2, 'part'],
    ['a number for a text', 3, 4, 'entry'],
    ['format 2', 0, 2, 'entry'],
    ['a body of no known form', 14, [3], 'entry'],
    ['a body with an item too many', 14, [1, 1], 'entry'],
    ['an open body of a kind that must be sealed', 14, [2, new Uint8Array(2)], 'body'],
    ['a body in a blob without one', 14, [1], 'body'],
    ['an attachment of two items', 13, [[new Uint8Array(32), 1]], 'entry'],
  ])('is not read with %s', (_, index, value, field) => {
    const list = items(entry);
    list[index] = value;
    expect(fieldOf(encodeCbor(list))).toBe(field);
  });

  it('is not read with items missing, too many, or bytes behind it', () => {
    const list = items(entry);
    expect(fieldOf(encodeCbor(list.slice(0, 14)))).toBe('entry');
    expect(fieldOf(encodeCbor([...list, 0]))).toBe('entry');
    expect(fieldOf(new Uint8Array([...encodeEntry(entry), 0]))).toBe('entry');
    expect(fieldOf(new Uint8Array(0))).toBe('entry');
  });

  it('may be 65,535 bytes long and not one more', () => {
    const room = 65_535 - encodeEntry({ ...entry, body: { ...sealed, ciphertext: new Uint8Array(60_000) } }).length;
    const longest = { ...entry, body: { ...sealed, ciphertext: new Uint8Array(60_000 + room) } };
    const bytes = encodeEntry(longest);
    expect(bytes.length).toBe(65_535);
    expect(decodeEntry(bytes)).toEqual(longest);
    const longer = { ...entry, body: { ...sealed, ciphertext: new Uint8Array(60_001 + room) } };
    expect(() => encodeEntry(longer)).toThrow(AtalayaError);
    expect(fieldOf(new Uint8Array(65_536))).toBe('entry');
  });
});

describe('what is derived for entries', () => {
  it('names a command and an item by the beginning of a SHA-256', () => {
    // SHA-256 of "abc" (FIPS 180-4 examples).
    expect(toHex(commandHash('abc', sha256))).toBe('ba7816bf8f01cfea414140de5dae2223');
    const message = encodeCbor(['atalaya item key', 'mex-ops', 'observe/flight-7']);
    expect(toHex(keyIdOf('mex-ops', 'observe/flight-7', sha256))).toBe(toHex(sha256(message)).slice(0, 32));
    expect(keyIdOf('ab', 'c', sha256)).not.toEqual(keyIdOf('a', 'bc', sha256));
  });

  it('binds a seal to its place', () => {
    expect(decodeCbor(sealingData(entry, entry.command, 1))).toEqual({
      value: [entry.stream, 3, entry.kind, entry.command, 1, 'mex-ops', entry.commitment],
    });
  });
});

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const word = fc.stringMatching(/^[a-z][a-z-]{1,20}$/);
const token = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/);
const attachments = fc.array(fc.record({ sha256: bytes(32), sizeBytes: fc.maxSafeNat(), keyId: bytes(16) }), {
  maxLength: 4,
});
const ciphertext = fc.uint8Array({ maxLength: 5000 });
const bodies = fc.record({ form: fc.constant('sealed' as const), keyId: bytes(16), nonce: bytes(12), ciphertext });

const entries: fc.Arbitrary<Entry> = fc
  .record({
    stream: fc.tuple(word, token).map(([stage, id]) => `${stage}/${id.toLowerCase()}`),
    version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    kind: fc.tuple(word, word).map(([stage, what]) => `${stage}.${what}`),
    timeUs: fc.maxSafeNat(),
    role: token,
    state: token,
    agency: token,
    command: bytes(16),
    part: fc.nat(100),
    parts: fc.integer({ min: 101, max: 200 }),
    compartment: token,
    commitment: bytes(32),
    attachments,
    body: bodies,
  })
  .map((made) => (made.attachments.length % 2 === 0 ? made : { ...made, body: { form: 'in-blob' as const } }));

describe('any entry', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(entries, (made) => {
        expect(decodeEntry(encodeEntry(made))).toEqual(made);
      }),
    );
  });

  it('is read from changed bytes only where they are an encoding', () => {
    let refused = 0;
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(255), fc.boolean(), (made, place, byte, cut) => {
        const whole = encodeEntry(made);
        const changed = cut ? whole.slice(0, place % whole.length) : whole;
        if (!cut) changed[place % whole.length] = byte;
        const answer = decodeEntry(changed);
        if (isFault(answer)) refused++;
        else expect(encodeEntry(answer)).toEqual(changed);
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it('is not read from noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(isFault(decodeEntry(noise))).toBe(true);
      }),
    );
  });
});
