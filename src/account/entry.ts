import { AtalayaError } from '../model/errors.ts';
import { CborReader, CborWriter, encodeCbor } from './cbor.ts';
import type { Attachment, Body, Entry, EntryDraft } from './entry-types.ts';
import type { Fault } from './fault.ts';
import {
  bodyInBlob,
  bodyOpen,
  bodySealed,
  entryFormat,
  entryItems,
  entryLimitBytes,
  hashBytes,
  kindPattern,
  openKinds,
  streamPattern,
  tokenPattern,
} from './format.ts';
import type { Sha256 } from './hash.ts';

/** Why bytes are no entry: what, at which byte, in which field. */
export interface EntryFault extends Fault {
  readonly field: string;
}

/** Bytes of command hashes and key ids: a SHA-256 cut short. */
const idBytes = 16;
/** Bytes of an AES-GCM nonce (NIST SP 800-38D section 8.2.1). */
const nonceBytes = 12;
const utf8 = new TextEncoder();
// One writer, and so one buffer, for all entries: nothing in between gives anybody else a turn, and what was checked first cannot fail.
const writer = new CborWriter();
const openKindSet: ReadonlySet<string> = new Set(openKinds);

/** First 16 bytes of SHA-256 of a command's id: what an entry says of the command it came from. */
export function commandHash(commandId: string, sha256: Sha256): Uint8Array {
  return sha256(utf8.encode(commandId)).slice(0, idBytes);
}

/** Open id of an item's data key: first 16 bytes of SHA-256 of CBOR ["atalaya item key", compartment, item]. */
export function keyIdOf(compartment: string, item: string, sha256: Sha256): Uint8Array {
  return sha256(encodeCbor(['atalaya item key', compartment, item])).slice(0, idBytes);
}

/** What a body's seal binds beside its content (associated data): CBOR of the place it belongs to, docs/adr/0006-the-log.md. */
export function sealingData(
  draft: Pick<EntryDraft, 'stream' | 'version' | 'kind' | 'compartment' | 'commitment'>,
  command: Uint8Array,
  part: number,
): Uint8Array {
  return encodeCbor([draft.stream, draft.version, draft.kind, command, part, draft.compartment, draft.commitment]);
}

interface Complaint {
  readonly field: string;
  readonly fault: string;
}

function count(field: string, value: number, least: number): Complaint | undefined {
  if (Number.isSafeInteger(value) && value >= least) return undefined;
  return { field, fault: `${value} is no integer from ${least} to 2^53-1` };
}

function text(field: string, value: string, pattern: RegExp): Complaint | undefined {
  return pattern.test(value)
    ? undefined
    : { field, fault: `${JSON.stringify(value)} does not match ${pattern.source}` };
}

function sized(field: string, value: Uint8Array, sizeBytes: number): Complaint | undefined {
  return value.length === sizeBytes ? undefined : { field, fault: `${value.length} bytes where ${sizeBytes} belong` };
}

function complainOfBody(entry: Entry): Complaint | undefined {
  const { body } = entry;
  switch (body.form) {
    case 'sealed':
      return sized('body.keyId', body.keyId, idBytes) ?? sized('body.nonce', body.nonce, nonceBytes);
    case 'in-blob':
      if (entry.attachments.length > 0) return undefined;
      return { field: 'body', fault: 'said to be in a blob, but there is no attachment' };
    case 'open':
      if (openKindSet.has(entry.kind)) return undefined;
      return { field: 'body', fault: `open, which the kind ${entry.kind} does not permit` };
  }
}

function complainOfAttachments(attachments: readonly Attachment[]): Complaint | undefined {
  for (let i = 0; i < attachments.length; i++) {
    const { sha256, sizeBytes, keyId } = attachments[i]!;
    const field = `attachments[${i}]`;
    const complaint =
      sized(`${field}.sha256`, sha256, hashBytes) ??
      count(`${field}.sizeBytes`, sizeBytes, 0) ??
      sized(`${field}.keyId`, keyId, idBytes);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** The one set of rules for both ways: what is written and what is read. */
function complain(entry: Entry): Complaint | undefined {
  const complaint =
    text('stream', entry.stream, streamPattern) ??
    count('version', entry.version, 1) ??
    text('kind', entry.kind, kindPattern) ??
    count('timeUs', entry.timeUs, 0) ??
    text('role', entry.role, tokenPattern) ??
    text('state', entry.state, tokenPattern) ??
    text('agency', entry.agency, tokenPattern) ??
    sized('command', entry.command, idBytes) ??
    count('part', entry.part, 0) ??
    count('parts', entry.parts, 1) ??
    text('compartment', entry.compartment, tokenPattern) ??
    sized('commitment', entry.commitment, hashBytes) ??
    complainOfAttachments(entry.attachments) ??
    complainOfBody(entry);
  if (complaint !== undefined) return complaint;
  if (entry.part < entry.parts) return undefined;
  return { field: 'part', fault: `${entry.part} where the command has ${entry.parts} parts, counted from 0` };
}

function refusal({ field, fault }: Complaint): AtalayaError {
  return new AtalayaError('value-out-of-range', `Not an entry: ${field}: ${fault}`, field, `Mend the field ${field}`);
}

function writeBody(body: Body): void {
  switch (body.form) {
    case 'sealed':
      writer.array(4);
      writer.unsigned(bodySealed);
      writer.bytes(body.keyId);
      writer.bytes(body.nonce);
      writer.bytes(body.ciphertext);
      return;
    case 'in-blob':
      writer.array(1);
      writer.unsigned(bodyInBlob);
      return;
    case 'open':
      writer.array(2);
      writer.unsigned(bodyOpen);
      writer.bytes(body.bytes);
      return;
  }
}

/**
 * The one encoding of an entry, shorter than 65,536 bytes. Errors: `value-out-of-range`, its `where` the name of the field
 * (`entry` where the whole is too long).
 */
export function encodeEntry(entry: Entry): Uint8Array {
  const complaint = complain(entry);
  if (complaint !== undefined) throw refusal(complaint);
  writer.array(entryItems);
  writer.unsigned(entryFormat);
  writer.text(entry.stream);
  writer.unsigned(entry.version);
  writer.text(entry.kind);
  writer.unsigned(entry.timeUs);
  writer.text(entry.role);
  writer.text(entry.state);
  writer.text(entry.agency);
  writer.bytes(entry.command);
  writer.unsigned(entry.part);
  writer.unsigned(entry.parts);
  writer.text(entry.compartment);
  writer.bytes(entry.commitment);
  writer.array(entry.attachments.length);
  for (const attachment of entry.attachments) {
    writer.array(3);
    writer.bytes(attachment.sha256);
    writer.unsigned(attachment.sizeBytes);
    writer.bytes(attachment.keyId);
  }
  writeBody(entry.body);
  const bytes = writer.finish();
  if (bytes.length < entryLimitBytes) return bytes;
  throw refusal({ field: 'entry', fault: `${bytes.length} bytes, fewer than ${entryLimitBytes} are allowed` });
}

function readArray(reader: CborReader, items: number): void {
  const at = reader.at;
  const found = reader.array();
  if (found !== items && reader.fault === undefined) reader.refuse(`${found} items where ${items} belong`, at);
}

function readAttachments(reader: CborReader): Attachment[] {
  const attachments: Attachment[] = [];
  const items = reader.array();
  for (let i = 0; i < items && reader.fault === undefined; i++) {
    readArray(reader, 3);
    attachments.push({ sha256: reader.bytes(), sizeBytes: reader.unsigned(), keyId: reader.bytes() });
  }
  return attachments;
}

function readBody(reader: CborReader): Body {
  const at = reader.at;
  const items = reader.array();
  const form = reader.unsigned();
  if (form === bodySealed && items === 4) {
    return { form: 'sealed', keyId: reader.bytes(), nonce: reader.bytes(), ciphertext: reader.bytes() };
  }
  if (form === bodyOpen && items === 2) return { form: 'open', bytes: reader.bytes() };
  if (form !== bodyInBlob || items !== 1) reader.refuse(`a body of form ${form} with ${items} items`, at);
  return { form: 'in-blob' };
}

function readEntry(reader: CborReader): Entry {
  readArray(reader, entryItems);
  const at = reader.at;
  const format = reader.unsigned();
  if (format !== entryFormat) reader.refuse(`format ${format}, only ${entryFormat} is read`, at);
  // The properties stand in the order of the bytes: an object's initialisers run in the order they are written.
  return {
    stream: reader.text(),
    version: reader.unsigned(),
    kind: reader.text(),
    timeUs: reader.unsigned(),
    role: reader.text(),
    state: reader.text(),
    agency: reader.text(),
    command: reader.bytes(),
    part: reader.unsigned(),
    parts: reader.unsigned(),
    compartment: reader.text(),
    commitment: reader.bytes(),
    attachments: readAttachments(reader),
    body: readBody(reader),
  };
}

/**
 * An entry from its bytes, or why they are none. Only what `encodeEntry` writes is taken, so encoding the answer gives the
 * same bytes. The byte strings of the answer are views of the input.
 */
export function decodeEntry(bytes: Uint8Array): Entry | EntryFault {
  if (bytes.length >= entryLimitBytes) {
    return {
      field: 'entry',
      fault: `${bytes.length} bytes, fewer than ${entryLimitBytes} are allowed`,
      at: entryLimitBytes,
    };
  }
  const reader = new CborReader(bytes);
  const entry = readEntry(reader);
  reader.end();
  if (reader.fault !== undefined) return { field: 'entry', ...reader.fault };
  const complaint = complain(entry);
  return complaint === undefined ? entry : { ...complaint, at: 0 };
}
